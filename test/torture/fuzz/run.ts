import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../../contract/client.js';
import { Document } from '../../contract/document.js';
import type { Server } from '../../contract/server.js';
import { startServer } from '../../contract/server.js';
import { accounts, directiveOf, DISTRICT, Hall, receipt, TOWN } from '../../contract/town.js';
import { fire } from './fire.js';
import { fireFrames } from './frames.js';
import { Random } from './random.js';
import { fireRaw } from './raw.js';
import type { Pool } from './requests.js';
import { shot } from './requests.js';

/** Requests that are on their way at the same time. */
const AT_ONCE = 16;
/** By how much the server's memory may grow between the first tenth of the rounds and the end, bytes. */
const GROWTH_MAX = 256 * 1024 * 1024;

export type Outcome = { readonly violations: readonly string[]; readonly rssBefore: number; readonly rssAfter: number };

/**
 * Sends generated requests to a server of its own.
 * @param seed the same seed sends the same requests; ids and signatures apart
 */
export async function fuzz(rounds: number, seed: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-fuzz-'));
  const server = await startServer(folder, accounts());
  const violations: string[] = [];
  try {
    const document = new Document();
    const pool = await fill(new Hall(new Client(document, server.url), ''));
    const url = new URL(server.url);
    let next = 0;
    let rssBefore = rssOf(server);
    const work = async (): Promise<void> => {
      while (next < rounds && server.ended() === null) {
        const round = next;
        next += 1;
        if (round === Math.floor(rounds / 10)) rssBefore = rssOf(server);
        const fault = await once(new Random(seed + round), url, document, pool);
        if (fault !== undefined) violations.push(`round ${round}: ${fault}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (server.ended() !== null) violations.push(`the server ended with ${server.ended()}: ${server.stderr()}`);
    const rssAfter = server.ended() === null ? rssOf(server) : 0;
    if (rssAfter - rssBefore > GROWTH_MAX) violations.push(`memory grew from ${rssBefore} to ${rssAfter} bytes`);
    const failures = server
      .stderr()
      .split('\n')
      .filter((line) => /"level":("error"|50)/.test(line));
    violations.push(...failures.map((line) => `logged: ${line.slice(0, 1000)}`));
    return { violations, rssBefore, rssAfter };
  } finally {
    if (server.ended() === null) await server.stop();
    rmSync(folder, { recursive: true });
  }
}

function once(random: Random, url: URL, document: Document, pool: Pool): Promise<string | undefined> {
  const kind = random.next();
  if (kind < 0.08) return fireRaw(url, random);
  if (kind < 0.15) return fireFrames(url, random, pool);
  const request = shot(random, document, pool);
  return fire(url, request).then((fault) =>
    fault === undefined ? undefined : `${request.method} ${request.path.slice(0, 200)}: ${fault}`,
  );
}

/** Real commands and directives, so that requests reach what lies behind the checks of form. */
async function fill(hall: Hall): Promise<Pool> {
  const views = [await hall.issue(), await hall.issue(), await hall.issue()];
  const order = await hall.order();
  const [first] = views;
  if (first === undefined) throw new Error('nothing was issued');
  const bodies = new Map<string, unknown>([
    ['postCommand', order],
    ['postReceipts', { receipts: ['delivered', 'accepted', 'done'].map((kind) => receipt(directiveOf(first, TOWN), kind)) }],
  ]);
  const ids = views.flatMap((view) => [view.id, directiveOf(view, TOWN), directiveOf(view, DISTRICT)]);
  return { ids, bodies };
}

/** Resident memory, bytes; 0 where the system does not tell. */
function rssOf({ pid }: Server): number {
  if (process.platform !== 'linux') return 0;
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

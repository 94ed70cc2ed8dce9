import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages } from '../../../build/setup/system-packages.mjs';
import { runRole } from '../backend/children.js';
import type { Estimate } from '../backend/statistics.js';
import { estimate, median } from '../backend/statistics.js';
import { ingestCli } from './ingest-arms.js';
import type { IngestResult } from './ingest-arms.js';
import { checksum, makeFile, ROWS, writeCsv } from './rows.js';

/** The product's event loop is never held up longer than a frame of the screen, ms. */
const DELAY_MOST_MS = 16;

type Arm = (file: string) => Promise<IngestResult>;
type Pair = { readonly order: 'AB' | 'BA'; readonly product: IngestResult; readonly baseline: IngestResult };

export type IngestOutcome = { readonly ratios: Readonly<Record<string, Estimate>>; readonly raw: unknown };

/** `ingest_vs_await` and `ingest_vs_cli`: baseline's time / product's time, each pair with fresh processes and files. */
export async function benchIngest(folder: string, count: number): Promise<IngestOutcome> {
  await ensureShell();
  const csv = join(folder, 'rows.csv');
  writeCsv(csv);
  const byAwait: Arm = (file) => runRole<IngestResult>('ingest-await', file);
  const waited = await pairs(folder, 'await', Math.ceil(count / 2), byAwait);
  const shell = await pairs(folder, 'cli', count, (file) => ingestCli(file, csv));
  const delays = [...waited, ...shell].flatMap(({ product }) => product.delay ?? []);
  const p99 = median(delays.map((delay) => delay.p99));
  process.stdout.write(
    `event loop while ${ROWS} rows came: p99 ${p99.toFixed(1)} ms (aim: at most ${DELAY_MOST_MS}), longest ${Math.max(...delays.map(({ max }) => max)).toFixed(1)} ms\n`,
  );
  const ratio = (all: readonly Pair[]): Estimate => estimate(all.map(({ product, baseline }) => baseline.ms / product.ms));
  return { ratios: { ingest_vs_await: ratio(waited), ingest_vs_cli: ratio(shell) }, raw: { waited, shell } };
}

/** Alternates which side goes first (ABBA). */
async function pairs(folder: string, name: string, count: number, baseline: Arm): Promise<Pair[]> {
  const all: Pair[] = [];
  for (let index = 0; index < count; index += 1) {
    const order = index % 2 === 0 ? 'AB' : 'BA';
    const product: Arm = (file) => runRole<IngestResult>('ingest-product', file);
    const [first, second] = order === 'AB' ? [product, baseline] : [baseline, product];
    const a = await arm(join(folder, `${name}-${index}-a.db`), first);
    const b = await arm(join(folder, `${name}-${index}-b.db`), second);
    if (a.sum !== b.sum) throw new Error(`${name} ${index}: the arms stored different samples`);
    const [ours, theirs] = order === 'AB' ? [a.result, b.result] : [b.result, a.result];
    all.push({ order, product: ours, baseline: theirs });
    process.stdout.write(
      `ingest ${name} [ms] ${order}: ${theirs.ms.toFixed(0)} / ${ours.ms.toFixed(0)} = ${(theirs.ms / ours.ms).toFixed(2)}\n`,
    );
  }
  return all;
}

async function arm(file: string, run: Arm): Promise<{ readonly result: IngestResult; readonly sum: string }> {
  await makeFile(file);
  const result = await run(file);
  const sum = await checksum(file);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  return { result, sum };
}

/** The shell is no part of the product, so it is installed for the bench alone. */
async function ensureShell(): Promise<void> {
  const missing = (): boolean => spawnSync('sqlite3', ['--version']).error !== undefined;
  if (missing()) await ensureDebianPackages(['sqlite3']);
  if (!missing()) return;
  throw new Error('the program sqlite3 (SQLite’s command-line shell) is missing: install it with your package manager');
}

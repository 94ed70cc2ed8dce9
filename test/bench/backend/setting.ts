import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Template, Tier } from '../../../preload/contract/index.js';
import { startProduct } from './children.js';
import { HttpClient } from './http.js';
import type { World } from './orders.js';
import { accountsFor, OFFICER, pickTemplate, readyToken } from './orders.js';

/** Files that all arms share. */
export type Setting = { readonly folder: string; readonly accounts: string; readonly world: string; readonly tiers: number };

/** Bundled to dist/bench: what a run leaves lies beside, on the same disk as the data of the arms. */
const OUT = join(dirname(process.argv[1] ?? ''), 'backend-runs');

/** Asks a server for the tiers of today and the template, and writes accounts for all of them. */
export async function prepare(): Promise<Setting> {
  mkdirSync(OUT, { recursive: true });
  const folder = mkdtempSync(join(OUT, 'run-'));
  const accounts = join(folder, 'accounts.json');
  writeFileSync(accounts, JSON.stringify(accountsFor([])));
  const server = await startProduct(join(folder, 'setting'), accounts);
  const client = new HttpClient(server.first['url'] as string, readyToken(OFFICER));
  const { items: tiers } = (await client.ok(client.get('/v1/tiers'))) as { items: Tier[] };
  const { items: templates } = (await client.ok(client.get('/v1/templates'))) as { items: Template[] };
  client.close();
  await server.stop();
  const world: World = { tiers, template: pickTemplate(templates) };
  const file = join(folder, 'world.json');
  writeFileSync(file, JSON.stringify(world));
  writeFileSync(accounts, JSON.stringify(accountsFor(tiers)));
  return { folder, accounts, world: file, tiers: tiers.length };
}

/** Keeps what was measured; answers the file. */
export function saveSamples(samples: unknown): string {
  const file = join(OUT, `samples-${new Date().toISOString().replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify({ node: process.version, ...(samples as object) }, undefined, 1));
  return file;
}

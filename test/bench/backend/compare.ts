import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../../main/reference-backend/storage/migrations/index.js';
import type { Migration } from '../../../main/sqlite/index.js';
import { openDatabase } from '../../../main/sqlite/index.js';
import type { CommandView, Receipt } from '../../../preload/contract/index.js';
import { runRole, startProduct, startRole } from './children.js';
import type { DispatchResult } from './dispatch-clients.js';
import { HttpClient } from './http.js';
import { OFFICER, readyToken } from './orders.js';
import type { ReceiptResult } from './receipt-client.js';
import { ROWS } from './rows.js';
import type { Setting } from './setting.js';
import { median } from './statistics.js';

/** One product arm and one baseline arm next to each other: ms, or receipts per second. */
export type Pair = { readonly order: 'AB' | 'BA'; readonly product: number; readonly baseline: number; readonly raw: unknown };

/** Orders before the clock runs, and measured ones, in each arm. */
const WARM_UP = 2;
const MEASURED = 3;

/** Alternates which side goes first (ABBA), each arm with fresh processes and files. */
async function pairs(
  name: string,
  unit: string,
  count: number,
  product: (arm: string) => Promise<{ value: number; raw: unknown }>,
  baseline: (arm: string) => Promise<{ value: number; raw: unknown }>,
): Promise<Pair[]> {
  const all: Pair[] = [];
  for (let index = 0; index < count; index += 1) {
    const order = index % 2 === 0 ? 'AB' : 'BA';
    const arm = `${name}-${index}`;
    const late = order === 'BA' ? await baseline(arm) : undefined;
    const a = await product(arm);
    const b = late ?? (await baseline(arm));
    all.push({ order, product: a.value, baseline: b.value, raw: { product: a.raw, baseline: b.raw } });
    process.stdout.write(
      `${name} [${unit}] ${order}: ${a.value.toFixed(1)} / ${b.value.toFixed(1)} = ${(a.value / b.value).toFixed(2)}\n`,
    );
  }
  return all;
}

export const compareDispatch = (setting: Setting, count: number): Promise<Pair[]> =>
  pairs(
    'dispatch',
    'ms',
    count,
    (arm) => dispatchProduct(setting, arm),
    () => dispatchBare(setting),
  );

async function dispatchProduct(setting: Setting, arm: string): Promise<{ value: number; raw: unknown }> {
  const data = join(setting.folder, `product-${arm}`);
  const server = await startProduct(data, setting.accounts);
  const url = server.first['url'] as string;
  const result = await runDispatch(url, setting);
  const client = new HttpClient(url, readyToken(OFFICER));
  for (const { command, receipts } of result.orders) {
    checkStored((await client.ok(client.get(`/v1/commands/${command}`))) as CommandView, receipts);
  }
  client.close();
  await server.stop();
  rmSync(data, { recursive: true });
  return { value: median(result.ms), raw: result.ms };
}

async function dispatchBare(setting: Setting): Promise<{ value: number; raw: unknown }> {
  const server = await startRole('bare');
  const { ms } = await runDispatch(server.first['url'] as string, setting);
  await server.stop();
  return { value: median(ms), raw: ms };
}

async function runDispatch(url: string, { world, tiers }: Setting): Promise<DispatchResult> {
  const result = await runRole<DispatchResult>('dispatch', url, world, String(WARM_UP), String(MEASURED));
  const wrong = result.orders.find(({ receipts }) => receipts.length !== tiers);
  if (wrong !== undefined) throw new Error(`${wrong.receipts.length} clients of ${tiers} had their directive`);
  return result;
}

/** Every directive has exactly the receipt that its client handed in. */
function checkStored(view: CommandView, receipts: readonly Receipt[]): void {
  const sent = new Map(receipts.map(({ directive, id }) => [directive, id]));
  const right = view.directives.every(({ id, receipts: stored }) => stored.length === 1 && stored[0]?.id === sent.get(id));
  if (!right || view.directives.length !== sent.size) throw new Error(`order ${view.id}: other receipts stored than sent`);
}

/** The baseline stores what the product stored, so the product goes first into the files; which is timed first alternates. */
export async function compareReceipts(setting: Setting, count: number): Promise<Pair[]> {
  const sample = join(setting.folder, 'receipts.json');
  await receiptsProduct(setting, 'sample', sample);
  return pairs(
    'receipts',
    '1/s',
    count,
    (arm) => receiptsProduct(setting, arm, join(setting.folder, `receipts-${arm}.json`)),
    (arm) => receiptsRows(setting, arm, sample),
  );
}

async function receiptsProduct(setting: Setting, arm: string, out: string): Promise<{ value: number; raw: unknown }> {
  const data = join(setting.folder, `product-${arm}`);
  const server = await startProduct(data, setting.accounts);
  const result = await runRole<ReceiptResult>('hand-in', server.first['url'] as string, setting.world, out);
  await server.stop();
  await checkRows(join(data, 'backend.db'), migrations, JSON.parse(readFileSync(out, 'utf8')) as Receipt[]);
  rmSync(data, { recursive: true });
  return { value: (result.count / result.ms) * 1000, raw: result };
}

async function receiptsRows(setting: Setting, arm: string, receipts: string): Promise<{ value: number; raw: unknown }> {
  const file = join(setting.folder, `rows-${arm}.db`);
  const result = await runRole<ReceiptResult>('rows', file, receipts);
  await checkRows(file, ROWS, JSON.parse(readFileSync(receipts, 'utf8')) as Receipt[]);
  rmSync(file);
  return { value: (result.count / result.ms) * 1000, raw: result };
}

/** The file holds each of the receipts once. */
async function checkRows(file: string, migrations: readonly Migration[], receipts: readonly Receipt[]): Promise<void> {
  const opened = await openDatabase(file, { synchronous: 'FULL', migrations });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const ids = JSON.stringify(receipts.map(({ id }) => id));
  const row = await opened.value.get<{ n: number }>(
    'SELECT count(*) AS n FROM receipts WHERE id IN (SELECT value FROM json_each(?))',
    ids,
  );
  await opened.value.close();
  if (row?.n !== receipts.length) throw new Error(`${file} holds ${row?.n} of ${receipts.length} receipts`);
}

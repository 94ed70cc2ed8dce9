import { readFileSync, writeFileSync } from 'node:fs';
import type { CommandView, Receipt, ReceiptKind } from '../../../preload/contract/index.js';
import { HttpClient } from './http.js';
import type { World } from './orders.js';
import { HANDS, OFFICER, orderToAll, readyToken, receiptFor } from './orders.js';

const BATCH = 100;
/** Requests under way at once: as many as a small district's office might have, so that none waits for the network. */
const AT_ONCE = 4;
const KINDS: readonly ReceiptKind[] = ['delivered', 'read', 'accepted', 'progress', 'done'];

export type ReceiptResult = { readonly ms: number; readonly count: number };

/** Role: hands in receipts in batches of 100; the first order's are unmeasured. Writes those measured into a file. */
export async function handIn(url: string, worldFile: string, out: string): Promise<void> {
  const world = JSON.parse(readFileSync(worldFile, 'utf8')) as World;
  const officer = new HttpClient(url, readyToken(OFFICER));
  const hands = new HttpClient(url, readyToken(HANDS));
  await send(hands, batches(await issue(officer, world), KINDS));
  const measured = batches(await issue(officer, world), KINDS);
  const began = performance.now();
  await send(hands, measured);
  const ms = performance.now() - began;
  const receipts = measured.flat();
  writeFileSync(out, JSON.stringify(receipts));
  officer.close();
  hands.close();
  const result: ReceiptResult = { ms, count: receipts.length };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Issues an order to all; answers its directives, the lowest tiers first, so that none is done before those below. */
async function issue(officer: HttpClient, world: World): Promise<string[]> {
  const order = orderToAll(world);
  await officer.ok(officer.post('/v1/commands', JSON.stringify(order), { 'idempotency-key': order.frozen.id }));
  const view = (await officer.ok(officer.get(`/v1/commands/${order.frozen.id}`))) as CommandView;
  const level = new Map(world.tiers.map((tier) => [tier.code, ['town', 'district', 'city'].indexOf(tier.level)]));
  return [...view.directives].sort((one, other) => (level.get(one.tier) ?? 0) - (level.get(other.tier) ?? 0)).map(({ id }) => id);
}

function batches(directives: readonly string[], kinds: readonly ReceiptKind[]): Receipt[][] {
  const all = kinds.flatMap((kind) => directives.map((directive) => receiptFor(directive, kind)));
  return Array.from({ length: Math.floor(all.length / BATCH) }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));
}

async function send(hands: HttpClient, all: readonly Receipt[][]): Promise<void> {
  const waiting = all.map((receipts) => JSON.stringify({ receipts }));
  const worker = async (): Promise<void> => {
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
      await hands.ok(hands.post('/v1/receipts', body));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

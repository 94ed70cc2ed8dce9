import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Json } from '../../../preload/contract/index.js';
import { canonicalJson } from '../../../preload/contract/index.js';
import { EventDraft, eventsAfter } from './events.js';
import type { ReceiptRow } from './receipts.js';
import { addReceipt, findReceipts, insertReceipts, storedReceipt } from './receipts.js';
import { Store } from './store.js';

const DIRECTIVE = 'd';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-receipts-'));
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
  await store.run(
    `INSERT INTO commands (id, hash, frozen, state, mode, issuer_tier, taken_at, issued_at)
     VALUES ('c', '', '{}', 'issued', 'live', '500000', 0, 0)`,
  );
  await store.run(
    "INSERT INTO directives (id, command, tier, level, role) VALUES (?, 'c', '500104', 'district', 'lead')",
    DIRECTIVE,
  );
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const row = (id: string, extra: { readonly [member: string]: Json }, author = 'town'): ReceiptRow => ({
  sequence: 0,
  id,
  directive: DIRECTIVE,
  round: 2,
  kind: 'progress',
  content: canonicalJson({ id, directive: DIRECTIVE, round: 2, kind: 'progress', at: '2026-11-20T00:00:00.000Z', ...extra }),
  author,
  received_at: 1_790_000_000_000,
  demo: 1,
});

const take = (rows: readonly ReceiptRow[]): Promise<ReceiptRow[]> =>
  store.transaction(async (tx) => {
    const events = await EventDraft.begin(tx, 0);
    const numbered = rows.map((one) => addReceipt(events, ['500104', '500103'], (sequence) => ({ ...one, sequence })));
    await insertReceipts(tx, numbered);
    await events.write(tx);
    return numbered;
  });

it('keeps every character of what was handed in, and tells the same', async () => {
  let count = 0;
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('"', '\\', "'", '\n', '\u0000', '\u2028', '"evidence":', '长', '😀'), fc.string()),
  });
  await fc.assert(
    fc.asyncProperty(text, fc.double({ noNaN: true, noDefaultInfinity: true }), text, async (note, progress, author) => {
      count += 1;
      const after = (await store.get<{ last: number }>('SELECT coalesce(max(sequence), 0) AS last FROM events'))?.last ?? 0;
      const [stored] = await take([row(`r${count}`, { note, progress, position: [progress, 1e-7] }, author)]);
      expect(await findReceipts(store, [`r${count}`])).toEqual([stored]);
      const told = await eventsAfter(store, after, 10);
      expect(told.map(({ subject }) => subject)).toEqual(['500104', '500103']);
      for (const { data } of told) expect(data).toBe(JSON.stringify(storedReceipt(stored as ReceiptRow)));
    }),
    { numRuns: 200 },
  );
});

it('writes down which evidence a receipt names, each once', async () => {
  await take([
    row('a', { evidence: ['x', 'y'] }),
    row('b', { evidence: ['y', 'z'] }),
    row('c', { note: '"evidence":["w"]' }),
    row('d', {}),
  ]);
  const uses = await store.all<{ sha256: string; directive: string }>('SELECT * FROM evidence_uses ORDER BY sha256');
  expect(uses).toEqual(['x', 'y', 'z'].map((sha256) => ({ sha256, directive: DIRECTIVE })));
});

it('takes none outside a transaction of the store, where nobody would hear of it', async () => {
  await expect(insertReceipts(store, [row('a', {})])).rejects.toThrow('in a transaction of the store only');
});

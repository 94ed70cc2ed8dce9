import { readFileSync } from 'node:fs';
import type { Migration } from '../../../main/sqlite/index.js';
import { openDatabase } from '../../../main/sqlite/index.js';
import type { Receipt } from '../../../preload/contract/index.js';
import { canonicalJson } from '../../../preload/contract/index.js';

/** Rows that are stored before the clock runs. */
const WARM_UP = 500;

/** The columns that a stored receipt needs at least, and the same index on its id. */
export const ROWS: readonly Migration[] = [
  {
    version: 1,
    sql: `
  CREATE TABLE receipts (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    directive TEXT NOT NULL,
    round INTEGER NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    author TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    demo INTEGER NOT NULL
  )`,
  },
];

/** Role: the baseline: every receipt is a transaction of its own with synchronous=FULL, through the same driver. */
export async function storeRows(file: string, receiptsFile: string): Promise<void> {
  const receipts = JSON.parse(readFileSync(receiptsFile, 'utf8')) as Receipt[];
  const opened = await openDatabase(file, { synchronous: 'FULL', migrations: ROWS });
  if (!opened.ok) throw new Error(opened.error.code);
  const database = opened.value;
  const insert = (receipt: Receipt): Promise<number> =>
    database.run(
      `INSERT INTO receipts (id, directive, round, kind, content, author, received_at, demo)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      receipt.id,
      receipt.directive,
      receipt.round,
      receipt.kind,
      canonicalJson(receipt),
      'hands',
      Date.now(),
      0,
    );
  for (const receipt of receipts.slice(0, WARM_UP)) await insert({ ...receipt, id: `warm-up-${receipt.id}` });
  const began = performance.now();
  for (const receipt of receipts) await insert(receipt);
  const ms = performance.now() - began;
  await database.run("DELETE FROM receipts WHERE id LIKE 'warm-up-%'");
  await database.close();
  process.stdout.write(`${JSON.stringify({ ms, count: receipts.length })}\n`);
}

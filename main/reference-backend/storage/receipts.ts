import type { Receipt, ReceiptKind, StoredReceipt } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

export type ReceiptRow = {
  readonly sequence: number;
  readonly id: string;
  readonly directive: string;
  readonly round: number;
  readonly kind: ReceiptKind;
  /** canonical JSON of what its author handed in */
  readonly content: string;
  readonly author: string;
  /** UTC ms */
  readonly received_at: number;
  readonly demo: number;
};

/** What the rules need of a receipt. */
export type FactRow = Pick<ReceiptRow, 'directive' | 'round' | 'kind'>;

export const storedReceipt = (row: ReceiptRow): StoredReceipt => ({
  ...(JSON.parse(row.content) as Receipt),
  by: row.author,
  receivedAt: toWireTime(row.received_at),
  sequence: String(row.sequence),
  demo: row.demo === 1,
});

export async function insertReceipts(tx: Statements, rows: readonly ReceiptRow[]): Promise<void> {
  await tx.run(
    `INSERT INTO receipts (sequence, id, directive, round, kind, content, author, received_at, demo)
     SELECT value ->> 'sequence', value ->> 'id', value ->> 'directive', value ->> 'round', value ->> 'kind',
            value ->> 'content', value ->> 'author', value ->> 'received_at', value ->> 'demo'
     FROM json_each(?)`,
    JSON.stringify(rows),
  );
}

export const findReceipts = (db: Statements, ids: readonly string[]): Promise<ReceiptRow[]> =>
  db.all<ReceiptRow>('SELECT * FROM receipts WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

export const receiptsOf = (db: Statements, directives: readonly string[]): Promise<ReceiptRow[]> =>
  db.all<ReceiptRow>(
    'SELECT * FROM receipts WHERE directive IN (SELECT value FROM json_each(?)) ORDER BY sequence',
    JSON.stringify(directives),
  );

export const factsOf = (db: Statements, directives: readonly string[]): Promise<FactRow[]> =>
  db.all<FactRow>(
    'SELECT directive, round, kind FROM receipts WHERE directive IN (SELECT value FROM json_each(?)) ORDER BY sequence',
    JSON.stringify(directives),
  );

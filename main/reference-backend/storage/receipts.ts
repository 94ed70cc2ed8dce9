import type { ReceiptKind, StoredReceipt } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { changesOf } from './changes.js';
import type { EventDraft } from './events.js';

export type ReceiptRow = {
  readonly sequence: number;
  readonly id: string;
  readonly directive: string;
  readonly round: number;
  readonly kind: ReceiptKind;
  /** canonical JSON of what its author handed in, or of what the server found out where the server is the author */
  readonly content: string;
  readonly author: string;
  /** UTC ms */
  readonly received_at: number;
  readonly demo: number;
};

/** What the rules need of a receipt. */
export type FactRow = Pick<ReceiptRow, 'directive' | 'round' | 'kind'> & Pick<StoredReceipt, 'keepsPart'>;

/** A receipt without what every stored one gets. */
export type ReceiptContent = Omit<StoredReceipt, 'by' | 'receivedAt' | 'sequence' | 'demo'>;

export const storedReceipt = (row: ReceiptRow): StoredReceipt => ({
  ...(JSON.parse(row.content) as ReceiptContent),
  by: row.author,
  receivedAt: toWireTime(row.received_at),
  sequence: String(row.sequence),
  demo: row.demo === 1,
});

/** What `storedReceipt` gives, as JSON, without reading the content. */
export const storedReceiptJson = ({ content, author, received_at, sequence, demo }: ReceiptRow): string =>
  `${content.slice(0, -1)},"by":${JSON.stringify(author)},"receivedAt":"${toWireTime(received_at)}",` +
  `"sequence":"${sequence}","demo":${demo === 1}}`;

/**
 * Adds the event of a receipt to each tier that it concerns; the first one's sequence is the receipt's own.
 * @returns the row to insert
 */
export function addReceipt(events: EventDraft, subjects: readonly string[], row: (sequence: number) => ReceiptRow): ReceiptRow {
  const [first = '', ...others] = subjects;
  const stored = row(events.addJson('receipts', first, (sequence) => storedReceiptJson(row(sequence))));
  for (const other of others) events.addJson('receipts', other, () => storedReceiptJson(stored));
  return stored;
}

/** In canonical JSON the name of a member; within a text its quotes would be escaped. */
const NAMES_EVIDENCE = '"evidence":';

/** Inserts receipts, and which evidence they name. The content is written as it stands and tells what the other columns hold. */
export async function insertReceipts(tx: Statements, rows: readonly ReceiptRow[]): Promise<void> {
  changesOf(tx).note({ directives: rows.map(({ directive }) => directive) });
  const items = rows.map(
    ({ sequence, author, received_at, demo, content }) =>
      `[${sequence},${JSON.stringify(author)},${received_at},${demo},${content}]`,
  );
  await tx.run(
    `INSERT INTO receipts (sequence, id, directive, round, kind, content, author, received_at, demo)
     SELECT value ->> 0, value ->> '$[4].id', value ->> '$[4].directive', value ->> '$[4].round', value ->> '$[4].kind',
            value -> 4, value ->> 1, value ->> 2, value ->> 3
     FROM json_each(?)`,
    `[${items.join()}]`,
  );
  const naming = rows.flatMap(({ content }) => (content.includes(NAMES_EVIDENCE) ? [content] : []));
  if (naming.length > 0) await insertEvidenceUses(tx, naming);
}

async function insertEvidenceUses(tx: Statements, contents: readonly string[]): Promise<void> {
  await tx.run(
    `INSERT OR IGNORE INTO evidence_uses (sha256, directive)
     SELECT named.value, receipt.value ->> 'directive'
     FROM json_each(?) AS receipt, json_each(receipt.value, '$.evidence') AS named`,
    `[${contents.join()}]`,
  );
}

export const findReceipts = (db: Statements, ids: readonly string[]): Promise<ReceiptRow[]> =>
  db.all<ReceiptRow>('SELECT * FROM receipts WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

export const receiptsOf = (db: Statements, directives: readonly string[]): Promise<ReceiptRow[]> =>
  db.all<ReceiptRow>(
    'SELECT * FROM receipts WHERE directive IN (SELECT value FROM json_each(?)) ORDER BY sequence',
    JSON.stringify(directives),
  );

export async function factsOf(db: Statements, directives: readonly string[]): Promise<FactRow[]> {
  const rows = await db.all<Pick<ReceiptRow, 'directive' | 'round' | 'kind'> & { keeps: number | null }>(
    `SELECT directive, round, kind, CASE kind WHEN 'forwarded' THEN content ->> 'keepsPart' END AS keeps
     FROM receipts WHERE directive IN (SELECT value FROM json_each(?)) ORDER BY sequence`,
    JSON.stringify(directives),
  );
  return rows.map(({ directive, round, kind, keeps }) => ({
    directive,
    round,
    kind,
    ...(keeps === 1 ? { keepsPart: true as const } : {}),
  }));
}

/** A receipt without its words: what the roll-up needs. Times in UTC ms, `at` as the author wrote it. */
export type TimedRow = FactRow & { readonly at: string; readonly received_at: number };

export async function timedFactsOf(db: Statements, directives: readonly string[]): Promise<TimedRow[]> {
  const rows = await db.all<Omit<TimedRow, 'keepsPart'> & { keeps: number | null }>(
    `SELECT directive, round, kind, received_at, content ->> 'at' AS at,
            CASE kind WHEN 'forwarded' THEN content ->> 'keepsPart' END AS keeps
     FROM receipts WHERE directive IN (SELECT value FROM json_each(?)) ORDER BY sequence`,
    JSON.stringify(directives),
  );
  return rows.map(({ keeps, ...row }) => ({ ...row, ...(keeps === 1 ? { keepsPart: true as const } : {}) }));
}

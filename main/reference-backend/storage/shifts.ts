import type { OpenItem, Shift, ShiftEntry, StoredShiftEntry } from '../../../preload/contract/index.js';
import { canonicalJson, toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

export type ShiftRow = {
  /** sequence of the event that opened it */
  readonly sequence: number;
  readonly shift: Shift;
  /** canonical JSON of what opened it */
  readonly request: string;
};

type Row = { readonly sequence: number; readonly request: string; readonly content: string };

/** Written by this program in the form of the schema. */
const shiftRow = ({ sequence, request, content }: Row): ShiftRow => ({
  sequence,
  request,
  shift: JSON.parse(content) as Shift,
});

export async function findShift(db: Statements, id: string): Promise<ShiftRow | undefined> {
  const row = await db.get<Row>('SELECT * FROM shifts WHERE id = ?', id);
  return row === undefined ? undefined : shiftRow(row);
}

export async function findOpenShift(db: Statements, tier: string): Promise<ShiftRow | undefined> {
  const row = await db.get<Row>('SELECT * FROM shifts WHERE tier = ? AND closed = 0', tier);
  return row === undefined ? undefined : shiftRow(row);
}

const closed = ({ status }: Shift): number => (status === 'closed' ? 1 : 0);

export async function insertShift(tx: Statements, { sequence, shift, request }: ShiftRow): Promise<void> {
  await tx.run(
    'INSERT INTO shifts (sequence, id, tier, closed, request, content) VALUES (?, ?, ?, ?, ?, ?)',
    sequence,
    shift.id,
    shift.tier,
    closed(shift),
    request,
    canonicalJson(shift),
  );
}

export async function updateShift(tx: Statements, shift: Shift): Promise<void> {
  await tx.run('UPDATE shifts SET closed = ?, content = ? WHERE id = ?', closed(shift), canonicalJson(shift), shift.id);
}

/** A tier's shifts, newest first. */
export async function listShifts(db: Statements, tier: string, before: number, limit: number): Promise<ShiftRow[]> {
  const rows = await db.all<Row>(
    'SELECT * FROM shifts WHERE tier = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?',
    tier,
    before,
    limit,
  );
  return rows.map(shiftRow);
}

export type EntryRow = {
  readonly sequence: number;
  readonly id: string;
  readonly shift: string;
  /** canonical JSON of what its author handed in */
  readonly content: string;
  readonly author: string;
  /** UTC ms */
  readonly received_at: number;
  readonly demo: number;
};

export const storedEntry = (row: EntryRow): StoredShiftEntry => ({
  ...(JSON.parse(row.content) as ShiftEntry),
  by: row.author,
  receivedAt: toWireTime(row.received_at),
  sequence: String(row.sequence),
  demo: row.demo === 1,
});

export const findEntries = (db: Statements, ids: readonly string[]): Promise<EntryRow[]> =>
  db.all<EntryRow>('SELECT * FROM shift_entries WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

export async function insertEntries(tx: Statements, rows: readonly EntryRow[]): Promise<void> {
  await tx.run(
    `INSERT INTO shift_entries (sequence, id, shift, content, author, received_at, demo)
     SELECT value ->> 'sequence', value ->> 'id', value ->> 'shift', value ->> 'content', value ->> 'author',
            value ->> 'received_at', value ->> 'demo'
     FROM json_each(?)`,
    JSON.stringify(rows),
  );
}

/** A shift's log in the server's order, after a sequence. */
export const entriesOf = (db: Statements, shift: string, after: number, limit: number): Promise<EntryRow[]> =>
  db.all<EntryRow>('SELECT * FROM shift_entries WHERE shift = ? AND sequence > ? ORDER BY sequence LIMIT ?', shift, after, limit);

/** Live commands of a tier that are not over, oldest first. */
export const openCommands = (db: Statements, tier: string, limit: number): Promise<Omit<OpenItem, 'kind'>[]> =>
  db.all<Omit<OpenItem, 'kind'>>(
    `SELECT id, state, substr(frozen ->> 'text', 1, 200) AS title FROM commands
     WHERE issuer_tier = ? AND mode = 'live' AND state IN ('awaiting-approval', 'issued', 'running')
     ORDER BY sequence LIMIT ?`,
    tier,
    limit,
  );

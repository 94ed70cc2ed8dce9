import { existsSync } from 'node:fs';
import type { Row, Statements } from '../../sqlite/index.js';
import type { Fact, KeptTable } from './kept.js';
import { KEPT, keptTable, rowChecksum } from './kept.js';
import type { LogHeader } from './orders-log.js';
import { encodeLine, readLog } from './orders-log.js';

/** Rows read at once, and written as one line of a new log. */
const PAGE = 50;

/** What a log says, without its content. */
export type LogState = {
  readonly exists: boolean;
  readonly header: LogHeader | undefined;
  /** the number of the last change that can be read */
  readonly last: number;
  /** lines that cannot be read, and changes that are missing between two lines */
  readonly damaged: number;
  /** bytes up to the end of the last line that ends */
  readonly bytes: number;
  /** checksum of each row that there is, by table and key */
  readonly rows: ReadonlyMap<string, string>;
};

export const placeOf = (table: KeptTable['name'], key: unknown): string => `${table} ${String(key)}`;

/** The checksum by which a row of the database and the log's are compared. */
export const checksumOf = (table: KeptTable, row: Row): string =>
  table.hasChecksum ? String(row['checksum']) : rowChecksum(row);

/** Reads a log through. Rejects when the file is there and cannot be read. */
export async function logState(file: string): Promise<LogState> {
  let header: LogHeader | undefined;
  let [last, damaged, bytes] = [-1, 0, 0];
  const rows = new Map<string, string>();
  const exists = existsSync(file);
  if (!exists) return { exists, header, last: 0, damaged, bytes, rows };
  for await (const read of readLog(file)) {
    if (read.kind === 'torn') continue;
    if (read.kind === 'damaged') {
      damaged += 1;
      continue;
    }
    bytes = read.end;
    if (read.kind === 'header') header = read.header;
    else {
      const { n, facts } = read.line;
      if (last >= 0 && n > last + 1) damaged += n - last - 1;
      last = n;
      for (const fact of facts) note(rows, fact);
    }
  }
  return { exists, header, last: Math.max(0, last), damaged, bytes, rows };
}

function note(rows: Map<string, string>, [kind, name, what]: Fact): void {
  const table = keptTable(name);
  // A table of a later program is none of ours; the header says so, and the log is not used.
  if (table === undefined) return;
  if (kind === 'drop') rows.delete(placeOf(name, what));
  else rows.set(placeOf(name, what[table.key]), checksumOf(table, what));
}

/**
 * Carries out what the log says behind a position, in order. The same again changes nothing.
 * @returns orders whose beginning cannot be read any more, by id, with what the log still says of them
 */
export async function replay(tx: Statements, file: string, after: number): Promise<Map<string, Row>> {
  const orphans = new Map<string, Row>();
  for await (const read of readLog(file)) {
    if (read.kind !== 'line' || read.line.n <= after) continue;
    for (const fact of read.line.facts) await carryOut(tx, fact, orphans);
  }
  return orphans;
}

async function carryOut(tx: Statements, [kind, name, what]: Fact, orphans: Map<string, Row>): Promise<void> {
  const table = keptTable(name);
  if (table === undefined) return;
  if (kind === 'drop') {
    orphans.delete(String(what));
    await tx.run(`DELETE FROM ${name} WHERE ${table.key} = ?`, what);
    return;
  }
  if (kind === 'add') {
    await putRow(tx, table, what);
    return;
  }
  const columns = Object.keys(what).filter((column) => column !== table.key);
  const values = columns.map((column) => what[column] ?? null);
  const sets = columns.map((column) => `${column} = ?`).join(', ');
  const key = what[table.key] ?? null;
  const changed = await tx.run(`UPDATE ${name} SET ${sets} WHERE ${table.key} = ?`, ...values, key);
  if (changed === 0 && name === 'orders') orphans.set(String(key), what);
}

export async function putRow(tx: Statements, table: KeptTable, row: Row): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map(() => '?').join(', ');
  const values = columns.map((column) => row[column] ?? null);
  await tx.run(`INSERT OR REPLACE INTO ${table.name} (${columns.join(', ')}) VALUES (${places})`, ...values);
}

/** All rows of a kept table, a page at a time. */
export async function* pagesOf(statements: Statements, { name, key }: KeptTable): AsyncGenerator<readonly Row[]> {
  let after: string | number = key === 'id' ? '' : Number.MIN_SAFE_INTEGER;
  for (;;) {
    const page: Row[] = await statements.all(`SELECT * FROM ${name} WHERE ${key} > ? ORDER BY ${key} LIMIT ${PAGE}`, after);
    if (page.length > 0) yield page;
    const last = page.at(-1)?.[key];
    if (page.length < PAGE || (typeof last !== 'string' && typeof last !== 'number')) return;
    after = last;
  }
}

/** The lines of a log that tells everything up to a position. */
export async function* linesOf(statements: Statements, header: LogHeader, position: number): AsyncGenerator<string> {
  yield encodeLine(header);
  for (const table of KEPT) {
    for await (const page of pagesOf(statements, table)) {
      yield encodeLine({ n: position, facts: page.map((row): Fact => ['add', table.name, row]) });
    }
  }
  // The position stands there even where there is nothing to tell.
  yield encodeLine({ n: position, facts: [] });
}

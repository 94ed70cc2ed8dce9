import type { RecordBatch } from 'apache-arrow';
import { RecordBatchReader } from 'apache-arrow';
import type { Err, Result } from '../../preload/contract/index.js';
import { err, ok, toWireTime } from '../../preload/contract/index.js';
import type { Cell, CellReader } from './column.js';
import { numberReader, textReader, timeReader } from './column.js';
import { ArrowFault, guardStream, TooManyRows } from './guard.js';

/** What a column must hold: text, a time (it becomes RFC 3339), or a number. */
export type Column = { readonly name: string; readonly holds: 'text' | 'time' | 'number'; readonly optional?: boolean };

export type DecodeOptions = {
  readonly columns: readonly Column[];
  /** the member that has the rows in the JSON form */
  readonly member: string;
  readonly rowsMax: number;
};

/** Why bytes are not taken: no Arrow stream at all, or not these columns. `path`: JSON Pointer into the JSON form. */
export type ArrowRefusal = { readonly code: 'syntax' | 'schema'; readonly detail: string; readonly path?: string };

const refuse = (code: ArrowRefusal['code'], detail: string, path?: string): Err<ArrowRefusal> =>
  err({ code, detail, ...(path === undefined ? {} : { path }) });

/** As many batches as fit a body: a client that sends one row a batch is told to send fewer messages. */
const MESSAGES_MAX = 50;

/**
 * Reads an Arrow IPC stream into the rows that the JSON form of the body has; their values are not judged here.
 * @returns errors `syntax` (not an Arrow stream, or one that declares what it does not hold) and `schema` (too many
 *   rows, a column that is missing, not known, or of another type)
 */
export function decodeColumns(
  content: Uint8Array,
  options: DecodeOptions,
): Result<{ [member: string]: unknown[] }, ArrowRefusal> {
  const { columns, member, rowsMax } = options;
  // A copy that begins at a multiple of eight, which views of doubles need.
  const bytes = Uint8Array.from(content);
  try {
    guardStream(bytes, { rowsMax, messagesMax: MESSAGES_MAX });
    const rows: unknown[] = [];
    for (const batch of RecordBatchReader.from(bytes)) {
      const wrong = wrongColumn(batch, columns);
      if (wrong !== undefined) return wrong;
      readRows(batch, columns, rows);
    }
    return ok({ [member]: rows });
  } catch (error) {
    if (error instanceof TooManyRows) return refuse('schema', `at most ${rowsMax} rows`, `/${member}`);
    if (error instanceof WrongType) return refuse('schema', error.message, `/columns/${error.column}`);
    // The library meets bytes that are not what it expects with whatever error they lead to.
    const detail = error instanceof ArrowFault ? error.message : `not an Arrow stream: ${(error as Error).message}`;
    return refuse('syntax', detail);
  }
}

class WrongType extends Error {
  readonly column: string;

  constructor(column: string, holds: Column['holds']) {
    super(`the column does not hold ${{ text: 'text (utf8)', time: 'timestamps', number: 'numbers' }[holds]}`);
    this.column = column;
  }
}

function wrongColumn({ schema }: RecordBatch, columns: readonly Column[]): Err<ArrowRefusal> | undefined {
  const names = schema.fields.map(({ name }) => name);
  const extra = names.find((name, index) => !columns.some((column) => column.name === name) || names.indexOf(name) !== index);
  if (extra !== undefined) return refuse('schema', 'not a column of this call, or twice', `/columns/${extra}`);
  const missing = columns.find(({ name, optional = false }) => !optional && !names.includes(name));
  if (missing === undefined) return undefined;
  return refuse('schema', 'the column is missing', `/columns/${missing.name}`);
}

const READERS = { text: textReader, time: timeReader, number: numberReader };

function readRows(batch: RecordBatch, columns: readonly Column[], rows: unknown[]): void {
  const readers: [Column, CellReader][] = [];
  batch.schema.fields.forEach(({ name }, index) => {
    const column = columns.find((candidate) => candidate.name === name);
    const data = batch.data.children[index];
    if (column === undefined || data === undefined) throw new ArrowFault('a column without data');
    const reader = READERS[column.holds](data);
    if (reader === undefined) throw new WrongType(name, column.holds);
    readers.push([column, reader]);
  });
  for (let row = 0; row < batch.numRows; row += 1) {
    const members: [string, Cell][] = [];
    for (const [{ name, holds }, read] of readers) {
      const cell = read(row);
      // What has no value is left out, as in the JSON form.
      if (cell !== null) members.push([name, holds === 'time' ? wireTime(Number(cell)) : cell]);
    }
    rows.push(Object.fromEntries(members));
  }
}

/** The years that RFC 3339 can write. */
const TIME_MIN = Date.parse('0000-01-01T00:00:00.000Z');
const TIME_MAX = Date.parse('9999-12-31T23:59:59.999Z');

const wireTime = (ms: number): string => (ms >= TIME_MIN && ms <= TIME_MAX ? toWireTime(ms) : 'out of range');

import type { Data, Dictionary, Vector } from 'apache-arrow';
import { DataType, Precision, TimeUnit } from 'apache-arrow';
import { ArrowFault } from './guard.js';

export type Cell = string | number | null;
/** Reads one cell; null where it has no value. */
export type CellReader = (row: number) => Cell;

/** The longest text in a cell, bytes of UTF-8. */
const TEXT_MAX = 400;

/** A reader for a column of text, plain or by dictionary; undefined for other types. */
export function textReader(data: Data): CellReader | undefined {
  if (DataType.isUtf8(data.type) || DataType.isLargeUtf8(data.type)) return withNulls(data, plainText(data));
  if (!DataType.isDictionary(data.type)) return undefined;
  const values = dictionaryValues(data as Data<Dictionary>);
  const index = values === undefined ? undefined : numberAt(data);
  if (values === undefined || index === undefined) return undefined;
  return withNulls(data, (row) => {
    const value = values[index(row)];
    if (value === undefined) throw new ArrowFault('an index outside its dictionary');
    return value;
  });
}

/** A reader for a column of UTC milliseconds: a timestamp of any unit, or whole numbers that are milliseconds. */
export function timeReader(data: Data): CellReader | undefined {
  const at = numberAt(data);
  if (at === undefined) return undefined;
  if (DataType.isInt(data.type)) return withNulls(data, at);
  if (!DataType.isTimestamp(data.type)) return undefined;
  const perMillisecond = PER_MILLISECOND[data.type.unit];
  return withNulls(data, (row) => Math.round(at(row) / perMillisecond));
}

/** How many of a unit are a millisecond. */
const PER_MILLISECOND: Readonly<Record<TimeUnit, number>> = {
  [TimeUnit.SECOND]: 1e-3,
  [TimeUnit.MILLISECOND]: 1,
  [TimeUnit.MICROSECOND]: 1e3,
  [TimeUnit.NANOSECOND]: 1e6,
};

/** A reader for a column of numbers. */
export function numberReader(data: Data): CellReader | undefined {
  if (!DataType.isFloat(data.type) && !DataType.isInt(data.type)) return undefined;
  // Half-precision values are bit patterns to this reader.
  if (DataType.isFloat(data.type) && data.type.precision === Precision.HALF) return undefined;
  const at = numberAt(data);
  return at === undefined ? undefined : withNulls(data, at);
}

/** A reader for a column of marks, 1 where they are set: whole numbers, or Arrow's own booleans. */
export function flagReader(data: Data): CellReader | undefined {
  if (DataType.isInt(data.type)) return numberReader(data);
  if (!DataType.isBool(data.type)) return undefined;
  const bits = data.values as Uint8Array;
  if (bits.length * 8 < data.offset + data.length) throw new ArrowFault('a column that is shorter than its batch');
  return withNulls(data, (row) => ((bits[(data.offset + row) >> 3] ?? 0) >> ((data.offset + row) & 7)) & 1);
}

const withNulls =
  (data: Data, read: (row: number) => Cell): CellReader =>
  (row) =>
    data.getValid(row) ? read(row) : null;

function numberAt(data: Data): ((row: number) => number) | undefined {
  const values = data.values as ArrayLike<number | bigint> | undefined;
  if (values === undefined) return undefined;
  if (values.length < data.length) throw new ArrowFault('a column that is shorter than its batch');
  return (row) => Number(values[row]);
}

function plainText(data: Data): (row: number) => string {
  const { valueOffsets, values } = data as unknown as { valueOffsets: ArrayLike<number | bigint>; values: Uint8Array };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  if (data.length > 0 && valueOffsets.length <= data.length) throw new ArrowFault('a column that is shorter than its batch');
  return (row) => {
    const [start, end] = [Number(valueOffsets[row]), Number(valueOffsets[row + 1])];
    if (!(start >= 0 && start <= end && end <= values.length)) throw new ArrowFault('text outside its buffer');
    if (end - start > TEXT_MAX) throw new ArrowFault(`text of more than ${TEXT_MAX} bytes`);
    return decoder.decode(values.subarray(start, end));
  };
}

/** What was read of a dictionary, which every column of every batch that uses it has as the same object. */
const read = new WeakMap<Vector, readonly string[] | undefined>();

/** The texts of a dictionary; undefined when it holds something else. */
function dictionaryValues({ dictionary }: Data<Dictionary>): readonly string[] | undefined {
  if (dictionary === undefined) return [];
  if (!read.has(dictionary)) read.set(dictionary, textsOf(dictionary));
  return read.get(dictionary);
}

function textsOf(dictionary: Vector): string[] | undefined {
  const values: string[] = [];
  for (const chunk of dictionary.data as readonly Data[]) {
    if (!DataType.isUtf8(chunk.type) && !DataType.isLargeUtf8(chunk.type)) return undefined;
    const text = plainText(chunk);
    for (let row = 0; row < chunk.length; row += 1) values.push(text(row));
  }
  return values;
}

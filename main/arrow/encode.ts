import type { Data, Field } from 'apache-arrow';
import {
  Bool,
  Float32,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
  Field as ArrowField,
} from 'apache-arrow';

/** What a column holds: text, UTC milliseconds, numbers in double or in single precision, yes or no; null = missing. */
export type ColumnType = 'text' | 'time' | 'double' | 'single' | 'flag';
export type ColumnSpec = { readonly name: string; readonly type: ColumnType; readonly nullable?: boolean };
export type ColumnValues = readonly (string | number | boolean | null)[];

const arrowType = (type: ColumnType): Utf8 | TimestampMillisecond | Float64 | Float32 | Bool => {
  switch (type) {
    case 'text':
      return new Utf8();
    case 'time':
      return new TimestampMillisecond('UTC');
    case 'double':
      return new Float64();
    case 'single':
      return new Float32();
    case 'flag':
      return new Bool();
  }
};

/** The Arrow schema of some columns, with metadata. */
export const schemaOf = (specs: readonly ColumnSpec[], metadata: Readonly<Record<string, string>> = {}): Schema =>
  new Schema(
    specs.map(({ name, type, nullable = false }): Field => new ArrowField(name, arrowType(type), nullable)),
    new Map(Object.entries(metadata)),
  );

/** The whole stream (Arrow IPC) of one batch of columns, all of one length. */
export function encodeColumns(
  specs: readonly ColumnSpec[],
  columns: readonly ColumnValues[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const schema = schemaOf(specs, metadata);
  const length = columns[0]?.length ?? 0;
  const children = specs.map(({ type }, index) => dataOf(type, columns[index] ?? []));
  const batch = new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
  return RecordBatchStreamWriter.writeAll([batch]).toUint8Array(true);
}

function dataOf(type: ColumnType, values: ColumnValues): Data {
  const { length } = values;
  const missing = values.reduce<number>((count, value) => (value === null ? count + 1 : count), 0);
  const nulls =
    missing === 0 ? { nullCount: 0 } : { nullCount: missing, nullBitmap: bitmapOf(values, (value) => value !== null) };
  switch (type) {
    case 'text':
      return makeData({ type: new Utf8(), length, ...nulls, ...textOf(values) });
    case 'time':
      return makeData({
        type: new TimestampMillisecond('UTC'),
        length,
        ...nulls,
        data: BigInt64Array.from(values, (value) => BigInt(value ?? 0)),
      });
    case 'double':
      return makeData({ type: new Float64(), length, ...nulls, data: Float64Array.from(values, Number) });
    case 'single':
      return makeData({ type: new Float32(), length, ...nulls, data: Float32Array.from(values, Number) });
    case 'flag':
      return makeData({ type: new Bool(), length, ...nulls, data: bitmapOf(values, (value) => value === true) });
  }
}

/** One bit a value, the lowest first. */
function bitmapOf(values: ColumnValues, isSet: (value: ColumnValues[number]) => boolean): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  values.forEach((value, index) => {
    if (isSet(value)) bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bitmap;
}

function textOf(values: ColumnValues): { valueOffsets: Int32Array; data: Uint8Array } {
  const parts = values.map((value) => Buffer.from(String(value ?? '')));
  const valueOffsets = new Int32Array(values.length + 1);
  parts.forEach(({ length }, index) => (valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + length));
  return { valueOffsets, data: Uint8Array.from(Buffer.concat(parts)) };
}

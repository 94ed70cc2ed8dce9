import type { Data } from 'apache-arrow';
import { Field, Float64, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct, Uint8, Utf8 } from 'apache-arrow';

/** Texts as UTF-8 bytes, numbers, or small whole numbers. */
export type ColumnData = readonly Uint8Array[] | Float64Array | Uint8Array;

/** One batch of columns of one length as an Arrow IPC stream, in a buffer of its own that holds nothing else. */
export function encodeArrow(columns: readonly (readonly [name: string, data: ColumnData])[]): Uint8Array<ArrayBuffer> {
  const children = columns.map(([, data]) => dataOf(data));
  const schema = new Schema(columns.map(([name], index) => new Field(name, (children[index] as Data).type, false)));
  const length = columns[0]?.[1].length ?? 0;
  const batch = new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
  const bytes = RecordBatchStreamWriter.writeAll([batch]).toUint8Array(true);
  const { buffer, byteLength } = bytes;
  // A port copies the whole buffer behind a view.
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? new Uint8Array(buffer) : new Uint8Array(bytes);
}

function dataOf(data: ColumnData): Data {
  const { length } = data;
  if (data instanceof Float64Array) return makeData({ type: new Float64(), length, nullCount: 0, data });
  if (data instanceof Uint8Array) return makeData({ type: new Uint8(), length, nullCount: 0, data });
  const valueOffsets = new Int32Array(length + 1);
  data.forEach((text, index) => (valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + text.length));
  const bytes = new Uint8Array(valueOffsets[length] ?? 0);
  data.forEach((text, index) => bytes.set(text, valueOffsets[index]));
  return makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets, data: bytes });
}

import type { Data } from 'apache-arrow';
import {
  Dictionary,
  Field,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromArrays,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { Builder } from 'flatbuffers';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Column } from './decode.js';
import { decodeColumns } from './decode.js';
import { encodeColumns } from './encode.js';

const columns: readonly Column[] = [
  { name: 'id', holds: 'text' },
  { name: 't', holds: 'time' },
  { name: 'value', holds: 'number' },
  { name: 'note', holds: 'text', optional: true },
];
const read = (bytes: Uint8Array, rowsMax = 100) => decodeColumns(bytes, { columns, member: 'rows', rowsMax });
const T = Date.UTC(2026, 10, 25);

const good = encodeColumns(
  [
    { name: 'id', type: 'text' },
    { name: 't', type: 'time' },
    { name: 'value', type: 'double' },
    { name: 'note', type: 'text', nullable: true },
  ],
  [
    ['甲', 'b', 'c'],
    [T, T + 1, T + 2],
    [1.5, -2, 3],
    ['x', null, ''],
  ],
);
const GOOD_ROWS = [
  { id: '甲', t: '2026-11-25T00:00:00.000Z', value: 1.5, note: 'x' },
  { id: 'b', t: '2026-11-25T00:00:00.001Z', value: -2 },
  { id: 'c', t: '2026-11-25T00:00:00.002Z', value: 3, note: '' },
];

describe('decodeColumns', () => {
  it('reads rows, leaving out what has no value', () => {
    expect(read(good)).toEqual({ ok: true, value: { rows: GOOD_ROWS } });
  });

  it('reads dictionaries, whole numbers as times and numbers, single precision', () => {
    const table = tableFromArrays({
      id: ['a', 'b', 'a'],
      t: BigInt64Array.from([BigInt(T), BigInt(T), BigInt(T)]),
      value: Float32Array.from([0.5, 1, 2]),
      note: ['n', 'n', 'm'],
    });
    const rows = read(tableToIPC(table, 'stream'));
    expect(rows.ok && rows.value['rows']?.[2]).toEqual({ id: 'a', t: '2026-11-25T00:00:00.000Z', value: 2, note: 'm' });
  });

  const table = (arrays: Record<string, Float64Array | string[] | BigInt64Array>): Uint8Array =>
    tableToIPC(tableFromArrays(arrays), 'stream');
  const [id, t, value] = [['a'], BigInt64Array.of(BigInt(T)), Float64Array.of(1)];
  // The library writes an array that two columns share only once.
  const again = Float64Array.of(1);

  it.each([
    ['a missing column', table({ id, t }), '/columns/value'],
    ['an unknown column', table({ id, t, value, other: again }), '/columns/other'],
    ['text where numbers are due', table({ id, t, value: ['1'] }), '/columns/value'],
    ['numbers where text is due', table({ id: again, t, value }), '/columns/id'],
    ['doubles where times are due', table({ id, t: again, value }), '/columns/t'],
  ])('refuses %s', (_name, bytes, path) => {
    expect(read(bytes)).toMatchObject({ ok: false, error: { code: 'schema', path } });
  });

  it('refuses more rows than the call takes', () => {
    expect(read(good, 2)).toMatchObject({ ok: false, error: { code: 'schema', path: '/rows' } });
  });

  it('does not fail on times that no calendar has', () => {
    const rows = read(table({ id, t: BigInt64Array.of(2n ** 62n), value }));
    expect(rows.ok && rows.value['rows']).toEqual([{ id: 'a', t: 'out of range', value: 1 }]);
  });
});

describe('hostile bytes', () => {
  const refusedAsSyntax = (bytes: Uint8Array): void =>
    expect(read(bytes)).toMatchObject({ ok: false, error: { code: 'syntax' } });

  it('refuses a stream cut at any place', () => {
    for (let length = 0; length < good.length; length += 1) refusedAsSyntax(good.subarray(0, length));
  });

  it('refuses bytes after the end', () => {
    refusedAsSyntax(Buffer.concat([good, good]));
  });

  it('refuses noise', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 0, maxLength: 2000 }), (bytes) => void refusedAsSyntax(bytes)));
  });

  it('survives any few bytes changed, quickly and without an exception', () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    const began = performance.now();
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        const outcome = read(bytes);
        if (outcome.ok) expect(outcome.value['rows']?.length).toBeLessThanOrEqual(100);
        else expect(['syntax', 'schema']).toContain(outcome.error.code);
      }),
      { numRuns: 5000 },
    );
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it('refuses lengths that the bytes do not hold', () => {
    for (const huge of [0x7fffffff, -2, 0x10000]) {
      const bytes = Uint8Array.from(good);
      new DataView(bytes.buffer).setInt32(4, huge, true);
      refusedAsSyntax(bytes);
    }
  });

  it('refuses every four bytes replaced by a huge count, or reads on', () => {
    for (let at = 0; at + 4 <= good.length; at += 4) {
      const bytes = Uint8Array.from(good);
      new DataView(bytes.buffer).setInt32(at, 0x7ffffff0, true);
      const began = performance.now();
      read(bytes);
      expect(performance.now() - began).toBeLessThan(500);
    }
  });

  it('refuses a batch that declares more rows than its buffers hold', () => {
    const schema = new Schema([new Field('id', new Int64()), new Field('t', new Int64()), new Field('value', new Int64())]);
    const short = makeData({ type: new Int64(), length: 90, nullCount: 0, data: new BigInt64Array(2) });
    const batch = new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length: 90, nullCount: 0, children: [short, short, short] }),
    );
    const bytes = RecordBatchStreamWriter.writeAll([batch]).toUint8Array(true);
    const outcome = read(bytes);
    expect(outcome.ok).toBe(false);
  });

  /** A stream of a dictionary's batches and of many batches that use it. */
  const withDictionary = (values: number, batches: number): Uint8Array => {
    const texts = vectorFromArray(
      Array.from({ length: values }, (_, index) => `v${index}`),
      new Dictionary(new Utf8(), new Int32()),
    );
    const [data] = texts.data;
    if (data === undefined) throw new Error('no dictionary');
    const schema = new Schema([new Field('id', data.type), new Field('t', new Int64()), new Field('value', new Int64())]);
    const whole = () => makeData({ type: new Int64(), length: 1, nullCount: 0, data: new BigInt64Array(1) });
    const struct = makeData({
      type: new Struct(schema.fields),
      length: 1,
      nullCount: 0,
      children: [data.slice(0, 1), whole(), whole()] as Data[],
    });
    const batch = new RecordBatch(schema, struct);
    return RecordBatchStreamWriter.writeAll(Array.from({ length: batches }, () => batch)).toUint8Array(true);
  };

  it('reads a dictionary once, however many batches use it', () => {
    const bytes = withDictionary(1000, 40);
    const decoded = vi.spyOn(TextDecoder.prototype, 'decode');
    const rows = read(bytes, 1000);
    const calls = decoded.mock.calls.length;
    decoded.mockRestore();
    expect(rows).toMatchObject({ ok: true, value: { rows: { length: 40 } } });
    expect(calls).toBeLessThan(2000);
  });

  it('refuses dictionaries of more values than rows, and very many messages', () => {
    expect(read(withDictionary(101, 1))).toMatchObject({ ok: false, error: { code: 'schema', path: '/rows' } });
    refusedAsSyntax(withDictionary(3, 60));
  });

  it('refuses a schema message that is only a table', () => {
    const builder = new Builder(64);
    builder.startObject(5);
    builder.finish(builder.endObject());
    const metadata = builder.asUint8Array();
    const padded = Buffer.concat([metadata, new Uint8Array((8 - (metadata.length % 8)) % 8)]);
    const head = Buffer.alloc(8);
    head.writeInt32LE(-1, 0);
    head.writeInt32LE(padded.length, 4);
    refusedAsSyntax(Buffer.concat([head, padded, Buffer.from([255, 255, 255, 255, 0, 0, 0, 0])]));
  });
});

import { Bool, tableFromArrays, tableToIPC, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrowBatch, arrowFrame } from './frame.js';
import { readFrame } from './read-frame.js';

const T = Date.UTC(2026, 10, 25, 1, 2, 3, 4);
const SPAN = { from: 7, to: 12 } as const;

const positions = (asset: string[], change: object = {}): Uint8Array =>
  arrowBatch('positions', {
    subject: '500104',
    data: JSON.stringify({
      asset,
      t: asset.map((_, index) => T + index),
      ...{ lng: asset.map(() => 106.5), lat: asset.map(() => 29.5) },
      ...{ heading: asset.map(() => 90), speed: asset.map(() => null), quality: asset.map(() => 'good') },
      ...change,
    }),
  });
const samples = (change: object = {}): Uint8Array =>
  arrowBatch('samples', {
    subject: '500103',
    data: JSON.stringify({
      ...{ indicator: ['air-quality', 'river-level'], t: [T, T + 1], value: [42.5, -3], quality: ['uncertain', 'bad'] },
      ...change,
    }),
  });

/** A frame as another writer makes it: dictionaries for text, whatever metadata. */
const foreign = (columns: Parameters<typeof tableFromArrays>[0], metadata: Record<string, string>): Uint8Array => {
  const table = tableFromArrays(columns);
  for (const [key, value] of Object.entries(metadata)) table.schema.metadata.set(key, value);
  return tableToIPC(table, 'stream');
};
const one = { indicator: ['air-quality'], tier: ['500103'], t: BigInt64Array.of(BigInt(T)), value: Float64Array.of(1) };
const ends = { from: '7', to: '12', topic: 'samples' };

describe('readFrame', () => {
  it('reads positions of many events in order, with NaN for what nobody told', () => {
    const batches = Array.from({ length: 300 }, (_, index) => positions([`truck-${index}`, '渝A·12345']));
    const frame = readFrame(arrowFrame('positions', SPAN, batches));
    if (!frame.ok || !frame.value.content.ok || frame.value.content.value.topic !== 'positions') throw new Error('no positions');
    expect(frame.value).toMatchObject({ from: '7', to: '12', content: { value: { leftOut: 0 } } });
    const { asset, t, lng, lat, heading, speed, quality, demo } = frame.value.content.value.positions;
    expect(asset).toHaveLength(600);
    expect(asset.slice(0, 3)).toEqual(['truck-0', '渝A·12345', 'truck-1']);
    expect([t[1], lng[1], lat[1], heading[1], speed[1], quality[1], demo[1]]).toEqual([T + 1, 106.5, 29.5, 90, Number.NaN, 0, 0]);
  });

  it('reads samples', () => {
    const frame = readFrame(arrowFrame('samples', SPAN, [samples()]));
    expect(frame).toMatchObject({
      value: {
        content: {
          value: {
            topic: 'samples',
            samples: {
              indicator: ['air-quality', 'river-level'],
              tier: ['500103', '500103'],
              t: Float64Array.of(T, T + 1),
              value: Float64Array.of(42.5, -3),
              quality: Uint8Array.of(1, 2),
              demo: Uint8Array.of(0, 0),
            },
          },
        },
      },
    });
  });

  it('reads the mark of a demo account, as a number or as a boolean, and passes over columns that it does not know', () => {
    const bytes = foreign({ ...one, quality: ['good'], demo: Uint8Array.of(1), colour: ['red'] }, ends);
    expect(readFrame(bytes)).toMatchObject({ value: { content: { value: { samples: { demo: Uint8Array.of(1) } } } } });
    const booleans = vectorFromArray([true], new Bool());
    const table = foreign({ ...one, quality: ['good'], demo: booleans as never }, ends);
    expect(readFrame(table)).toMatchObject({ value: { content: { value: { samples: { demo: Uint8Array.of(1) } } } } });
  });

  it.each([
    ['a quality', { quality: ['excellent', 'bad'] }, 'quality', 'excellent'],
    ['an indicator', { indicator: ['Air Quality', 'river-level'] }, 'indicator', 'Air Quality'],
    ['a value', { value: [1e300, -3] }, 'value', '1e+300'],
    ['a time', { t: [9e15, T + 1] }, 't', '9000000000000000'],
  ])('leaves out a row with %s that does not fit, and only that', (_name, change, column, value) => {
    const frame = readFrame(arrowFrame('samples', SPAN, [samples(change)]));
    expect(frame).toMatchObject({
      value: { content: { value: { leftOut: 1, fault: { row: 0, column, value }, samples: { indicator: ['river-level'] } } } },
    });
  });

  it('tells how far a frame goes even when its content cannot be read', () => {
    const lacking = foreign({ indicator: ['air-quality'] }, ends);
    expect(readFrame(lacking)).toMatchObject({
      value: { from: '7', to: '12', content: { ok: false, error: { code: 'schema', path: '/columns/tier' } } },
    });
    const unknown = foreign(one, { ...ends, topic: 'rumours' });
    expect(readFrame(unknown)).toMatchObject({ value: { topic: 'rumours', content: { error: { path: '/topic' } } } });
    const typed = foreign({ ...one, value: ['one'], quality: ['good'] }, ends);
    expect(readFrame(typed)).toMatchObject({ value: { content: { error: { path: '/columns/value' } } } });
  });

  it('refuses what does not say how far it goes', () => {
    expect(readFrame(foreign(one, { topic: 'samples', from: '7' }))).toMatchObject({ ok: false, error: { code: 'schema' } });
    expect(readFrame(new Uint8Array(20))).toMatchObject({ ok: false, error: { code: 'syntax' } });
  });

  it('survives every cut and any few bytes changed, quickly and without an exception', () => {
    const good = arrowFrame('positions', SPAN, [positions(['a', 'b']), positions(['c'])]);
    for (let length = 0; length < good.length; length += 1) expect(readFrame(good.subarray(0, length)).ok).toBe(false);
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        const began = performance.now();
        readFrame(bytes);
        expect(performance.now() - began).toBeLessThan(500);
      }),
      { numRuns: 2000 },
    );
  });
});

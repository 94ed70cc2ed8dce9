import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thin, thinningOf } from './series.js';

type Point = { readonly t: number; readonly value: number };

const series = fc
  .array(fc.record({ step: fc.integer({ min: 1, max: 900 }), value: fc.integer({ min: -1000, max: 1000 }) }), { maxLength: 400 })
  .map((steps) => {
    let t = 0;
    return steps.map(({ step, value }): Point => ({ t: (t += step), value }));
  });
const count = fc.integer({ min: 4, max: 120 });

const kept = (way: 'extremes' | 'shape', points: readonly Point[], most: number): number[] =>
  thin(
    way,
    points.map(({ t }) => t),
    points.map(({ value }) => value),
    most,
  );

/** Steinarsson's algorithm as the thesis tells it, with lists of points instead of indexes. */
function reference(points: readonly Point[], most: number): Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length <= most || first === undefined || last === undefined) return [...points];
  const inner = points.slice(1, -1);
  const buckets = Array.from({ length: most - 2 }, (_, bucket) =>
    inner.slice(Math.floor((bucket * inner.length) / (most - 2)), Math.floor(((bucket + 1) * inner.length) / (most - 2))),
  );
  const chosen = [first];
  for (const [index, bucket] of buckets.entries()) {
    const a = chosen.at(-1) ?? first;
    const after = buckets[index + 1] ?? [last];
    const c = {
      t: after.reduce((sum, { t }) => sum + t, 0) / after.length,
      value: after.reduce((sum, { value }) => sum + value, 0) / after.length,
    };
    const area = (b: Point): number => Math.abs((a.t - c.t) * (b.value - a.value) - (a.t - b.t) * (c.value - a.value)) / 2;
    chosen.push(bucket.reduce((best, b) => (area(b) > area(best) ? b : best)));
  }
  return [...chosen, last];
}

describe('thin', () => {
  it.each(['extremes', 'shape'] as const)('by %s: at most so many points, ascending, both ends among them', (way) => {
    fc.assert(
      fc.property(series, count, (points, most) => {
        const indexes = kept(way, points, most);
        expect(indexes.length).toBeLessThanOrEqual(most);
        if (points.length <= most) expect(indexes).toEqual(points.map((_, index) => index));
        expect(indexes).toEqual([...new Set(indexes)].sort((a, b) => a - b));
        if (points.length > 0) expect([indexes[0], indexes.at(-1)]).toEqual([0, points.length - 1]);
      }),
    );
  });

  it('by extremes loses neither the smallest nor the greatest value', () => {
    fc.assert(
      fc.property(series, count, (points, most) => {
        const values = points.map(({ value }) => value);
        const left = kept('extremes', points, most).map((index) => values[index] ?? Number.NaN);
        expect([Math.min(...left), Math.max(...left)]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });

  it('by extremes keeps a crest of one sample among ten thousand', () => {
    const value = Array.from({ length: 10_000 }, (_, index) => (index === 6543 ? 183.6 : 172));
    expect(thin('extremes', value, value, 100)).toContain(6543);
  });

  it('by shape takes exactly as many points as there is room for, the ones of Steinarsson', () => {
    fc.assert(
      fc.property(series, count, (points, most) => {
        const indexes = kept('shape', points, most);
        expect(indexes.length).toBe(Math.min(points.length, most));
        expect(indexes.map((index) => points[index])).toEqual(reference(points, most));
      }),
    );
  });

  it('refuses fewer points than both ends and an extreme on either side', () => {
    expect(() => thin('extremes', [1], [1], 3)).toThrow(RangeError);
  });
});

it.each([
  ['cuntan-level', 'band', 'm', 'extremes'],
  ['rainfall-1h', 'lower', 'mm', 'extremes'],
  ['power-grid-load', 'lower', '%', 'extremes'],
  ['hotline-12345-on-time', 'higher', '%', 'shape'],
] as const)('of %s what matters is known by direction and unit', (_id, direction, unit, way) => {
  expect(thinningOf({ direction, unit })).toBe(way);
});

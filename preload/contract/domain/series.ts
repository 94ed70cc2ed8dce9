import type { Indicator } from './indicator.js';

/**
 * How a series is thinned to what a screen can draw. `extremes`: the smallest and the greatest value of each bucket
 * stay, so no peak is lost. `shape`: the points that span the largest triangles stay (LTTB), so a smooth line looks as
 * it did, with fewer points.
 */
export type Thinning = 'extremes' | 'shape';

/** Fewer points than these have no room for both ends and an extreme on either side. */
export const POINTS_LEAST = 4;

/**
 * Levels, amounts, loads, times and counts are judged by their peaks: a crest of an hour that a line leaves out is the
 * one that mattered. Only shares of which more is better (on time, on duty, satisfied) move slowly and within bounds;
 * of those the course is what is read.
 */
export const thinningOf = ({ direction, unit }: Pick<Indicator, 'direction' | 'unit'>): Thinning =>
  direction === 'higher' && unit === '%' ? 'shape' : 'extremes';

/**
 * Which points of a series stay: their indexes, ascending, at most `points` of them; first and last are among them.
 * @param t ascending, any unit
 * @param value as long as `t`, finite
 * @param points at least `POINTS_LEAST`
 */
export function thin(way: Thinning, t: ArrayLike<number>, value: ArrayLike<number>, points: number): number[] {
  if (points < POINTS_LEAST) throw new RangeError(`a series of ${points} points`);
  if (t.length <= points) return Array.from({ length: t.length }, (_, index) => index);
  return way === 'extremes' ? extremes(value, points) : largestTriangles(t, value, points);
}

/** The smallest and the greatest of each of (points − 2) / 2 buckets of equal count, in their order, and both ends. */
function extremes(value: ArrayLike<number>, points: number): number[] {
  const last = value.length - 1;
  const buckets = Math.floor((points - 2) / 2);
  const kept = [0];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const [from, to] = bounds(bucket, buckets, last);
    let [low, high] = [from, from];
    for (let index = from + 1; index < to; index += 1) {
      if (at(value, index) < at(value, low)) low = index;
      if (at(value, index) > at(value, high)) high = index;
    }
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  }
  kept.push(last);
  return kept;
}

/**
 * Largest triangle three buckets: of each bucket the point that spans the largest triangle with the one kept before it
 * and the mean of the next bucket (Steinarsson, Downsampling Time Series for Visual Representation, 2013, ch. 4.2).
 */
function largestTriangles(t: ArrayLike<number>, value: ArrayLike<number>, points: number): number[] {
  const last = t.length - 1;
  const buckets = points - 2;
  const kept = [0];
  let before = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const [from, to] = bounds(bucket, buckets, last);
    const next = bucket + 1 < buckets ? bounds(bucket + 1, buckets, last) : ([last, last + 1] as const);
    const [meanT, meanValue] = [mean(t, ...next), mean(value, ...next)];
    const [t0, value0] = [at(t, before), at(value, before)];
    let [best, largest] = [from, -1];
    for (let index = from; index < to; index += 1) {
      const area = Math.abs((t0 - meanT) * (at(value, index) - value0) - (t0 - at(t, index)) * (meanValue - value0));
      if (area > largest) [best, largest] = [index, area];
    }
    kept.push(best);
    before = best;
  }
  kept.push(last);
  return kept;
}

/** Where a bucket of the points between the ends begins, and where the next one does. */
const bounds = (bucket: number, buckets: number, last: number): readonly [from: number, to: number] => [
  1 + Math.floor((bucket * (last - 1)) / buckets),
  1 + Math.floor(((bucket + 1) * (last - 1)) / buckets),
];

function mean(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += at(values, index);
  return sum / (to - from);
}

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? Number.NaN;

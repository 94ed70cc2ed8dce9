export type Estimate = { readonly value: number; readonly ci: readonly [low: number, high: number]; readonly n: number };

const RESAMPLES = 10_000;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The median with its 95 % interval by percentile bootstrap (fixed seed, so that the same samples give the same). */
export function estimate(values: readonly number[]): Estimate {
  const random = mulberry32(20_260_101);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? NaN)),
  ).sort((a, b) => a - b);
  const at = (share: number): number => medians[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))] ?? NaN;
  return { value: round(median(values)), ci: [round(at(0.025)), round(at(0.975))], n: values.length };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** A small seeded generator of numbers in [0, 1) (mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

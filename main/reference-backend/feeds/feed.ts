import type { HandIn } from '../api-client.js';

/**
 * Something that goes on in the demo world: what it brought in (from, to], UTC ms, as calls of the public API. A
 * function of the times alone, so that what could not be handed in is told again later, and the same after a restart.
 */
export type Feed = {
  readonly name: string;
  /** how far back it is worth telling what was missed, ms */
  readonly memoryMs: number;
  between(from: number, to: number): readonly HandIn[];
};

/** The multiples of `stepMs`, shifted by `offsetMs`, in (from, to]. */
export function ticks(from: number, to: number, stepMs: number, offsetMs = 0): number[] {
  const found: number[] = [];
  for (let tick = Math.floor((from - offsetMs) / stepMs) + 1; tick * stepMs + offsetMs <= to; tick += 1) {
    found.push(tick * stepMs + offsetMs);
  }
  return found;
}

/** A list in parts of at most `size`. */
export function* chunks<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

import type { Entry } from './entry.js';

/** What the tail keeps at most: events, and characters of their data. */
const EVENTS_MAX = 20_000;
const SIZE_MAX = 64 * 1024 * 1024;

/** The newest events in memory, shared by all subscriptions: only who lags behind it reads the database. */
export class Tail {
  #entries: Entry[] = [];
  #size = 0;
  #last: number;
  /** the last sequence that is no longer here */
  #before: number;
  readonly #most: number;

  /** @param last the last sequence given out before */
  constructor(last: number, most = EVENTS_MAX) {
    this.#last = last;
    this.#before = last;
    this.#most = most;
  }

  get last(): number {
    return this.#last;
  }

  /** Adds what was committed, in the order of the commits. */
  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#entries.push(entry);
      this.#size += entry.size;
      this.#last = entry.sequence;
    }
    // A quarter at a time, so that the array is not moved at every event.
    if (this.#entries.length > this.#most || this.#size > SIZE_MAX) this.#drop(Math.ceil(this.#entries.length / 4));
  }

  /** Entries after a sequence, in order; undefined when not all of them are here any more. */
  after(sequence: number, limit: number): readonly Entry[] | undefined {
    if (sequence < this.#before) return undefined;
    const begin = this.#indexAfter(sequence);
    return this.#entries.slice(begin, begin + limit);
  }

  #drop(count: number): void {
    const dropped = this.#entries.slice(0, count);
    this.#entries = this.#entries.slice(count);
    for (const { size } of dropped) this.#size -= size;
    this.#before = dropped.at(-1)?.sequence ?? this.#before;
  }

  #indexAfter(sequence: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.sequence ?? Infinity) <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

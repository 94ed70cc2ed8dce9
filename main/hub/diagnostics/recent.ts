/** So many of the newest values count. */
const KEPT = 500;

/** The newest of some measured values, for their percentiles. */
export class Recent {
  readonly #values: number[] = [];
  #next = 0;

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % KEPT;
  }

  /** @param percent 0 … 100; undefined before the first value */
  percentile(percent: number): number | undefined {
    const sorted = [...this.#values].sort((a, b) => a - b);
    const value = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))];
    return value === undefined ? undefined : Math.round(value * 100) / 100;
  }
}

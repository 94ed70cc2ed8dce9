/** What a part of the hub needs to be counted. */
export interface Counting {
  /** Adds to a count that only grows; its name ends with `_total`. */
  count(name: string, by?: number): void;
  /** A figure that is read whenever somebody looks; undefined leaves it out. Its name ends with its unit. */
  gauge(name: string, read: () => number | undefined): void;
}

/** The hub's figures, by name. */
export class Counters implements Counting {
  readonly #counts = new Map<string, number>();
  readonly #gauges = new Map<string, () => number | undefined>();

  count(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  gauge(name: string, read: () => number | undefined): void {
    this.#gauges.set(name, read);
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** The gauges as they stand now. */
  gauges(): Map<string, number> {
    const now = new Map<string, number>();
    for (const [name, read] of this.#gauges) {
      const value = read();
      if (value !== undefined && Number.isFinite(value)) now.set(name, value);
    }
    return now;
  }

  /** Everything, sorted by name. */
  figures(): Record<string, number> {
    const all = [...this.#counts, ...this.gauges()].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(all);
  }
}

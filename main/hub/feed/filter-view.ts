/** What a filter may look at. */
export type Rows = {
  text(column: string, slot: number): string;
  number(column: string, slot: number): number;
};
export type Passes = (rows: Rows, slot: number) => boolean;

/**
 * Which rows pass a filter, and when those that no longer do left it: a window must be told of a truck that drove out of
 * its map. All windows with the same filter share one.
 */
export class FilterView {
  /** Windows that have less than this version were served without this view: they get everything. */
  readonly since: number;
  #seen = 0;
  #passes: boolean[] = [];
  /** Slot → version in which its row left the filter. */
  readonly #left = new Map<number, number>();
  readonly #filter: Passes | undefined;

  /**
   * @param filter undefined lets everything pass
   * @param since the version that was open when the view was made
   */
  constructor(filter: Passes | undefined, since: number) {
    this.#filter = filter;
    this.since = filter === undefined ? 0 : since - 1;
  }

  /** Looks at the rows that changed since it looked last. `versions` holds each slot's, 0 for a free one. */
  refresh(versions: Float64Array, rows: Rows): void {
    if (this.#filter === undefined) return;
    let newest = this.#seen;
    // What is stamped with the version that it saw last may have changed again within it.
    for (let slot = 0; slot < versions.length; slot += 1) {
      const version = versions[slot] as number;
      if (version === 0 || version < this.#seen) continue;
      newest = Math.max(newest, version);
      const passes = this.#filter(rows, slot);
      if (passes) this.#left.delete(slot);
      else if (this.#passes[slot] === true) this.#left.set(slot, version);
      this.#passes[slot] = passes;
    }
    this.#seen = newest;
  }

  /** A slot's row was removed; the next one in it is another. */
  free(slot: number): void {
    this.#passes[slot] = false;
    this.#left.delete(slot);
  }

  /** Slots that pass and changed after a version. */
  changed(versions: Float64Array, after: number): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < versions.length; slot += 1) {
      if ((versions[slot] as number) > after && (this.#filter === undefined || this.#passes[slot] === true)) slots.push(slot);
    }
    return slots;
  }

  /** Slots that left the filter after a version and are still used. */
  leftAfter(after: number): number[] {
    return [...this.#left].filter(([, version]) => version > after).map(([slot]) => slot);
  }
}

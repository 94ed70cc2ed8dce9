/** Lets so much go on at once. The others wait, one of each holder in turn, so that nobody waits for a holder's crowd. */
export class Turns {
  #free: number;
  /** by holder; the first one is next */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Does the work when its turn has come. */
  async run<T>(holder: string, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.set(holder, [...(this.#waiting.get(holder) ?? []), resolve]));
    try {
      return await work();
    } finally {
      // Handed on as it is: whoever comes now must not slip in before those who wait.
      const next = this.#next();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  #next(): (() => void) | undefined {
    for (const [holder, [next, ...others]] of this.#waiting) {
      this.#waiting.delete(holder);
      if (others.length > 0) this.#waiting.set(holder, others);
      return next;
    }
    return undefined;
  }
}

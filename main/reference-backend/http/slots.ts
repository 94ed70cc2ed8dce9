/** Bounds how much goes on at once, of all and of each holder; nobody waits. */
export class Slots {
  readonly #all: number;
  readonly #each: number;
  readonly #held = new Map<string, number>();
  #taken = 0;

  constructor({ all, each }: { readonly all: number; readonly each: number }) {
    this.#all = all;
    this.#each = each;
  }

  /** @returns gives the slot back, once; undefined when none is free */
  take(holder: string): (() => void) | undefined {
    const held = this.#held.get(holder) ?? 0;
    if (this.#taken >= this.#all || held >= this.#each) return undefined;
    this.#taken += 1;
    this.#held.set(holder, held + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#taken -= 1;
      const left = (this.#held.get(holder) ?? 1) - 1;
      if (left === 0) this.#held.delete(holder);
      else this.#held.set(holder, left);
    };
  }
}

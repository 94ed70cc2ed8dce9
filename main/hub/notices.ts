import type { Notice } from '../../preload/contract/index.js';

/** So many are kept, the newest; an operator who has not looked for so long reads the log. */
const KEPT = 50;

/** What the operator must know of, until it is dismissed. It lives as long as the hub: what must outlive it is stored. */
export class Notices {
  #notices: readonly Notice[] = [];
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The same code again takes the place of the one before: what counts is that it happens, and when it did last. */
  add(notice: Notice): void {
    this.#notices = [notice, ...this.#notices.filter(({ code }) => code !== notice.code)].slice(0, KEPT);
    this.#onChange();
  }

  /** Together with those that others keep, newest first. */
  with(others: readonly Notice[]): Notice[] {
    return [...this.#notices, ...others].sort((a, b) => b.at - a.at).slice(0, KEPT);
  }

  /** One that is not here is nobody's any more. */
  dismiss(id: string): void {
    const rest = this.#notices.filter((notice) => notice.id !== id);
    if (rest.length === this.#notices.length) return;
    this.#notices = rest;
    this.#onChange();
  }
}

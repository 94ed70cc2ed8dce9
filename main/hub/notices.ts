import type { Notice } from '../../preload/contract/index.js';

/** So many are kept, the newest; an operator who has not looked for so long reads the log. */
const KEPT = 50;

/** What the operator must know of, until it is dismissed. It lives as long as the hub: what must outlive it is stored. */
export class Notices {
  #notices: readonly Notice[] = [];
  #made = 0;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** newest first */
  get all(): readonly Notice[] {
    return this.#notices;
  }

  /**
   * The same code again takes the place of the one before: what counts is that it happened, and when it did last.
   * @param at UTC ms
   */
  tell(code: string, details: Notice['details'], at: number): void {
    this.#made += 1;
    const notice: Notice = { id: `${code}-${at}-${this.#made}`, at, code, ...(details === undefined ? {} : { details }) };
    this.#notices = [notice, ...this.#notices.filter((earlier) => earlier.code !== code)].slice(0, KEPT);
    this.#onChange();
  }

  dismiss(id: string): void {
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
    this.#onChange();
  }
}

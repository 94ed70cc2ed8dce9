import type { KeptAsideItem } from '../../../preload/contract/index.js';
import { KEPT_ASIDE_MAX } from '../../../preload/contract/index.js';

const TEXT_MAX = 4000;
const REASON_MAX = 400;

/** Messages of the backend that did not fit, the newest of them, for whoever has to find out why. */
export class KeptAside {
  #items: readonly KeptAsideItem[] = [];
  #count = 0;

  /** newest first */
  get items(): readonly KeptAsideItem[] {
    return this.#items;
  }

  add({ at, what, reason, text }: Omit<KeptAsideItem, 'id'>): void {
    this.#count += 1;
    const item = { id: this.#count, at, what, reason: reason.slice(0, REASON_MAX), text: text.slice(0, TEXT_MAX) };
    this.#items = [item, ...this.#items].slice(0, KEPT_ASIDE_MAX);
  }
}

import type { EventRow } from '../storage/events.js';
import type { Entry } from './entry.js';
import { entriesOf } from './entry.js';

/** Sequences that one page covers; the events that are no longer kept leave gaps in it. */
const PAGE = 500;
/** What is kept at most: pages, and characters of their data. Pages that were asked for last stay. */
const PAGES_MAX = 64;
const SIZE_MAX = 32 * 1024 * 1024;

export type PastOptions = {
  readonly epoch: string;
  /** events after a sequence from the database, in order */
  readonly read: (after: number, limit: number) => Promise<readonly EventRow[]>;
};

/** A page as it was read when `end` was the last sequence of all. */
type Page = { readonly end: number; readonly entries: Promise<readonly Entry[]>; size: number };

/**
 * Events that are older than the tail, read in pages that all who lag behind share: when a server begins anew, its
 * thousands of clients go on from about the same place at the same time.
 */
export class Past {
  readonly #options: PastOptions;
  /** by their number; the first was asked for longest ago */
  readonly #pages = new Map<number, Page>();
  #size = 0;

  constructor(options: PastOptions) {
    this.#options = options;
  }

  /**
   * The events after a sequence as far as their page goes, in order, and the sequence up to which they were looked for.
   * @param end the last sequence of all
   */
  async after(sequence: number, end: number): Promise<{ readonly entries: readonly Entry[]; readonly seen: number }> {
    const number = Math.floor(sequence / PAGE);
    const seen = Math.min((number + 1) * PAGE, end);
    const entries = await this.#page(number, seen, end);
    return { entries: entries.filter((entry) => entry.sequence > sequence && entry.sequence <= seen), seen };
  }

  #page(number: number, needed: number, end: number): Promise<readonly Entry[]> {
    const known = this.#pages.get(number);
    if (known !== undefined && known.end >= needed) {
      // Anew at the end: it was asked for last.
      this.#pages.delete(number);
      this.#pages.set(number, known);
      return known.entries;
    }
    this.#forget(number);
    const page: Page = { end, entries: this.#read(number), size: 0 };
    this.#pages.set(number, page);
    page.entries.then(
      (entries) => this.#weigh(number, page, entries),
      // Whoever waits for it hears why; the next one tries again.
      () => this.#pages.get(number) === page && this.#forget(number),
    );
    return page.entries;
  }

  async #read(number: number): Promise<readonly Entry[]> {
    const first = number * PAGE;
    // One more before the page: an event may be the copy of the one before it.
    const rows = await this.#options.read(first - 1, PAGE + 1);
    return entriesOf(rows, this.#options.epoch).filter(({ sequence }) => sequence > first && sequence <= first + PAGE);
  }

  #weigh(number: number, page: Page, entries: readonly Entry[]): void {
    if (this.#pages.get(number) !== page) return;
    page.size = entries.reduce((sum, { size }) => sum + size, 0);
    this.#size += page.size;
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX && this.#size <= SIZE_MAX) return;
      this.#forget(oldest);
    }
  }

  #forget(number: number): void {
    this.#size -= this.#pages.get(number)?.size ?? 0;
    this.#pages.delete(number);
  }
}

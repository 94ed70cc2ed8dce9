import type { Receipt } from '../../preload/contract/index.js';
import { logFault } from './log.js';
import type { Outcome } from './problem.js';
import type { Caller } from './rules/caller.js';
import type { ReceiptRow } from './storage/receipts.js';

/** Receipts that one caller handed in together, perhaps under an Idempotency-Key. */
export type ReceiptBatch = {
  readonly caller: Caller;
  readonly receipts: readonly Receipt[];
  readonly key?: string | undefined;
};

type Answer = Outcome<ReceiptRow[]>;
type Waiting = {
  readonly batch: ReceiptBatch;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};
type Store = (batches: readonly ReceiptBatch[]) => Promise<Answer[]>;

/** Receipts stored in one transaction at most: a bound for how long the writer is held and for the memory of a group. */
const GROUP_MAX = 5000;

/**
 * Batches of receipts on their way into the database. While one transaction runs, those that arrive wait and go into
 * the next one together: one write to the disk then serves them all.
 */
export class ReceiptQueue {
  readonly #store: Store;
  #waiting: Waiting[] = [];
  #running = false;

  /** @param store stores batches in one transaction; answers them in order */
  constructor(store: Store) {
    this.#store = store;
  }

  /** Batches that wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Resolves after the commit; rejects when the database failed. */
  add(batch: ReceiptBatch): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // What arrives in the same turn of the event loop goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commit(this.#next());
    this.#running = false;
  }

  #next(): Waiting[] {
    let count = 0;
    let receipts = 0;
    for (const { batch } of this.#waiting) {
      receipts += batch.receipts.length;
      if (count > 0 && receipts > GROUP_MAX) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#store(group.map(({ batch }) => batch));
      for (const [index, answer] of answers.entries()) group[index]?.resolve(answer);
    } catch (error) {
      const [only] = group;
      if (group.length === 1) only?.reject(error);
      else await this.#apart(group, error);
    }
  }

  /** One batch that the program or the database fails on must not take the others with it. */
  async #apart(group: readonly Waiting[], error: unknown): Promise<void> {
    logFault('receipts are stored one batch at a time', error);
    for (const waiting of group) await this.#commit([waiting]);
  }
}

import type { Result } from '../../../preload/contract/index.js';

/** So many pieces may wait before the stream is left alone, and so few must be left before it is read on. */
const WAITING = { most: 64, few: 8 } as const;

export type WorkQueueOptions = {
  /** The queue is as long as it may be: stop bringing more. */
  onFull(): void;
  onRoom(): void;
};

/** Does one piece of work after the other, and says when it can't keep up, so that what waits stays in the network. */
export class WorkQueue {
  #tail: Promise<void> = Promise.resolve();
  /** when each piece that is not done was added, monotonic ms */
  readonly #waiting: number[] = [];
  #isFull = false;
  readonly #options: WorkQueueOptions;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** pieces that are not done */
  get length(): number {
    return this.#waiting.length;
  }

  /** How long the oldest piece that is not done has waited, ms. */
  waitedMs(now: number): number {
    return now - (this.#waiting[0] ?? now);
  }

  /**
   * @param now monotonic ms
   * @param done told of the outcome; not when the work is a bug and throws, which ends the process
   */
  add(now: number, work: () => Promise<Result<null>>, done: (result: Result<null>) => void): void {
    this.#waiting.push(now);
    if (this.length >= WAITING.most && !this.#isFull) {
      this.#isFull = true;
      this.#options.onFull();
    }
    this.#tail = this.#tail.then(async () => {
      const result = await work();
      this.#waiting.shift();
      if (this.#isFull && this.length <= WAITING.few) {
        this.#isFull = false;
        this.#options.onRoom();
      }
      done(result);
    });
  }

  /** Resolves when everything that was added is done. */
  settled(): Promise<void> {
    return this.#tail;
  }
}

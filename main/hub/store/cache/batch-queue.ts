import type { AppError, Result } from '../../../../preload/contract/index.js';
import { err, ok } from '../../../../preload/contract/index.js';

export type BatchBounds = {
  /** A transaction begins as soon as so many rows wait … */
  readonly rows: number;
  /** … or the first of them has waited for so long, ms. */
  readonly ms: number;
  /** Rows of one transaction at most, while more come than are written (a single item may have more). */
  readonly rowsAtOnce: number;
  /** Whoever brings more while so many rows wait is made to wait himself. */
  readonly rowsWaiting: number;
};

const BATCH_BOUNDS: BatchBounds = { rows: 5000, ms: 200, rowsAtOnce: 20_000, rowsWaiting: 40_000 };

type Waiting<T> = { readonly item: T; readonly rows: number };

/**
 * Collects what is to be written and writes it many rows at a time, in the order it came. What waits is bounded: `add`
 * resolves when there is room. After a failed write everything that waits is given up, and the failure is the answer
 * to whoever comes next, of whom nothing is taken either: what he brings counts on what was given up.
 */
export class BatchQueue<T> {
  #waiting: Waiting<T>[] = [];
  #rows = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #failure: AppError | undefined;
  readonly #write: (items: readonly T[]) => Promise<Result<null>>;
  readonly #bounds: BatchBounds;

  constructor(write: (items: readonly T[]) => Promise<Result<null>>, bounds: BatchBounds = BATCH_BOUNDS) {
    this.#write = write;
    this.#bounds = bounds;
  }

  /** Rows that wait or are being written. */
  get rows(): number {
    return this.#rows;
  }

  async add(item: T, rows: number): Promise<Result<null>> {
    if (this.#failure !== undefined) return this.#answer();
    this.#waiting.push({ item, rows });
    this.#rows += rows;
    if (this.#rows >= this.#bounds.rows) this.#begin();
    else this.#timer ??= setTimeout(() => this.#begin(), this.#bounds.ms);
    while (this.#writing !== undefined && this.#rows > this.#bounds.rowsWaiting) await this.#writing;
    return this.#answer();
  }

  /** Resolves when everything that was brought is written, or given up. */
  async flush(): Promise<Result<null>> {
    while (this.#waiting.length > 0 || this.#writing !== undefined) {
      this.#begin();
      await this.#writing;
    }
    return this.#answer();
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeOnce().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length === 0) return;
      if (this.#rows >= this.#bounds.rows) this.#begin();
      else this.#timer ??= setTimeout(() => this.#begin(), this.#bounds.ms);
    });
  }

  async #writeOnce(): Promise<void> {
    const taken: Waiting<T>[] = [];
    let rows = 0;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (taken.length > 0 && rows + next.rows > this.#bounds.rowsAtOnce) break;
      taken.push(next);
      rows += next.rows;
      this.#waiting.shift();
    }
    let written: Result<null> | undefined;
    try {
      written = await this.#write(taken.map(({ item }) => item));
      if (!written.ok) this.#failure = written.error;
    } finally {
      this.#rows -= rows;
      if (written?.ok !== true) {
        this.#waiting = [];
        this.#rows = 0;
      }
    }
  }

  #answer(): Result<null> {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure === undefined ? ok(null) : err(failure);
  }
}

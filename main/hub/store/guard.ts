import type { AppError, Result } from '../../../preload/contract/index.js';
import { fail, ok } from '../../../preload/contract/index.js';
import type { Database, Failure, Row, SqlValue, Statements } from '../../sqlite/index.js';
import { BrokenConnection, failureOf } from '../../sqlite/index.js';
import { RowDamage } from './kept.js';

/** When a file that failed is tried again, ms: doubled each time that it fails anew soon after, up to the maximum. */
const RETRY = { firstMs: 1000, mostMs: 30_000, wellAfterMs: 60_000 } as const;

/** A change that is refused because the file cannot take it now. */
class StoreDown extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`the file cannot be written: ${failure}`);
    this.failure = failure;
  }
}

/**
 * Work on a file as a value: error `store-down` with what fails in `details.reason` where the disk or the file refuses.
 * Anything else is a fault of this program and is thrown; so is a damaged row of a kept table, because waiting mends
 * nothing there: the hub ends, and the next start restores the row from orders.log.
 */
export async function stored<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof RowDamage) throw error;
    const failure = error instanceof StoreDown ? error.failure : failureOf(error);
    if (failure === undefined) throw error;
    return fail('store-down', { reason: failure });
  }
}

export type GuardOptions = {
  /** Opens the file, mending it where that is needed. */
  readonly open: () => Promise<Result<Database>>;
  /** A database in memory with the same tables, to read from while the file cannot be opened. */
  readonly inMemory: () => Promise<Database>;
  /** `refuse` for what must be in the file or nowhere: changes are refused as long as the file fails. */
  readonly whileFailing: 'refuse' | 'try';
  /** Tries whether the folder takes a file; rejects where it does not. */
  readonly probe: () => Promise<void>;
  /** What fails now, or nothing. `reopened`: what can be read is something else from here on. */
  readonly onChange: (failure: Failure | undefined, reopened: boolean) => void;
  /** The file is damaged. True: it may be done away with, and `open` makes a new one at once. */
  readonly onDamaged: (error: unknown) => boolean;
  /** Something went wrong in what nobody waits for. */
  readonly onFault: (error: unknown) => void;
};

/**
 * A file of the store, watched. While it fails (no room, no right, held by somebody, gone) it is tried again by itself,
 * and one that could not be opened is opened as soon as that is possible; nobody has to start anything again.
 */
export class Guard {
  #file: Database | undefined;
  #memory: Promise<Database> | undefined;
  #failure: Failure | undefined;
  #failedAt = -Infinity;
  #wait: number = RETRY.firstMs;
  #timer: NodeJS.Timeout | undefined;
  #trying: Promise<void> | undefined;
  #closed = false;
  readonly #options: GuardOptions;

  private constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** @returns the error of `open` where waiting would not help: the file is a later program's */
  static async open(options: GuardOptions): Promise<Result<Guard>> {
    const guard = new Guard(options);
    const opened = await options.open();
    if (opened.ok) guard.#file = opened.value;
    else {
      const failure = failureIn(opened.error);
      if (failure === undefined) return opened;
      guard.#enter(failure);
    }
    return ok(guard);
  }

  /** The file itself, where it is open. */
  get file(): Database | undefined {
    return this.#file;
  }

  /** The file for whoever reads and changes it: asked anew at each statement. */
  get database(): Database {
    const read: Use = (work) => this.#use(this.#readable(), work);
    const write: Use = (work) => this.#use(this.#writable(), work);
    return {
      run: (sql: string, ...parameters: SqlValue[]) => write((database) => database.run(sql, ...parameters)),
      get: <T extends Row>(sql: string, ...parameters: SqlValue[]) => read((database) => database.get<T>(sql, ...parameters)),
      all: <T extends Row>(sql: string, ...parameters: SqlValue[]) => read((database) => database.all<T>(sql, ...parameters)),
      script: (sql: string) => write((database) => database.script(sql)),
      transaction: <T>(work: (tx: Statements) => Promise<T>) => write((database) => database.transaction(work)),
      close: () => Promise.reject(new Error('a file of the store is closed with the store')),
    };
  }

  /** The file failed in something beside its statements. */
  fault(error: unknown): void {
    if (this.#file !== undefined) this.#noticed(error, this.#file);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#trying;
    await this.#dropMemory();
    await this.#file?.close();
    this.#file = undefined;
  }

  #readable(): Promise<Database> {
    if (this.#file !== undefined) return Promise.resolve(this.#file);
    this.#memory ??= this.#options.inMemory();
    return this.#memory;
  }

  #writable(): Promise<Database> {
    const refused = this.#options.whileFailing === 'refuse' ? this.#failure : undefined;
    return refused === undefined ? this.#readable() : Promise.reject(new StoreDown(refused));
  }

  async #use<T>(which: Promise<Database>, work: (database: Database) => Promise<T>): Promise<T> {
    const database = await which;
    try {
      return await work(database);
    } catch (error) {
      if (database === this.#file) this.#noticed(error, database);
      throw error;
    }
  }

  #noticed(error: unknown, file: Database): void {
    const failure = failureOf(error);
    if (failure === undefined || this.#closed) return;
    if (failure === 'damaged' && !this.#options.onDamaged(error)) return;
    if (failure === 'damaged' || error instanceof BrokenConnection) {
      this.#file = undefined;
      void file.close().catch(this.#options.onFault);
    }
    this.#enter(failure);
  }

  #enter(failure: Failure): void {
    if (this.#failure === undefined) {
      const now = performance.now();
      const isAgain = now - this.#failedAt < RETRY.wellAfterMs;
      this.#wait = isAgain ? Math.min(2 * this.#wait, RETRY.mostMs) : RETRY.firstMs;
      this.#failedAt = now;
      this.#later(failure === 'damaged' ? 0 : this.#wait);
    }
    this.#failure = failure;
    this.#options.onChange(failure, false);
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#trying = this.#retry();
    }, ms);
  }

  async #retry(): Promise<void> {
    const wasOpen = this.#file !== undefined;
    const isWell = await this.#isWell();
    if (this.#closed) return;
    if (!isWell) {
      this.#later(this.#wait);
      return;
    }
    this.#failure = undefined;
    await this.#dropMemory();
    this.#options.onChange(undefined, !wasOpen);
  }

  async #isWell(): Promise<boolean> {
    try {
      await this.#options.probe();
      if (this.#file !== undefined) {
        // Writes the first page, as any change does.
        const version = await this.#file.get<{ user_version: number }>('PRAGMA user_version');
        await this.#file.script(`PRAGMA user_version = ${version?.user_version ?? 0}`);
        return true;
      }
      const opened = await this.#options.open();
      if (opened.ok) this.#file = opened.value;
      else if (failureIn(opened.error) === undefined) this.#options.onFault(new Error(opened.error.code));
      return opened.ok;
    } catch (error) {
      if (failureOf(error) === undefined) throw error;
      return false;
    }
  }

  async #dropMemory(): Promise<void> {
    const memory = this.#memory;
    this.#memory = undefined;
    await (await memory)?.close();
  }
}

type Use = <T>(work: (database: Database) => Promise<T>) => Promise<T>;

const failureIn = ({ details }: AppError): Failure | undefined => details?.['failure'] as Failure | undefined;

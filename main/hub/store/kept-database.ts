import type { Database, Row, SqlValue, Statements } from '../../sqlite/index.js';
import { takeFacts } from './kept.js';
import type { OrdersLog } from './orders-log.js';

/** The log is written anew when it has grown beyond this, and to twice of what it was then; bytes. */
const LOG_BYTES = 8 * 1024 * 1024;

export type SecondCopy = {
  readonly log: OrdersLog;
  /** the number of the log's last change */
  readonly position: number;
  /** Writes the log anew from the database, as far as that position. */
  readonly rewrite: (database: Statements, position: number) => Promise<OrdersLog>;
  /** Something went wrong in what nobody waits for. */
  readonly onFault: (error: unknown) => void;
};

/**
 * durable.db with its second copy. What a transaction did to kept rows is on the disk in orders.log before it is
 * committed, and taken back from there when it is not; so whoever was told that something is stored finds it in both.
 * A log that is one change ahead is what a death in between leaves; the next start carries the change out.
 */
export class KeptDatabase implements Database {
  #log: OrdersLog;
  #position: number;
  #rewrittenAt: number;
  #tail: Promise<unknown> = Promise.resolve();
  readonly #database: Database;
  readonly #copy: SecondCopy;

  constructor(database: Database, copy: SecondCopy) {
    this.#database = database;
    this.#copy = copy;
    this.#log = copy.log;
    this.#position = copy.position;
    this.#rewrittenAt = copy.log.size;
  }

  run(sql: string, ...parameters: SqlValue[]): Promise<number> {
    return this.transaction((tx) => tx.run(sql, ...parameters));
  }

  get<T extends Row>(sql: string, ...parameters: SqlValue[]): Promise<T | undefined> {
    return this.#database.get<T>(sql, ...parameters);
  }

  all<T extends Row>(sql: string, ...parameters: SqlValue[]): Promise<T[]> {
    return this.#database.all<T>(sql, ...parameters);
  }

  script(sql: string): Promise<void> {
    return this.#database.script(sql);
  }

  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    const result = this.#tail.then(() => this.#commit(work));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#tail;
    await this.#log.close();
    await this.#database.close();
  }

  async #commit<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    let told = false;
    try {
      const value = await this.#database.transaction(async (tx) => {
        const done = await work(tx);
        const facts = await takeFacts(tx);
        if (facts.length > 0) {
          const n = this.#position + 1;
          await tx.run('UPDATE second_copy SET position = ?', n);
          told = true;
          await this.#log.append({ n, facts });
        }
        return done;
      });
      if (told) await this.#kept();
      return value;
    } catch (error) {
      // The failure to tell of is the first one; a second one shows again at the next line.
      if (told) await this.#log.takeBack().catch(this.#copy.onFault);
      throw error;
    }
  }

  async #kept(): Promise<void> {
    this.#log.keep();
    this.#position += 1;
    if (this.#log.size <= Math.max(LOG_BYTES, 2 * this.#rewrittenAt)) return;
    this.#rewrittenAt = this.#log.size;
    try {
      const old = this.#log;
      this.#log = await this.#copy.rewrite(this.#database, this.#position);
      this.#rewrittenAt = this.#log.size;
      await old.close();
    } catch (error) {
      // What was committed stays so, and the log stays as it was; it is tried again when it has doubled once more.
      this.#copy.onFault(error);
    }
  }
}

import sqlite3 from 'sqlite3';
import { BrokenConnection } from './failure.js';

export type SqlValue = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** Statements on one SQLite file. Parameters are bound by position. */
export interface Statements {
  /** Runs one statement that answers no rows; the answer is the number of rows it changed. */
  run(sql: string, ...parameters: SqlValue[]): Promise<number>;
  get<T extends Row>(sql: string, ...parameters: SqlValue[]): Promise<T | undefined>;
  all<T extends Row>(sql: string, ...parameters: SqlValue[]): Promise<T[]>;
}

/**
 * One connection to one file, the only writer of it. Statements and transactions run strictly one after the
 * other, so nothing slips into an open transaction.
 */
export interface Database extends Statements {
  /** Runs several statements without parameters. */
  script(sql: string): Promise<void>;
  /** Commits when `work` resolves, rolls back and rejects when it rejects. Inside, use only `tx`. */
  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A connection whose statement under way can be broken off; it rejects with `SQLITE_INTERRUPT`. */
export type Interruptible = Database & { interrupt(): void };

/** Opens (and creates) a file. Rejects with SQLite's error when that is impossible. */
export async function connect(file: string): Promise<Interruptible> {
  const connection = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened: sqlite3.Database = new sqlite3.Database(file, (error) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  return new Connection(connection);
}

class Connection implements Interruptible {
  /** Resolves when everything asked so far is over; failures belong to whoever asked. */
  #tail: Promise<unknown> = Promise.resolve();
  /** set when nothing more can be done with the connection but close it */
  #broken: Error | undefined;
  readonly #raw: Statements;
  readonly #connection: sqlite3.Database;

  constructor(connection: sqlite3.Database) {
    this.#connection = connection;
    this.#raw = rawStatements(connection);
  }

  run(sql: string, ...parameters: SqlValue[]): Promise<number> {
    return this.#queue(() => this.#raw.run(sql, ...parameters));
  }

  get<T extends Row>(sql: string, ...parameters: SqlValue[]): Promise<T | undefined> {
    return this.#queue(() => this.#raw.get<T>(sql, ...parameters));
  }

  all<T extends Row>(sql: string, ...parameters: SqlValue[]): Promise<T[]> {
    return this.#queue(() => this.#raw.all<T>(sql, ...parameters));
  }

  script(sql: string): Promise<void> {
    return this.#queue(() => rawScript(this.#connection, sql));
  }

  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    return this.#queue(async () => {
      await this.#raw.run('BEGIN IMMEDIATE');
      try {
        const value = await work(this.#raw);
        await this.#raw.run('COMMIT');
        return value;
      } catch (error) {
        await this.#rollBack(error);
        throw error;
      }
    });
  }

  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): Promise<void> {
    return this.#queue(
      () =>
        new Promise<void>((resolve, reject) => {
          this.#connection.close((error) => (error === null ? resolve() : reject(error)));
        }),
      true,
    );
  }

  /** @param cause of the failure of the transaction, which is what its caller has to hear of */
  async #rollBack(cause: unknown): Promise<void> {
    try {
      await this.#raw.run('ROLLBACK');
    } catch (error) {
      // After some failures, a full disk among them, SQLite has rolled back by itself.
      if ((error as Error).message.includes('no transaction is active')) return;
      // Whatever came next would land in the open transaction and never be committed.
      this.#broken = new BrokenConnection(error, cause);
    }
  }

  #queue<T>(asked: () => Promise<T>, whenBroken = false): Promise<T> {
    const work = async (): Promise<T> => {
      if (this.#broken !== undefined && !whenBroken) throw this.#broken;
      return asked();
    };
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

function rawStatements(connection: sqlite3.Database): Statements {
  return {
    run: (sql, ...parameters) =>
      new Promise((resolve, reject) => {
        connection.run(sql, parameters, function done(error) {
          if (error === null) resolve(this.changes);
          else reject(error);
        });
      }),
    get: <T extends Row>(sql: string, ...parameters: SqlValue[]) =>
      new Promise<T | undefined>((resolve, reject) => {
        connection.get<T | undefined>(sql, parameters, (error, row) => (error === null ? resolve(row) : reject(error)));
      }),
    all: <T extends Row>(sql: string, ...parameters: SqlValue[]) =>
      new Promise<T[]>((resolve, reject) => {
        connection.all<T>(sql, parameters, (error, rows) => (error === null ? resolve(rows) : reject(error)));
      }),
  };
}

const rawScript = (connection: sqlite3.Database, sql: string): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.exec(sql, (error) => (error === null ? resolve() : reject(error)));
  });

import { join } from 'node:path';
import type { Result } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Database, Statements } from '../../sqlite/index.js';
import { openDatabase } from '../../sqlite/index.js';
import { logFault } from '../log.js';
import { auditEnd } from './audit.js';
import type { Changes } from './changes.js';
import { beginChanges, changesOf } from './changes.js';
import type { Ends } from './ends.js';
import { beginEnds } from './ends.js';
import type { EventRow } from './events.js';
import { eventsOf, lastSequence } from './events.js';
import { migrations } from './migrations/index.js';

export const DATABASE_FILE = 'backend.db';

type Row = Parameters<Statements['get']>[1];

/** What the store tells of a transaction that was committed. */
export type Committed = { readonly events: readonly EventRow[]; readonly changes: Changes; readonly ms: number };

/**
 * backend.db over two connections: one writes, one reads, so that a read never waits for a write. What was committed
 * before a read began is seen by it (WAL), so whoever was answered reads what was answered.
 */
export class Store implements Database {
  readonly #writer: Database;
  readonly #reader: Database;
  /** as committed; the writer is the only one of its folder, so nothing is numbered behind its back */
  #ends: Ends;
  #told: (committed: Committed) => void = () => undefined;

  private constructor(writer: Database, reader: Database, ends: Ends) {
    this.#writer = writer;
    this.#reader = reader;
    this.#ends = ends;
  }

  /** Opens the database of a data folder; errors are those of `openDatabase`. */
  static async open(folder: string): Promise<Result<Store>> {
    const file = join(folder, DATABASE_FILE);
    const writer = await openDatabase(file, { synchronous: 'FULL', migrations });
    if (!writer.ok) return writer;
    const reader = await openDatabase(file, { synchronous: 'FULL', migrations });
    if (!reader.ok) {
      await writer.value.close();
      return reader;
    }
    await reader.value.script('PRAGMA query_only = ON');
    const ends = { sequence: await lastSequence(writer.value), audit: await auditEnd(writer.value) };
    return ok(new Store(writer.value, reader.value, ends));
  }

  /** Calls the listener after every commit, in the order of the commits. */
  onCommit(listener: (committed: Committed) => void): void {
    this.#told = listener;
  }

  run(sql: string, ...parameters: Row[]): Promise<number> {
    return this.#writer.run(sql, ...parameters);
  }

  get: Statements['get'] = (sql, ...parameters) => this.#for(sql).get(sql, ...parameters);

  all: Statements['all'] = (sql, ...parameters) => this.#for(sql).all(sql, ...parameters);

  script(sql: string): Promise<void> {
    return this.#writer.script(sql);
  }

  async transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    let own: Statements | undefined;
    let ends = this.#ends;
    let began = 0;
    const value = await this.#writer.transaction((raw) => {
      began = performance.now();
      // An object of its own, by which the events of this transaction are known.
      own = { ...raw };
      beginChanges(own);
      ends = beginEnds(own, this.#ends);
      return work(own);
    });
    // In the turn of the commit, before the next transaction begins.
    this.#ends = ends;
    if (own !== undefined) this.#tell({ events: eventsOf(own), changes: changesOf(own), ms: performance.now() - began });
    return value;
  }

  /** It is committed: what goes wrong in the telling is no failure of whoever wrote. */
  #tell(committed: Committed): void {
    try {
      this.#told(committed);
    } catch (error) {
      logFault('what was committed could not be handed on', error);
    }
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#writer.close();
  }

  #for(sql: string): Statements {
    return /^\s*SELECT\b/i.test(sql) ? this.#reader : this.#writer;
  }
}

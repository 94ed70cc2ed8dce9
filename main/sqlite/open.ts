import type { Result } from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';
import type { Database } from './database.js';
import { connect } from './database.js';
import { failureOf } from './failure.js';

/** One step of a file's schema. Versions count 1, 2, 3 … without a gap; a step once released never changes. */
export type Migration = { readonly version: number; readonly sql: string };

export type OpenOptions = {
  /** `FULL` for what must survive a power cut, `NORMAL` for what can be fetched again. */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly migrations: readonly Migration[];
  /** refuses a file of an earlier program instead of changing it */
  readonly keepsVersion?: boolean;
};

/** How long a statement waits for another process that holds the file, ms. */
const BUSY_MS = 5000;
/** The size that the write-ahead log is cut back to once all of it is in the file. */
const LOG_BYTES = 16 * 1024 * 1024;

/**
 * Opens a database file in WAL mode and brings its schema up to date, each migration in a transaction of its own.
 * @returns errors `database-newer` (written by a later program), `database-older`, `database-damaged`, `database-unavailable`
 * with what fails in `details.failure` (see `Failure`)
 */
export async function openDatabase(file: string, options: OpenOptions): Promise<Result<Database>> {
  let database: Database | undefined;
  try {
    database = await connect(file);
    await database.script(
      `PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${options.synchronous}; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = ${LOG_BYTES};`,
    );
    const known = options.migrations.length;
    const found = await versionOf(database);
    const fault = found > known ? 'database-newer' : found < known && options.keepsVersion === true ? 'database-older' : null;
    if (fault !== null) {
      await database.close();
      return fail(fault, { file, found, known });
    }
    await migrate(database, options.migrations.slice(found));
    return ok(database);
  } catch (error) {
    await database?.close();
    const failure = failureOf(error);
    const code = failure === 'damaged' ? 'database-damaged' : 'database-unavailable';
    return fail(code, { file, reason: String(error), ...(failure === undefined ? {} : { failure }) });
  }
}

async function versionOf(database: Database): Promise<number> {
  const row = await database.get<{ user_version: number }>('PRAGMA user_version');
  return row?.user_version ?? 0;
}

async function migrate(database: Database, missing: readonly Migration[]): Promise<void> {
  for (const { version, sql } of missing) {
    await database.script(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${version}; COMMIT;`);
  }
}

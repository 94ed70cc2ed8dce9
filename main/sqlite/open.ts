import type { Result } from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';
import type { Database } from './database.js';
import { connect } from './database.js';

/** One step of a file's schema. Versions count 1, 2, 3 … without a gap; a step once released never changes. */
export type Migration = { readonly version: number; readonly sql: string };

export type OpenOptions = {
  /** `FULL` for what must survive a power cut, `NORMAL` for what can be fetched again. */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly migrations: readonly Migration[];
};

/** How long a statement waits for another process that holds the file, ms. */
const BUSY_MS = 5000;
/** The size that the write-ahead log is cut back to once all of it is in the file. */
const LOG_BYTES = 16 * 1024 * 1024;

/**
 * Opens a database file in WAL mode and brings its schema up to date, each migration in a transaction of its own.
 * @returns errors `database-newer` (written by a later program), `database-damaged`, `database-unavailable`
 */
export async function openDatabase(file: string, options: OpenOptions): Promise<Result<Database>> {
  let database: Database | undefined;
  try {
    database = await connect(file);
    await database.script(
      `PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${options.synchronous}; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = ${LOG_BYTES};`,
    );
    const found = await migrate(database, options.migrations);
    if (found === null) return ok(database);
    await database.close();
    return fail('database-newer', { file, found, known: options.migrations.length });
  } catch (error) {
    await database?.close();
    const code = (error as { code?: string }).code ?? '';
    const damaged = code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB';
    return fail(damaged ? 'database-damaged' : 'database-unavailable', { file, reason: String(error) });
  }
}

/** Applies what is missing; answers the file's version when that is beyond what is known, else null. */
async function migrate(database: Database, migrations: readonly Migration[]): Promise<number | null> {
  const row = await database.get<{ user_version: number }>('PRAGMA user_version');
  const found = row?.user_version ?? 0;
  if (found > migrations.length) return found;
  for (const { version, sql } of migrations.slice(found)) {
    await database.script(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${version}; COMMIT;`);
  }
  return null;
}

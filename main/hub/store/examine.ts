import type { Database, Migration, Row, Statements } from '../../sqlite/index.js';
import { failureOf, openDatabase } from '../../sqlite/index.js';
import { KEPT, rowChecksum } from './kept.js';
import type { LogState } from './log-state.js';
import { checksumOf, pagesOf, placeOf } from './log-state.js';

/** What is looked at before a database is used; each answers what is wrong, or undefined. */
export type Checks = {
  readonly file: (database: Database, migrations: readonly Migration[]) => Promise<string | undefined>;
  /** @param log where it is whole and as new as the database */
  readonly rows: (database: Statements, log: LogState | undefined) => Promise<string | undefined>;
};

export const CHECKS: Checks = {
  file: async (database, migrations) => (await structureFault(database)) ?? schemaFault(database, migrations),
  rows: rowFault,
};

/** Carries a check out; damage that shows by SQLite's own error is an answer too. */
export async function checked(check: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await check();
  } catch (error) {
    const failure = failureOf(error);
    // What SQLite refuses for another reason than the disk (no such table, malformed schema) is wrong with the file.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (failure === 'damaged' || code === 'SQLITE_ERROR') return String(error);
    throw error;
  }
}

/**
 * The pages, by SQLite's own check; for kept tables also that their indexes say the same, which the quick check leaves
 * out and by which an order would be there and not be found.
 */
async function structureFault(database: Database): Promise<string | undefined> {
  const pragmas = ['PRAGMA quick_check(1)', ...KEPT.map(({ name }) => `PRAGMA integrity_check(${name})`)];
  for (const pragma of pragmas) {
    const answer = (await database.all<Row>(pragma)).flatMap((row) => Object.values(row)).join('; ');
    if (answer !== 'ok') return answer.slice(0, 300);
  }
  return undefined;
}

type SchemaRow = { type: string; name: string; sql: string | null };

/** A table, index or trigger that is not as the migrations make it. */
async function schemaFault(database: Database, migrations: readonly Migration[]): Promise<string | undefined> {
  const fresh = await openDatabase(':memory:', { synchronous: 'NORMAL', migrations });
  if (!fresh.ok) throw new Error(`the migrations fail in an empty database: ${JSON.stringify(fresh.error)}`);
  try {
    const [expected, found] = [await schemaOf(fresh.value), await schemaOf(database)];
    const wrong =
      [...expected].find(([name, sql]) => found.get(name) !== sql) ?? [...found].find(([name]) => !expected.has(name));
    return wrong === undefined ? undefined : `schema of ${wrong[0]}`;
  } finally {
    await fresh.value.close();
  }
}

/** SQLite keeps the text of a statement; how a migration was indented when it ran says nothing about the file. */
const unspaced = (sql: string): string => sql.replace(/\s+/g, ' ');

async function schemaOf(database: Database): Promise<Map<string, string>> {
  const rows = await database.all<SchemaRow>("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'");
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, unspaced(sql ?? '')]));
}

/** Rows against their checksums and, where there is one to compare with, against the log. */
async function rowFault(database: Statements, log: LogState | undefined): Promise<string | undefined> {
  let seen = 0;
  for (const table of KEPT) {
    for await (const page of pagesOf(database, table)) {
      for (const row of page) {
        const place = placeOf(table.name, row[table.key]);
        if (table.hasChecksum && row['checksum'] !== rowChecksum(row)) return `checksum of ${place}`;
        if (log !== undefined && log.rows.get(place) !== checksumOf(table, row)) return `${place} is not what the log says`;
        seen += 1;
      }
    }
  }
  return log !== undefined && seen !== log.rows.size ? `${log.rows.size - seen} rows are missing` : undefined;
}

import { createHash } from 'node:crypto';
import type { Database, Row, Statements } from '../../sqlite/index.js';
import { connect, failureOf } from '../../sqlite/index.js';
import type { KeptTable } from './kept.js';
import { isWhole, KEPT, rowChecksum } from './kept.js';
import { putRow } from './log-state.js';

/** Read of a damaged table at once; what stands on the same page as the damage is lost with it. */
const PAGE = 20;

/**
 * Takes from a damaged database what is whole in it, for a log that is not whole itself. A row of the database is at
 * least as new as what such a log still says of it.
 * @returns the ids of the orders that were found whole
 */
export async function salvage(tx: Statements, damagedFile: string): Promise<Set<string>> {
  const found = new Set<string>();
  let damaged: Database;
  try {
    damaged = await connect(damagedFile);
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
    return found;
  }
  try {
    for (const table of KEPT) {
      for (const row of await readable(damaged, table)) {
        const saved = savedRow(table, row);
        if (saved === undefined) continue;
        await putRow(tx, table, saved);
        if (table.name === 'orders') found.add(String(row['id']));
      }
    }
  } finally {
    await damaged.close();
  }
  return found;
}

/** The row to keep; one of a file from before there were checksums is known by the hash of what was frozen. */
function savedRow(table: KeptTable, row: Row): Row | undefined {
  if (!table.hasChecksum) return row;
  if ('checksum' in row) return isWhole(row) ? row : undefined;
  if (table.name !== 'orders') return { ...row, checksum: rowChecksum(row) };
  const hash = createHash('sha256').update(String(row['frozen'])).digest('hex');
  return hash === row['hash'] ? { ...row, checksum: rowChecksum(row) } : undefined;
}

/** What can be read of a table from its beginning, and from its end towards the damage. */
async function readable(damaged: Statements, { name }: KeptTable): Promise<readonly Row[]> {
  const rows = new Map<number, Row>();
  for (const [beyond, order] of [
    ['>', 'ASC'],
    ['<', 'DESC'],
  ] as const) {
    try {
      let place = beyond === '>' ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
      for (;;) {
        // By the table itself: an index may be what is damaged.
        const page: Row[] = await damaged.all(
          `SELECT rowid AS place, * FROM ${name} NOT INDEXED WHERE rowid ${beyond} ? ORDER BY rowid ${order} LIMIT ${PAGE}`,
          place,
        );
        for (const { place: at, ...row } of page) rows.set(Number(at), row);
        const next = Number(page.at(-1)?.['place']);
        if (page.length < PAGE) return [...rows.values()];
        // Damaged pages may lead in a circle.
        if (beyond === '>' ? next <= place : next >= place) break;
        place = next;
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // Damage, or a table that this file does not have: what was read so far is what there is.
      if (failureOf(error) !== 'damaged' && code !== 'SQLITE_ERROR') throw error;
    }
  }
  return [...rows.values()];
}

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../sqlite/index.js';
import { failureOf } from '../../sqlite/index.js';
import type { FileSizes } from './health.js';

/** How long finished orders stay, ms: 400 days, a year and the time to look back at it. */
const ORDERS_KEPT_MS = 400 * 86_400_000;
/** How many commands stay in the durable copy, newest first; older ones are asked of the backend. */
const COMMANDS_KEPT = 500;
/** A write-ahead log that has grown beyond this is cut off when nothing else happens, bytes. */
const LOG_MOST = 16 * 1024 * 1024;

/** Size of a file of the store; the pages are 0 while it is not open or cannot be read. Never rejects for the disk's sake. */
export async function sizesOf(folder: string, name: string, database: Database | undefined): Promise<FileSizes> {
  const file = join(folder, name);
  const sizes = { bytes: bytesOf(file), logBytes: bytesOf(`${file}-wal`), pages: 0, freePages: 0 };
  try {
    const pages = await database?.get<{ page_count: number }>('PRAGMA page_count');
    const free = await database?.get<{ freelist_count: number }>('PRAGMA freelist_count');
    return { ...sizes, pages: pages?.page_count ?? 0, freePages: free?.freelist_count ?? 0 };
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
    return sizes;
  }
}

export const bytesOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/**
 * Brings what stands in the write-ahead log into the file, as far as no reader is in the way; one that has grown large
 * is emptied, which waits for readers (`busy_timeout` at most).
 */
export async function checkpoint(folder: string, name: string, database: Database): Promise<void> {
  const isLarge = bytesOf(join(folder, `${name}-wal`)) > LOG_MOST;
  await database.script(`PRAGMA wal_checkpoint(${isLarge ? 'TRUNCATE' : 'PASSIVE'})`);
}

/**
 * Drops what is no longer kept: orders that are over and older than 400 days with their history, and all commands but
 * the newest 500 and those that are not over. Receipts and directives go with their command.
 * @param now UTC ms
 */
export async function dropOld(database: Database, now: number): Promise<void> {
  const before = now - ORDERS_KEPT_MS;
  await database.transaction(async (tx) => {
    await tx.run("DELETE FROM orders WHERE queued_at < ? AND state NOT IN ('held', 'sending')", before);
    await tx.run('DELETE FROM order_history WHERE at < ? AND order_id NOT IN (SELECT id FROM orders)', before);
    await tx.run(
      `DELETE FROM commands WHERE state NOT IN ('awaiting-approval', 'issued', 'running')
         AND id NOT IN (SELECT id FROM commands ORDER BY id DESC LIMIT ?)`,
      COMMANDS_KEPT,
    );
    // A directive that nobody ever closes keeps its command unfinished; those are bounded too.
    await tx.run('DELETE FROM commands WHERE id NOT IN (SELECT id FROM commands ORDER BY id DESC LIMIT ?)', 2 * COMMANDS_KEPT);
  });
}

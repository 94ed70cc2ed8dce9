import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Database, Row } from '../../sqlite/index.js';
import { connect, failureOf, openDatabase } from '../../sqlite/index.js';
import { cacheMigrations } from './migrations/cache/index.js';
import { filesOf } from './quarantine.js';

const OPTIONS = { synchronous: 'NORMAL', migrations: cacheMigrations } as const;

export type OpenedCache = { readonly database: Database; readonly wasDeleted: boolean };

/**
 * Opens cache.db. One that is damaged, or of a later program, is deleted: the backend sends everything again.
 * @param discard deletes it without a look
 * @returns error `database-unavailable` with what fails in `details.failure`
 */
export async function openCache(folder: string, discard: boolean): Promise<Result<OpenedCache>> {
  const file = join(folder, 'cache.db');
  if (!discard) {
    const opened = await openDatabase(file, OPTIONS);
    if (opened.ok) return ok({ database: opened.value, wasDeleted: false });
    const { code, details } = opened.error;
    if (code === 'database-unavailable' && details?.['failure'] !== undefined) return opened;
  }
  for (const part of filesOf(file)) rmSync(part, { force: true });
  const opened = await openDatabase(file, OPTIONS);
  return opened.ok ? ok({ database: opened.value, wasDeleted: true }) : opened;
}

export async function cacheInMemory(): Promise<Database> {
  const opened = await openDatabase(':memory:', OPTIONS);
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

/**
 * Looks cache.db through on a connection of its own, beside the work: with 1 GB that takes seconds, which nobody waits
 * for at the start.
 * @returns what is wrong with it, or undefined
 */
export async function cacheFault(folder: string): Promise<string | undefined> {
  let database: Database | undefined;
  try {
    database = await connect(join(folder, 'cache.db'));
    await database.script('PRAGMA busy_timeout = 5000; PRAGMA query_only = ON');
    const answer = (await database.all<Row>('PRAGMA quick_check(1)')).flatMap((row) => Object.values(row)).join('; ');
    return answer === 'ok' ? undefined : answer.slice(0, 300);
  } catch (error) {
    if (failureOf(error) === 'damaged') return String(error);
    if (failureOf(error) === undefined) throw error;
    return undefined;
  } finally {
    await database?.close();
  }
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Database, Row } from '../../sqlite/index.js';
import { connect, failureOf, openDatabase } from '../../sqlite/index.js';
import { checked } from './examine.js';
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

/** A look through cache.db that goes on beside the work. */
export type Look = {
  /** What is wrong with the file; undefined if nothing, or if it was not looked through to the end. */
  readonly fault: Promise<string | undefined>;
  /** Nobody waits for the rest. */
  stop(): void;
};

/**
 * Looks cache.db through on a connection of its own, beside the work: with 1 GB that takes seconds, which nobody waits
 * for at the start, nor at the end.
 */
export function lookThroughCache(folder: string): Look {
  let stop: (() => void) | undefined;
  let isStopped = false;
  const look = async (): Promise<string | undefined> => {
    const database = await connect(join(folder, 'cache.db'));
    try {
      await database.script('PRAGMA busy_timeout = 5000; PRAGMA query_only = ON');
      if (isStopped) return undefined;
      stop = () => database.interrupt();
      const answer = (await database.all<Row>('PRAGMA quick_check(1)')).flatMap((row) => Object.values(row)).join('; ');
      return answer === 'ok' ? undefined : answer.slice(0, 300);
    } finally {
      stop = undefined;
      await database.close();
    }
  };
  const looking = async (): Promise<string | undefined> => {
    try {
      return await checked(look);
    } catch (error) {
      if (isStopped || failureOf(error) !== undefined) return undefined;
      throw error;
    }
  };
  return {
    fault: looking(),
    stop: () => {
      isStopped = true;
      stop?.();
    },
  };
}

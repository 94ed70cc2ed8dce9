import { join } from 'node:path';
import type { Database } from '../sqlite/index.js';
import { openDatabase } from '../sqlite/index.js';
import type { Result } from '../../preload/contract/index.js';
import { fail } from '../../preload/contract/index.js';

/** How long a second server waits for the first to let go, ms: long enough for one that is stopping, calls under way too. */
const WAIT_MS = 5000;

/**
 * Reserves a data folder for this process by an open write transaction on a file of its own. The system lets go of it
 * when the process ends, however it ends.
 * @returns errors `data-in-use`, and those of `openDatabase`
 */
export async function lockFolder(folder: string): Promise<Result<Database>> {
  const file = join(folder, 'lock.db');
  const opened = await openDatabase(file, { synchronous: 'NORMAL', migrations: [] });
  if (!opened.ok) return opened;
  try {
    await opened.value.script(`PRAGMA busy_timeout = ${WAIT_MS}; BEGIN IMMEDIATE`);
    return opened;
  } catch (error) {
    await opened.value.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return fail('data-in-use', { folder });
    throw error;
  }
}

export const unlockFolder = async (lock: Database): Promise<void> => {
  await lock.script('ROLLBACK');
  await lock.close();
};

import { randomUUID } from 'node:crypto';
import type { Database } from '../../sqlite/index.js';

/** The epoch of this file: made when it is created; sequences of another epoch mean nothing here. */
export async function readEpoch(database: Database): Promise<string> {
  await database.run("INSERT OR IGNORE INTO meta (key, value) VALUES ('epoch', ?)", randomUUID());
  const row = await database.get<{ value: string }>("SELECT value FROM meta WHERE key = 'epoch'");
  if (row === undefined) throw new Error('backend.db holds no epoch');
  return row.value;
}

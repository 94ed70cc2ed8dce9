import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Database } from '../../sqlite/index.js';
import { openDatabase } from '../../sqlite/index.js';
import type { SituationStore } from './cache/index.js';
import { situationStore } from './cache/index.js';
import { CatalogueStore } from './cache.js';
import { CommandStore } from './commands.js';
import { cacheMigrations } from './migrations/cache/index.js';
import { durableMigrations } from './migrations/durable/index.js';
import { OrderStore } from './orders.js';
import { PersonKeyStore } from './person-keys.js';

export type { Catalogue } from './cache.js';
export type {
  Changes,
  KeptAlarm,
  SearchDocument,
  SearchIndex,
  SeriesColumns,
  SituationContent,
  SituationStore,
} from './cache/index.js';
export { attempt, SAMPLES_KEPT_MS } from './cache/index.js';
export type { Cursor, StoredCommand, StoredDirective } from './commands.js';
export type { Order, OrderChange } from './orders.js';
export type { PersonKey, PersonKeyReader, PersonKeyWriter } from './person-keys.js';
export type { CatalogueStore, CommandStore, OrderStore };

export type Store = {
  readonly orders: OrderStore;
  readonly commands: CommandStore;
  readonly catalogue: CatalogueStore;
  readonly situation: SituationStore;
  readonly personKeys: PersonKeyReader & PersonKeyWriter;
  close(): Promise<void>;
};

/**
 * Opens the hub's two files in a folder. A damaged cache.db is deleted and filled again; durable.db is never deleted:
 * its fault is the answer.
 */
export async function openStore(dataDir: string): Promise<Result<Store>> {
  mkdirSync(dataDir, { recursive: true });
  const durable = await openDatabase(join(dataDir, 'durable.db'), { synchronous: 'FULL', migrations: durableMigrations });
  if (!durable.ok) return durable;
  const cache = await openCache(join(dataDir, 'cache.db'));
  if (!cache.ok) {
    await durable.value.close();
    return cache;
  }
  return ok({
    orders: new OrderStore(durable.value),
    commands: new CommandStore(durable.value),
    catalogue: new CatalogueStore(cache.value),
    situation: situationStore(cache.value),
    personKeys: new PersonKeyStore(durable.value),
    close: async () => {
      await durable.value.close();
      await cache.value.close();
    },
  });
}

async function openCache(file: string): Promise<Result<Database>> {
  const options = { synchronous: 'NORMAL', migrations: cacheMigrations } as const;
  const cache = await openDatabase(file, options);
  if (cache.ok || cache.error.code === 'database-unavailable') return cache;
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  return openDatabase(file, options);
}

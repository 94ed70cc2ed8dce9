import { mkdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notice, Result } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Database, Failure } from '../../sqlite/index.js';
import { failureOf } from '../../sqlite/index.js';
import type { SituationStore } from './cache/index.js';
import { situationStore } from './cache/index.js';
import { CatalogueStore } from './cache.js';
import type { Look } from './cache-file.js';
import { cacheInMemory, lookThroughCache, openCache } from './cache-file.js';
import { CommandStore } from './commands.js';
import type { Checks } from './examine.js';
import { Guard } from './guard.js';
import type { FileSizes, StoreHealth } from './health.js';
import { Health } from './health.js';
import { OrderStore } from './orders.js';
import type { PersonKeyReader, PersonKeyWriter } from './person-keys.js';
import { PersonKeyStore } from './person-keys.js';
import { markDamaged, openDurable, ordersInMemory } from './recovery.js';
import { Starts } from './starts.js';
import { bytesOf, checkpoint, dropOld, sizesOf } from './upkeep.js';

/** How often the write-ahead logs are brought into their files, and how often what is no longer kept is dropped, ms. */
const UPKEEP = { checkpointMs: 30_000, dropMs: 6 * 3_600_000 } as const;
/** Written to find out whether the disk takes something again, bytes: more than a few changes need. */
const PROBE_BYTES = 256 * 1024;

export type StoreListener = {
  /** Something happened that the operator must know of. */
  readonly onNotice: (notice: Notice) => void;
  /** `health` is another one now. */
  readonly onHealth: () => void;
  /** What is stored is something else now: a file could be opened at last, or was lost and made anew. */
  readonly onReopened: () => void;
  /** backend's clock, UTC ms, once the backend has told its time: what is old is not told by a clock that may be wrong */
  readonly serverNow: () => number | undefined;
  /** durable.db is damaged. The process has to end: the next start restores the file. */
  readonly onDamaged: (reason: string) => void;
};

export type StoreSizes = { readonly durable: FileSizes; readonly cache: FileSizes; readonly ordersLogBytes: number };

export type Store = {
  readonly orders: OrderStore;
  readonly commands: CommandStore;
  readonly catalogue: CatalogueStore;
  readonly situation: SituationStore;
  readonly personKeys: PersonKeyReader & PersonKeyWriter;
  readonly health: StoreHealth;
  /** What opening had to mend; what comes later is told to the listener. */
  readonly opening: readonly Notice[];
  sizes(): Promise<StoreSizes>;
  close(): Promise<void>;
};

/**
 * Opens the hub's two files in a folder, durable.db by the recovery ladder, cache.db by deleting what is damaged. A file
 * that the disk does not give now is opened as soon as it does; until then what is known is in memory and orders are
 * refused with `store-down`.
 * @param checks what the ladder looks at; the whole by default
 * @returns error `database-newer`: durable.db was written by a later program
 */
export async function openStore(dataDir: string, listener: Partial<StoreListener> = {}, checks?: Checks): Promise<Result<Store>> {
  const files = new Files(dataDir, listener, checks);
  return files.open();
}

class Files {
  #opening: Notice[] | undefined = [];
  #discardCache: boolean;
  #forgetSeries: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #look: Look | undefined;
  #droppedAt = -Infinity;
  #work: Promise<void> = Promise.resolve();
  readonly #folder: string;
  readonly #listener: Partial<StoreListener>;
  readonly #checks: Checks | undefined;
  readonly #health = new Health();
  readonly #starts: Starts;

  constructor(folder: string, listener: Partial<StoreListener>, checks: Checks | undefined) {
    this.#folder = folder;
    this.#listener = listener;
    this.#checks = checks;
    mkdirSync(folder, { recursive: true });
    this.#starts = new Starts(folder);
    this.#discardCache = this.#starts.begin();
  }

  async open(): Promise<Result<Store>> {
    const durable = await this.#openDurable();
    if (!durable.ok) return durable;
    const cache = await this.#openCache();
    if (!cache.ok) {
      await durable.value.close();
      return cache;
    }
    const [orders, situation] = [durable.value, cache.value];
    const database = situation.database;
    const situations = situationStore(database);
    this.#forgetSeries = () => situations.writer.forget();
    const opening = this.#opening ?? [];
    this.#opening = undefined;
    this.#keepUp(orders, situation);
    return ok({
      orders: new OrderStore(orders.database),
      commands: new CommandStore(orders.database),
      catalogue: new CatalogueStore(database),
      situation: situations,
      personKeys: new PersonKeyStore(orders.database),
      opening,
      health: this.#health,
      sizes: async () => ({
        durable: await sizesOf(this.#folder, 'durable.db', orders.file),
        cache: await sizesOf(this.#folder, 'cache.db', situation.file),
        ordersLogBytes: bytesOf(join(this.#folder, 'orders.log')),
      }),
      close: async () => {
        clearInterval(this.#timer);
        this.#look?.stop();
        await this.#work;
        await orders.close();
        await situation.close();
        this.#starts.end();
      },
    });
  }

  #openDurable(): Promise<Result<Guard>> {
    const folder = this.#folder;
    let guard: Guard | undefined;
    const onFault = (error: unknown): void => {
      if (failureOf(error) === undefined) throw error;
      guard?.fault(error);
    };
    const opened = Guard.open({
      open: async () => {
        const climbed = await openDurable({
          folder,
          now: Date.now,
          onFault,
          ...(this.#checks === undefined ? {} : { checks: this.#checks }),
        });
        if (!climbed.ok) return climbed;
        const { database, notices } = climbed.value;
        for (const notice of notices) this.#tell(notice, notice.code === 'durable-restored' ? 'durable' : undefined);
        return ok(database);
      },
      inMemory: () => ordersInMemory(folder),
      whileFailing: 'refuse',
      probe: () => probe(folder),
      onChange: (failure, reopened) => this.#changed('durable', failure, reopened),
      onDamaged: (error) => {
        const reason = String(error).slice(0, 200);
        markDamaged(folder, reason);
        this.#listener.onDamaged?.(reason);
        return false;
      },
      onFault,
    });
    void opened.then((result) => {
      if (result.ok) guard = result.value;
    });
    return opened;
  }

  #openCache(): Promise<Result<Guard>> {
    const folder = this.#folder;
    let isFirst = true;
    return Guard.open({
      open: async () => {
        const opened = await openCache(folder, this.#discardCache);
        if (!opened.ok) return opened;
        const { database, wasDeleted } = opened.value;
        this.#discardCache = false;
        if (wasDeleted) this.#tell({ id: `cache-refilled:${Date.now()}`, at: Date.now(), code: 'cache-refilled' }, 'cache');
        // What was shown meanwhile is not in it: it is no place to go on from.
        if (!isFirst) await database.run('DELETE FROM cursor');
        isFirst = false;
        return ok(database);
      },
      inMemory: () => {
        isFirst = false;
        return cacheInMemory();
      },
      whileFailing: 'try',
      probe: () => probe(folder),
      onChange: (failure, reopened) => {
        if (reopened) this.#forgetSeries();
        this.#changed('cache', failure, reopened);
      },
      onDamaged: () => {
        this.#discardCache = true;
        this.#starts.suspect();
        return true;
      },
      onFault: rethrowBugs,
    });
  }

  #changed(name: 'durable' | 'cache', failure: Failure | undefined, reopened: boolean): void {
    this.#health.failed(name, failure, Date.now());
    if (this.#opening !== undefined) return;
    this.#listener.onHealth?.();
    if (reopened) this.#listener.onReopened?.();
  }

  #tell(notice: Notice, mended: 'durable' | 'cache' | undefined): void {
    if (mended !== undefined) this.#health.mended(mended);
    if (this.#opening === undefined) this.#listener.onNotice?.(notice);
    else this.#opening.push(notice);
  }

  /** Whatever fails here, the file failed in it; it is looked after by its guard. */
  #keepUp(durable: Guard, cache: Guard): void {
    const tend = async (guard: Guard, work: (database: Database) => Promise<void>): Promise<void> => {
      try {
        if (guard.file !== undefined) await work(guard.file);
      } catch (error) {
        rethrowBugs(error);
        guard.fault(error);
      }
    };
    const round = async (): Promise<void> => {
      await tend(durable, (database) => checkpoint(this.#folder, 'durable.db', database));
      await tend(cache, (database) => checkpoint(this.#folder, 'cache.db', database));
      const now = this.#listener.serverNow?.();
      if (now === undefined || performance.now() - this.#droppedAt < UPKEEP.dropMs) return;
      this.#droppedAt = performance.now();
      await tend(durable, (database) => dropOld(database, now));
    };
    const queue = (work: () => Promise<void>): void => {
      this.#work = this.#work.then(work);
    };
    queue(() => this.#lookThrough(cache));
    this.#timer = setInterval(() => queue(round), UPKEEP.checkpointMs);
  }

  async #lookThrough(cache: Guard): Promise<void> {
    this.#look = cache.file === undefined ? undefined : lookThroughCache(this.#folder);
    const fault = await this.#look?.fault;
    if (fault !== undefined) cache.fault(Object.assign(new Error(fault), { code: 'SQLITE_CORRUPT' }));
  }
}

/** Tries whether the folder takes as much as a few changes need. */
async function probe(folder: string): Promise<void> {
  const file = join(folder, 'probe.tmp');
  try {
    const handle = await open(file, 'w');
    try {
      await handle.writeFile(Buffer.alloc(PROBE_BYTES));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } finally {
    await rm(file, { force: true });
  }
}

function rethrowBugs(error: unknown): void {
  if (failureOf(error) === undefined) throw error;
}

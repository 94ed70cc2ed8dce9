import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notice, Result } from '../../../preload/contract/index.js';
import { fail, ok } from '../../../preload/contract/index.js';
import type { Database, Row, Statements } from '../../sqlite/index.js';
import { connect, failureOf, openDatabase } from '../../sqlite/index.js';
import type { Checks } from './examine.js';
import { checked, CHECKS } from './examine.js';
import { KEPT, rowChecksum, WATCH } from './kept.js';
import { KeptDatabase } from './kept-database.js';
import type { LogState } from './log-state.js';
import { linesOf, logState, pagesOf, replay } from './log-state.js';
import { durableMigrations } from './migrations/durable/index.js';
import { OrdersLog, syncFolder } from './orders-log.js';
import { filesOf, quarantine } from './quarantine.js';
import { salvage } from './salvage.js';
import { markUnsure } from './unsure.js';

export type LadderOptions = {
  readonly folder: string;
  /** UTC ms */
  readonly now: () => number;
  /** Something went wrong in what nobody waits for. */
  readonly onFault: (error: unknown) => void;
  /** what is looked at; the whole by default */
  readonly checks?: Checks;
};

export type OpenedDurable = {
  readonly database: KeptDatabase;
  /** what had to be done, for the operator */
  readonly notices: readonly Notice[];
};

/** The schema that this program knows. */
const KNOWN = durableMigrations.length;

type Damaged = { readonly reason: string; readonly folder: string };

/**
 * Opens durable.db by the ladder: look at it; where it is damaged move it aside, make a new one and fill it from
 * orders.log; bring file and log to the same place. Afterwards both tell the same.
 * @returns errors `database-newer` and `database-unavailable`, with what fails in `details.failure`
 */
export async function openDurable(options: LadderOptions): Promise<Result<OpenedDurable>> {
  const file = join(options.folder, 'durable.db');
  try {
    return await new Ladder(options, file).climb();
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return fail('database-unavailable', { file, reason: String(error), failure });
  }
}

/** The orders as the log alone tells them, for looking at while the file itself cannot be opened. */
export async function ordersInMemory(folder: string): Promise<Database> {
  const opened = await openDatabase(':memory:', { synchronous: 'NORMAL', migrations: durableMigrations });
  if (!opened.ok) throw new Error(opened.error.code);
  const file = join(folder, 'orders.log');
  if (existsSync(file)) {
    try {
      await opened.value.transaction((tx) => replay(tx, file, -1));
    } catch (error) {
      // A disk that does not even let it be read: then there is nothing to show of them.
      if (failureOf(error) === undefined) throw error;
    }
  }
  return opened.value;
}

const markFile = (folder: string): string => join(folder, 'durable.damaged');

/** Notes that damage was found while running, so that the next start does not go by a check that misses it. */
export function markDamaged(folder: string, reason: string): void {
  writeFileSync(markFile(folder), reason);
}

class Ladder {
  readonly #options: LadderOptions;
  readonly #checks: Checks;
  readonly #file: string;
  readonly #logFile: string;

  constructor(options: LadderOptions, file: string) {
    this.#options = options;
    this.#checks = options.checks ?? CHECKS;
    this.#file = file;
    this.#logFile = join(options.folder, 'orders.log');
  }

  async climb(): Promise<Result<OpenedDurable>> {
    const log = await logState(this.#logFile);
    const mark = markFile(this.#options.folder);
    let fault = existsSync(mark) ? `found while running: ${readFileSync(mark, 'utf8').slice(0, 200)}` : undefined;
    if (fault === undefined) {
      const sound = await this.#open(log);
      if (!sound.ok) return sound;
      if ('fault' in sound.value) fault = sound.value.fault;
      else {
        const settled = await this.#settle(sound.value.database, log, undefined);
        if (!('fault' in settled)) return ok(settled);
        fault = settled.fault;
      }
    }
    if (log.header !== undefined && log.header.schema > KNOWN) {
      return fail('database-newer', { file: this.#logFile, found: log.header.schema, known: KNOWN });
    }
    const folder = quarantine([...filesOf(this.#file)], 'durable', this.#options.now());
    rmSync(mark, { force: true });
    const fresh = await openDatabase(this.#file, { synchronous: 'FULL', migrations: durableMigrations });
    if (!fresh.ok) return fresh;
    const settled = await this.#settle(fresh.value, log, { reason: fault, folder });
    if ('fault' in settled) throw new Error(`a durable.db that was just made is damaged: ${settled.fault}`);
    return ok(settled);
  }

  /** The database where it is sound, else what is wrong with it. */
  async #open(log: LogState): Promise<Result<{ readonly database: Database } | { readonly fault: string }>> {
    const existed = existsSync(this.#file);
    const found = existed ? await versionOf(this.#file) : 0;
    if (typeof found === 'string') return ok({ fault: found });
    const logged = log.header?.schema ?? 0;
    // The log is written anew right after a migration; a file that claims another version than it has a damaged header.
    if (existed && (found < logged || (found > KNOWN && log.header !== undefined && logged <= KNOWN))) {
      return ok({ fault: `version ${found}, of ${logged} in the log` });
    }
    const opened = await openDatabase(this.#file, { synchronous: 'FULL', migrations: durableMigrations });
    if (!opened.ok) {
      const { code, details } = opened.error;
      const isDamage = code === 'database-damaged' || (code === 'database-unavailable' && details?.['failure'] === undefined);
      return isDamage ? ok({ fault: String(details?.['reason']) }) : opened;
    }
    const fault = existed ? await checked(() => this.#checks.file(opened.value, durableMigrations)) : undefined;
    if (fault !== undefined) {
      await opened.value.close();
      return ok({ fault });
    }
    // Rows of before there were checksums get theirs.
    if (existed && found < 3) await opened.value.transaction(addChecksums);
    return ok({ database: opened.value });
  }

  /** Brings database and log to the same place. A database that turns out to be damaged is closed. */
  async #settle(
    database: Database,
    log: LogState,
    damaged: Damaged | undefined,
  ): Promise<OpenedDurable | { readonly fault: string }> {
    const { now } = this.#options;
    const kept = await database.get<{ log: string; position: number }>('SELECT log, position FROM second_copy');
    const isOurs = log.exists && (log.header === undefined || kept === undefined || log.header.log === kept.log);
    const id = kept?.log ?? (isOurs ? log.header?.log : undefined) ?? randomUUID();
    const before = kept?.position ?? -1;
    const position = Math.max(before, isOurs ? log.last : 0, 0);
    const isWholeLog = isOurs && log.header !== undefined && log.damaged === 0;
    let [lost, unsure]: [Row[], number] = [[], 0];
    if (kept === undefined || position > before) {
      await database.transaction(async (tx) => {
        const orphans = isOurs ? await replay(tx, this.#logFile, before) : new Map<string, Row>();
        if (damaged !== undefined && !isWholeLog) {
          const found = await salvage(tx, join(damaged.folder, 'durable.db'));
          for (const order of found) orphans.delete(order);
          unsure = await markUnsure(tx, found, now());
        }
        lost = [...orphans.values()];
        await tx.run('INSERT OR REPLACE INTO second_copy (only, log, position) VALUES (1, ?, ?)', id, position);
      });
    }
    const fault = await checked(() => this.#checks.rows(database, isWholeLog && log.last >= before ? log : undefined));
    if (fault !== undefined) {
      await database.close();
      return { fault };
    }
    const rewrite = async (statements: Statements, upTo: number): Promise<OrdersLog> => {
      const written = await OrdersLog.write(this.#logFile, linesOf(statements, { log: id, schema: KNOWN }, upTo));
      await syncFolder(this.#options.folder).catch(this.#options.onFault);
      return written;
    };
    const isGood = isWholeLog && log.header.schema === KNOWN && log.last === position && unsure === 0;
    if (log.exists && (log.damaged > 0 || !isOurs)) quarantine([this.#logFile], 'log', now());
    const written = isGood ? await OrdersLog.open(this.#logFile, log.bytes) : await rewrite(database, position);
    await database.script(WATCH);
    const copy = { log: written, position, rewrite, onFault: this.#options.onFault };
    const missing = damaged === undefined && kept === undefined && log.rows.size > 0 ? 'durable.db was not there' : undefined;
    // One change ahead is what a death between the two writes leaves; more were committed and then lost with the file's log.
    const behind = kept !== undefined && position > before + 1 ? `durable.db was ${position - before} changes behind` : undefined;
    const reason = damaged?.reason ?? missing ?? behind;
    const notices: Notice[] = [];
    if (reason !== undefined) notices.push(await restoredNotice(database, reason, lost, unsure, now()));
    const lines = log.damaged + Math.max(0, before - log.last);
    if (damaged === undefined && kept !== undefined && lines > 0 && before > 0) {
      notices.push({ id: `orders-log-mended:${now()}`, at: now(), code: 'orders-log-mended', details: { lines } });
    }
    return { database: new KeptDatabase(database, copy), notices };
  }
}

/** The schema version that a file says it has, or what is wrong with the file. */
async function versionOf(file: string): Promise<number | string> {
  let database: Database | undefined;
  try {
    database = await connect(file);
    return (await database.get<{ user_version: number }>('PRAGMA user_version'))?.user_version ?? 0;
  } catch (error) {
    if (failureOf(error) === 'damaged') return String(error);
    throw error;
  } finally {
    await database?.close();
  }
}

async function addChecksums(tx: Statements): Promise<void> {
  for (const table of KEPT) {
    if (!table.hasChecksum) continue;
    for await (const page of pagesOf(tx, table)) {
      for (const row of page) {
        await tx.run(`UPDATE ${table.name} SET checksum = ? WHERE ${table.key} = ?`, rowChecksum(row), row[table.key] ?? null);
      }
    }
  }
}

async function restoredNotice(
  database: Database,
  reason: string,
  lost: readonly Row[],
  unsure: number,
  at: number,
): Promise<Notice> {
  const orders = (await database.get<{ n: number }>('SELECT count(*) AS n FROM orders'))?.n ?? 0;
  const titles = lost.map((row) => String(row['title'])).slice(0, 3);
  const details: Record<string, string | number> = { orders, lost: lost.length, unsure, reason: reason.slice(0, 200) };
  if (titles.length > 0) details['titles'] = titles.join(', ');
  return { id: `durable-restored:${at}`, at, code: 'durable-restored', details };
}

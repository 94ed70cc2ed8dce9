import type { Statements } from '../../sqlite/index.js';
import type { Topic } from '../../../preload/contract/index.js';
import { endsOf } from './ends.js';

export type EventRow = {
  readonly sequence: number;
  readonly topic: Topic;
  readonly subject: string;
  /** UTC ms */
  readonly time: number;
  /** JSON */
  readonly data: string;
};

/** What each open transaction wrote, for whoever hands it on after the commit. */
const written = new WeakMap<Statements, EventRow[]>();

/** The events that were written in a transaction, in order. */
export const eventsOf = (tx: Statements): readonly EventRow[] => written.get(tx) ?? [];

/**
 * Events of one transaction, numbered as they are added. Make it and write it inside the transaction of the facts;
 * the connection is the only writer, so nobody else takes the numbers.
 */
export class EventDraft {
  readonly #rows: EventRow[] = [];
  readonly #time: number;
  #last: number;

  private constructor(last: number, time: number) {
    this.#last = last;
    this.#time = time;
  }

  /** @param time UTC ms of all its events */
  static async begin(tx: Statements, time: number): Promise<EventDraft> {
    return new EventDraft(endsOf(tx)?.sequence ?? (await lastSequence(tx)), time);
  }

  /** Adds an event and answers its sequence, which `data` may carry. */
  add(topic: Topic, subject: string, data: (sequence: number) => unknown): number {
    return this.addJson(topic, subject, (sequence) => JSON.stringify(data(sequence)));
  }

  /** As `add`, with data that are JSON already. */
  addJson(topic: Topic, subject: string, data: (sequence: number) => string): number {
    const sequence = (this.#last += 1);
    this.#rows.push({ sequence, topic, subject, time: this.#time, data: data(sequence) });
    return sequence;
  }

  async write(tx: Statements): Promise<void> {
    const items = this.#rows.map(
      ({ sequence, topic, subject, data }) => `[${sequence},"${topic}",${JSON.stringify(subject)},${data}]`,
    );
    await tx.run(
      `INSERT INTO events (sequence, topic, subject, time, data)
       SELECT value ->> 0, value ->> 1, value ->> 2, ?2, value -> 3 FROM json_each(?1)`,
      `[${items.join()}]`,
      this.#time,
    );
    const ends = endsOf(tx);
    if (ends !== undefined && this.#rows.length > 0) ends.sequence = this.#last;
    written.set(tx, [...(written.get(tx) ?? []), ...this.#rows]);
  }
}

/** The last sequence given out. */
export async function lastSequence(db: Statements): Promise<number> {
  const row = await db.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
  return row?.seq ?? 0;
}

/** Events after a sequence, in order. */
export const eventsAfter = (db: Statements, sequence: number, limit: number): Promise<EventRow[]> =>
  db.all<EventRow>('SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?', sequence, limit);

/** The highest sequences that were deleted: of any event, and of those whose data are columns. 0: none yet. */
export type Floors = { readonly all: number; readonly columns: number };

export async function readFloors(db: Statements): Promise<Floors> {
  const rows = await db.all<{ key: string; value: string }>("SELECT key, value FROM meta WHERE key LIKE 'events-floor-%'");
  const floor = (key: string): number => Number(rows.find((row) => row.key === `events-floor-${key}`)?.value ?? 0);
  return { all: floor('all'), columns: floor('columns') };
}

/** How long events are kept, ms, and how many of them. Those with columns are large, many and soon outdated. */
export type EventRetention = { readonly keepMs: number; readonly columnsMs: number; readonly most: number };

/** Rows deleted in one transaction, so that nobody waits long for the writer. */
const DELETED_AT_ONCE = 20_000;

/**
 * Deletes events that are no longer kept, at most some thousands at a time.
 * @param now UTC ms
 * @returns the new floors, and whether there is more to delete
 */
export async function forgetEvents(
  tx: Statements,
  now: number,
  { keepMs, columnsMs, most }: EventRetention,
): Promise<{ floors: Floors; more: boolean }> {
  const before = await readFloors(tx);
  const tooMany = (await lastSequence(tx)) - most;
  const all = await boundary(
    tx,
    `SELECT max(sequence) AS last FROM (SELECT sequence, time FROM events ORDER BY sequence LIMIT ${DELETED_AT_ONCE})
     WHERE time < ?1 OR sequence <= ?2`,
    now - keepMs,
    tooMany,
  );
  const columns = await boundary(
    tx,
    `SELECT max(sequence) AS last FROM (SELECT sequence, time FROM events
       WHERE topic IN ('samples', 'positions') ORDER BY sequence LIMIT ${DELETED_AT_ONCE})
     WHERE time < ?1 OR sequence <= ?2`,
    now - columnsMs,
    tooMany,
  );
  const deleted =
    (await tx.run('DELETE FROM events WHERE sequence <= ?', all)) +
    (await tx.run("DELETE FROM events WHERE topic IN ('samples', 'positions') AND sequence <= ?", columns));
  const floors = { all: Math.max(before.all, all), columns: Math.max(before.columns, columns, all) };
  for (const [key, value] of Object.entries(floors)) {
    await tx.run(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      `events-floor-${key}`,
      String(value),
    );
  }
  return { floors, more: deleted >= DELETED_AT_ONCE };
}

async function boundary(tx: Statements, sql: string, before: number, tooMany: number): Promise<number> {
  const row = await tx.get<{ last: number | null }>(sql, before, tooMany);
  return row?.last ?? 0;
}

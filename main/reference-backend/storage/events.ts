import type { Statements } from '../../sqlite/index.js';
import type { Topic } from '../../../preload/contract/index.js';

export type EventRow = {
  readonly sequence: number;
  readonly topic: Topic;
  readonly subject: string;
  /** UTC ms */
  readonly time: number;
  /** JSON */
  readonly data: string;
};

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
    return new EventDraft((await position(tx)).sequence, time);
  }

  /** Adds an event and answers its sequence, which `data` may carry. */
  add(topic: Topic, subject: string, data: (sequence: number) => unknown): number {
    const sequence = (this.#last += 1);
    this.#rows.push({ sequence, topic, subject, time: this.#time, data: JSON.stringify(data(sequence)) });
    return sequence;
  }

  async write(tx: Statements): Promise<void> {
    await tx.run(
      `INSERT INTO events (sequence, topic, subject, time, data)
       SELECT value ->> 'sequence', value ->> 'topic', value ->> 'subject', value ->> 'time', value ->> 'data'
       FROM json_each(?)`,
      JSON.stringify(this.#rows),
    );
  }
}

/** The last sequence given out, and the oldest event kept (the next one to come when none is). */
export async function position(db: Statements): Promise<{ sequence: number; oldest: number }> {
  const row = await db.get<{ sequence: number; oldest: number | null }>(
    `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS sequence,
            (SELECT min(sequence) FROM events) AS oldest`,
  );
  const sequence = row?.sequence ?? 0;
  return { sequence, oldest: row?.oldest ?? sequence + 1 };
}

/** Events after a sequence, in order. */
export const eventsAfter = (db: Statements, sequence: number, limit: number): Promise<EventRow[]> =>
  db.all<EventRow>('SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?', sequence, limit);

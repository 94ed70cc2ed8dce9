import type { Backend } from './backend.js';
import type { Job } from './clockwork.js';
import type { EventRetention } from './storage/events.js';
import { forgetEvents } from './storage/events.js';
import { dropExpired } from './storage/tokens.js';

const HOUR_MS = 3_600_000;

/** The stream's past: a week, but no more than two million events; what carries columns an hour. */
const EVENTS: EventRetention = { keepMs: 7 * 24 * HOUR_MS, columnsMs: HOUR_MS, most: 2_000_000 };

/** Forgets what the stream and the sessions no longer need. */
export const retentionJobs = (backend: Backend): Job[] => [
  { name: 'forget old events', everyMs: 60_000, run: () => forgetOldEvents(backend) },
  { name: 'forget old tokens', everyMs: HOUR_MS, run: () => dropExpired(backend.database, backend.now()) },
];

/** Keeps the write-ahead log short. */
export const emptyLog = ({ database }: Pick<Backend, 'database'>): Job => ({
  name: 'empty the write-ahead log',
  everyMs: 10 * 60_000,
  // Passive, so that nobody who writes waits for those who read; the next writer begins the log anew.
  run: () => database.script('PRAGMA wal_checkpoint(PASSIVE)'),
});

async function forgetOldEvents({ database, board, now }: Backend): Promise<void> {
  for (let more = true; more;) {
    const forgotten = await database.transaction((tx) => forgetEvents(tx, now(), EVENTS));
    board.floors = forgotten.floors;
    more = forgotten.more;
  }
}

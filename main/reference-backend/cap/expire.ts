import type { Statements } from '../../sqlite/index.js';
import type { Backend } from '../backend.js';
import type { Job } from '../clockwork.js';
import type { Writing } from '../happenings/incidents.js';
import { changeIncident } from '../happenings/incidents.js';
import { writeAudit } from '../storage/audit.js';
import { EventDraft } from '../storage/events.js';
import { findIncident } from '../storage/incidents.js';
import { expiredWarnings, setWarningState, warningsOf } from '../storage/warnings.js';

/** Messages that expire in one transaction: others wait for the next run. */
const AT_ONCE = 200;

/** Whether a message in force tells of the incident. */
export const isStillTold = async (tx: Statements, incident: string): Promise<boolean> =>
  (await warningsOf(tx, incident)).some(({ state }) => state === 'current');

/** Messages whose `expires` has passed are over, and so is the incident that nothing else in force tells of. */
export const expireWarnings = ({ database, now }: Pick<Backend, 'database' | 'now'>): Job => ({
  name: 'expire warnings',
  everyMs: 1000,
  run: async () => {
    // Asked outside first: a transaction every second for nothing would wake the disk.
    if ((await expiredWarnings(database, now(), 1)).length === 0) return;
    await database.transaction(async (tx) => {
      const at = now();
      const expired = await expiredWarnings(tx, at, AT_ONCE);
      await setWarningState(
        tx,
        expired.map(({ id }) => id),
        'expired',
      );
      const events = await EventDraft.begin(tx, at);
      await writeAudit(
        tx,
        at,
        expired.map(({ id, incident }) => ({ by: 'system', act: 'warning.expire', subject: id, details: { incident } })),
      );
      const writing: Writing = { tx, events, by: 'system', now: at };
      for (const id of new Set(expired.flatMap(({ incident }) => incident ?? []))) await closeUntold(writing, id);
      await events.write(tx);
    });
  },
});

async function closeUntold(writing: Writing, id: string): Promise<void> {
  const incident = await findIncident(writing.tx, id);
  if (incident === undefined || (await isStillTold(writing.tx, id))) return;
  await changeIncident(writing, incident, { status: 'closed' });
}

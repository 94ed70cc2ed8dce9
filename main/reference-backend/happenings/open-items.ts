import type { AlarmDefinition, OpenItems } from '../../../preload/contract/index.js';
import { OPEN_ITEMS_MAX, standingState } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { listAlarms, standingOf } from '../storage/alarms.js';
import { openCommands } from '../storage/shifts.js';

/** What is really open at a tier: commands that are not over, and alarms that wait for an officer or are shelved. */
export async function openItems(db: Statements, tier: string, now: number): Promise<OpenItems> {
  // One more than is listed tells whether there is more.
  const commands = await openCommands(db, tier, OPEN_ITEMS_MAX + 1);
  const waiting = await listAlarms(
    db,
    {
      before: Number.MAX_SAFE_INTEGER,
      limit: OPEN_ITEMS_MAX + 1,
      states: ['unacknowledged', 'returned-unacknowledged', 'shelved'],
      mode: 'live',
      codes: new Set([tier]),
    },
    now,
  );
  const items = [
    ...commands.slice(0, OPEN_ITEMS_MAX).map((command) => ({ kind: 'command' as const, ...command })),
    ...waiting.slice(0, OPEN_ITEMS_MAX).map((row) => ({
      kind: 'alarm' as const,
      id: row.id,
      title: (JSON.parse(row.definition) as AlarmDefinition).title,
      state: standingState(standingOf(row), now),
    })),
  ];
  return { items, more: commands.length > OPEN_ITEMS_MAX || waiting.length > OPEN_ITEMS_MAX };
}

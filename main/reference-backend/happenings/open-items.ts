import type { AlarmDefinition, OpenItem } from '../../../preload/contract/index.js';
import { standingState } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { listAlarms, standingOf } from '../storage/alarms.js';
import { openCommands } from '../storage/shifts.js';

/** What is open at a tier: commands that are not over, and alarms that wait for an officer or are shelved. */
export async function openItems(db: Statements, tier: string, now: number): Promise<OpenItem[]> {
  const commands = await openCommands(db, tier);
  const waiting = await listAlarms(
    db,
    {
      before: Number.MAX_SAFE_INTEGER,
      limit: Number.MAX_SAFE_INTEGER,
      states: ['unacknowledged', 'returned-unacknowledged', 'shelved'],
      codes: new Set([tier]),
    },
    now,
  );
  return [
    ...commands.map((command) => ({ kind: 'command' as const, ...command })),
    ...waiting.map((row) => ({
      kind: 'alarm' as const,
      id: row.id,
      title: (JSON.parse(row.definition) as AlarmDefinition).title,
      state: standingState(standingOf(row), now),
    })),
  ];
}

import type {
  Alarm,
  AlarmDefinition,
  AlarmFact,
  AlarmStanding,
  AlarmState,
  CommandMode,
  StoredAlarmFact,
} from '../../../preload/contract/index.js';
import { ALARM_FACTS_SHOWN, standingState, toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

export type AlarmRow = {
  /** sequence of the fact that made it known */
  readonly sequence: number;
  readonly id: string;
  readonly tier: string;
  /** JSON */
  readonly definition: string;
  readonly demo: number;
  readonly active: number;
  readonly acknowledged: number;
  readonly shelved_until: number | null;
  readonly suppressed: number;
  readonly out_of_service: number;
  readonly since: number | null;
};

export type AlarmFactRow = {
  readonly sequence: number;
  readonly id: string;
  readonly alarm: string;
  /** canonical JSON of what its author handed in */
  readonly content: string;
  readonly author: string;
  /** UTC ms */
  readonly received_at: number;
  readonly demo: number;
};

export const storedFact = (row: AlarmFactRow): StoredAlarmFact => {
  // What the alarm is goes with the alarm, not with the fact that brought it.
  const { alarm: _definition, ...fact } = JSON.parse(row.content) as AlarmFact & { readonly alarm?: unknown };
  return {
    ...fact,
    by: row.author,
    receivedAt: toWireTime(row.received_at),
    sequence: String(row.sequence),
    demo: row.demo === 1,
  };
};

export const standingOf = (row: AlarmRow): AlarmStanding => ({
  active: row.active === 1,
  acknowledged: row.acknowledged === 1,
  shelvedUntil: row.shelved_until,
  suppressed: row.suppressed === 1,
  outOfService: row.out_of_service === 1,
  since: row.since,
});

/** The alarm as the API has it; `facts` are its latest, in order. */
export function alarmView(row: AlarmRow, facts: readonly AlarmFactRow[], now: number): Alarm {
  const standing = standingOf(row);
  const state = standingState(standing, now);
  const { shelvedUntil, active, acknowledged, since } = standing;
  return {
    id: row.id,
    ...(JSON.parse(row.definition) as AlarmDefinition),
    active,
    acknowledged,
    state,
    ...(shelvedUntil !== null && shelvedUntil > now ? { shelvedUntil: toWireTime(shelvedUntil) } : {}),
    since: toWireTime(since ?? 0),
    facts: facts.slice(-ALARM_FACTS_SHOWN).map(storedFact),
    demo: row.demo === 1,
  };
}

export const findAlarm = (db: Statements, id: string): Promise<AlarmRow | undefined> =>
  db.get<AlarmRow>('SELECT * FROM alarms WHERE id = ?', id);

/** Adds the alarm or gives it its new standing. */
export async function putAlarm(tx: Statements, row: AlarmRow): Promise<void> {
  await tx.run(
    `INSERT INTO alarms (sequence, id, tier, definition, demo, active, acknowledged, shelved_until, suppressed, out_of_service, since)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET active = excluded.active, acknowledged = excluded.acknowledged,
       shelved_until = excluded.shelved_until, suppressed = excluded.suppressed,
       out_of_service = excluded.out_of_service, since = excluded.since`,
    row.sequence,
    row.id,
    row.tier,
    row.definition,
    row.demo,
    row.active,
    row.acknowledged,
    row.shelved_until,
    row.suppressed,
    row.out_of_service,
    row.since,
  );
}

export const findFacts = (db: Statements, ids: readonly string[]): Promise<AlarmFactRow[]> =>
  db.all<AlarmFactRow>('SELECT * FROM alarm_facts WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

export async function insertFacts(tx: Statements, rows: readonly AlarmFactRow[]): Promise<void> {
  await tx.run(
    `INSERT INTO alarm_facts (sequence, id, alarm, content, author, received_at, demo)
     SELECT value ->> 'sequence', value ->> 'id', value ->> 'alarm', value ->> 'content', value ->> 'author',
            value ->> 'received_at', value ->> 'demo'
     FROM json_each(?)`,
    JSON.stringify(rows),
  );
}

/** The latest facts of each alarm, in order. */
export async function latestFacts(db: Statements, alarms: readonly string[]): Promise<ReadonlyMap<string, AlarmFactRow[]>> {
  const rows = await db.all<AlarmFactRow>(
    `SELECT f.* FROM json_each(?1) a JOIN alarm_facts f ON f.sequence IN
       (SELECT sequence FROM alarm_facts WHERE alarm = a.value ORDER BY sequence DESC LIMIT ?2)
     ORDER BY f.sequence`,
    JSON.stringify(alarms),
    ALARM_FACTS_SHOWN,
  );
  const byAlarm = new Map<string, AlarmFactRow[]>(alarms.map((id) => [id, []]));
  for (const row of rows) byAlarm.get(row.alarm)?.push(row);
  return byAlarm;
}

/** `standingState` in SQL; ?1 is now. */
const STATE = `CASE WHEN out_of_service = 1 THEN 'out-of-service' WHEN suppressed = 1 THEN 'suppressed-by-design'
  WHEN shelved_until > ?1 THEN 'shelved' WHEN active = 1 AND acknowledged = 1 THEN 'acknowledged'
  WHEN active = 1 THEN 'unacknowledged' WHEN acknowledged = 1 THEN 'normal' ELSE 'returned-unacknowledged' END`;

export type AlarmFilter = {
  readonly before: number;
  readonly limit: number;
  readonly states?: readonly AlarmState[] | undefined;
  readonly mode?: CommandMode | undefined;
  /** null = all */
  readonly codes: ReadonlySet<string> | null;
};

/** Newest first; `now` in UTC ms. */
export const listAlarms = (
  db: Statements,
  { before, limit, states, mode, codes }: AlarmFilter,
  now: number,
): Promise<AlarmRow[]> =>
  db.all<AlarmRow>(
    `SELECT * FROM alarms
     WHERE sequence < ?2 AND (?3 IS NULL OR tier IN (SELECT value FROM json_each(?3)))
       AND (?4 IS NULL OR ${STATE} IN (SELECT value FROM json_each(?4))) AND (?6 IS NULL OR definition ->> 'mode' = ?6)
     ORDER BY sequence DESC LIMIT ?5`,
    now,
    before,
    codes === null ? null : JSON.stringify([...codes]),
    states === undefined ? null : JSON.stringify(states),
    limit,
    mode ?? null,
  );

/** Alarms whose shelving ended by `now` (UTC ms) and that nobody was told of. */
export const shelvingEnded = (db: Statements, now: number): Promise<AlarmRow[]> =>
  db.all<AlarmRow>('SELECT * FROM alarms WHERE shelved_until <= ? ORDER BY shelved_until LIMIT 500', now);

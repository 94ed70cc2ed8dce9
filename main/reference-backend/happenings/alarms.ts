import { v7 } from 'uuid';
import type {
  Alarm,
  AlarmDefinition,
  AlarmFact,
  AlarmFactsRequest,
  AlarmStanding,
  Json,
} from '../../../preload/contract/index.js';
import {
  alarmFactSchema,
  canonicalJson,
  fromWireTime,
  nextStanding,
  NO_STANDING,
  ok,
  SHELVE_MAX_MS,
  toWireTime,
} from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Backend } from '../backend.js';
import type { Answer } from '../http/serve.js';
import type { Job } from '../clockwork.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { checkActs, checkNewAt } from '../rules/reach.js';
import type { AlarmFactRow, AlarmRow } from '../storage/alarms.js';
import {
  alarmView,
  findAlarm,
  findFacts,
  insertFacts,
  putAlarm,
  shelvingEnded,
  standingOf,
  storedFact,
} from '../storage/alarms.js';
import { once } from '../storage/answers.js';
import { writeAudit } from '../storage/audit.js';
import { EventDraft } from '../storage/events.js';

/** What an alarm's row keeps of its standing. */
const standingColumns = (standing: AlarmStanding): Omit<AlarmRow, 'sequence' | 'id' | 'tier' | 'definition' | 'demo'> => ({
  active: standing.active ? 1 : 0,
  acknowledged: standing.acknowledged ? 1 : 0,
  shelved_until: standing.shelvedUntil,
  suppressed: standing.suppressed ? 1 : 0,
  out_of_service: standing.outOfService ? 1 : 0,
  since: standing.since,
});

/** Stores facts about an alarm, all of them or none, with what they make of it. */
export function takeFacts(
  backend: Backend,
  caller: Caller,
  alarm: string,
  request: AlarmFactsRequest,
  key: string | undefined,
): Promise<Outcome<Answer>> {
  return backend.database.transaction(async (tx) => {
    const now = backend.now();
    const given = factsIn(request, now);
    const { facts } = given;
    const content = { ...(request as { readonly [member: string]: Json }), of: alarm };
    return once(tx, { account: caller.account, key, operation: 'postAlarmFacts', content }, now, async () => {
      const known = await findAlarm(tx, alarm);
      const about = aboutWhat(backend, caller, known, given, now);
      if (!about.ok) return about;
      const stored = new Map(
        (
          await findFacts(
            tx,
            facts.map(({ id }) => id),
          )
        ).map((row) => [row.id, row]),
      );
      const fresh = freshFacts(caller, alarm, given, stored, now);
      if (!fresh.ok) return fresh;
      const within = await backend.growth.grow(tx, caller, 'alarms', known === undefined ? 1 : 0, now);
      if (!within.ok) return within;
      for (const row of await store(tx, caller, { alarm, known, definition: about.value, facts: fresh.value, now })) {
        stored.set(row.id, row);
      }
      const items = facts.flatMap(({ id }) => stored.get(id) ?? []).map(storedFact);
      return ok({ status: 201, body: { items } });
    });
  });
}

/** The facts of a request, and where in it each stands. */
type Given = { readonly facts: readonly AlarmFact[]; readonly place: (index: number) => string };

function factsIn(request: AlarmFactsRequest, now: number): Given {
  if ('facts' in request) return { facts: request.facts, place: (index) => `/facts/${index}` };
  return { facts: [alarmFactSchema.parse({ id: v7(), at: toWireTime(now), ...request })], place: () => '' };
}

/** What the alarm is: as it is known, or as its first rising says. */
function aboutWhat(
  { tiers }: Backend,
  caller: Caller,
  known: AlarmRow | undefined,
  { facts, place }: Given,
  now: number,
): Outcome<AlarmDefinition> {
  if (known !== undefined) {
    const refused = checkActs(tiers, caller, known.tier, now);
    if (refused.ok && caller.demo && known.demo === 0) return refuse('demo-account');
    return refused.ok ? ok(JSON.parse(known.definition) as AlarmDefinition) : refused;
  }
  const [first] = facts;
  if (first?.kind !== 'raised' || first.alarm === undefined) return refuse('not-found');
  const refused = checkNewAt(tiers, caller, first.alarm.tier, now, `${place(0)}/alarm/tier`);
  return refused.ok ? ok(first.alarm) : refused;
}

/** The facts that are not stored yet, each once. */
function freshFacts(
  caller: Caller,
  alarm: string,
  { facts, place }: Given,
  stored: ReadonlyMap<string, AlarmFactRow>,
  now: number,
): Outcome<readonly AlarmFact[]> {
  const fresh = new Map<string, AlarmFact>();
  for (const [index, fact] of facts.entries()) {
    const path = place(index);
    const row = stored.get(fact.id);
    const twin = fresh.get(fact.id);
    const earlier = row?.content ?? (twin === undefined ? undefined : canonicalJson(twin));
    if (earlier !== undefined) {
      if (earlier !== canonicalJson(fact) || (row !== undefined && row.alarm !== alarm)) {
        return refuse('fact-conflict', { path: `${path}/id` });
      }
      continue;
    }
    const refused = checkFact(caller, fact, path, now);
    if (!refused.ok) return refused;
    fresh.set(fact.id, fact);
  }
  return ok([...fresh.values()]);
}

const SENSING: readonly string[] = ['officer', 'responder', 'device'];
const JUDGING: readonly string[] = ['officer', 'leader'];

function checkFact({ roles }: Caller, fact: AlarmFact, path: string, now: number): Outcome<null> {
  const needed = fact.kind === 'raised' || fact.kind === 'returned' ? SENSING : JUDGING;
  if (!roles.some((role) => needed.includes(role))) {
    return refuse('role', { path: `${path}/kind`, detail: `needs one of the roles ${needed.join(', ')}` });
  }
  if (fact.kind !== 'shelved') return ok(null);
  if (fact.note === undefined || fact.note.trim() === '') return refuse('reason-missing', { path: `${path}/note` });
  const forMs = fromWireTime(fact.until) - now;
  if (forMs > 0 && forMs <= SHELVE_MAX_MS) return ok(null);
  return refuse('shelve-limit', { path: `${path}/until`, detail: `at most ${SHELVE_MAX_MS / 3_600_000} h from now` });
}

type Storing = {
  readonly alarm: string;
  readonly known: AlarmRow | undefined;
  readonly definition: AlarmDefinition;
  readonly facts: readonly AlarmFact[];
  readonly now: number;
};

async function store(tx: Statements, caller: Caller, { alarm, known, definition, facts, now }: Storing): Promise<AlarmFactRow[]> {
  if (facts.length === 0) return [];
  const events = await EventDraft.begin(tx, now);
  const demo = caller.demo ? 1 : 0;
  let standing = known === undefined ? NO_STANDING : standingOf(known);
  let row: AlarmRow | undefined = known;
  const rows: AlarmFactRow[] = [];
  for (const fact of facts) {
    const until = fact.kind === 'shelved' ? fromWireTime(fact.until) : undefined;
    events.add('alarms', definition.tier, (sequence): Alarm => {
      standing = nextStanding(standing, { sequence, kind: fact.kind, until, receivedAt: now });
      rows.push({
        sequence,
        id: fact.id,
        alarm,
        content: canonicalJson(fact),
        author: caller.account,
        received_at: now,
        demo,
      });
      const first = { sequence, id: alarm, tier: definition.tier, definition: canonicalJson(definition), demo };
      row = { ...first, ...row, ...standingColumns(standing) };
      // The fact that it tells of, not the ones before it.
      return alarmView(row, rows.slice(-1), now);
    });
  }
  if (row === undefined) throw new Error(`alarm ${alarm} has no row`);
  await putAlarm(tx, row);
  await insertFacts(tx, rows);
  await writeAudit(
    tx,
    now,
    facts.map((fact) => ({
      by: caller.account,
      act: `alarm.${fact.kind}`,
      subject: alarm,
      details: { fact: fact },
    })),
  );
  await events.write(tx);
  return rows;
}

/** How often shelved alarms are looked at, ms: nobody waits longer to hear that one is back. */
const SHELVING_EVERY_MS = 1000;

/** Tells of alarms whose shelving has ended: their state follows from the clock, but nobody would hear of it. */
export const endShelving = ({ database, now }: Backend): Job => ({
  name: 'end shelving',
  everyMs: SHELVING_EVERY_MS,
  run: async () => {
    if ((await shelvingEnded(database, now())).length === 0) return;
    await database.transaction(async (tx) => {
      const at = now();
      const ended = await shelvingEnded(tx, at);
      const events = await EventDraft.begin(tx, at);
      for (const row of ended) {
        const back = { ...row, shelved_until: null };
        await putAlarm(tx, back);
        events.add('alarms', row.tier, () => alarmView(back, [], at));
      }
      const notes = ended.map(({ id }) => ({ by: 'system', act: 'alarm.shelving-ended', subject: id }));
      await writeAudit(tx, at, notes);
      await events.write(tx);
    });
  },
});

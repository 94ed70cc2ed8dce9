import type { Incident, IncidentPatch, Json, NewIncident } from '../../../preload/contract/index.js';
import { canonicalJson, mayBecome, ok, toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Backend } from '../backend.js';
import type { Answer } from '../http/serve.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { checkActs, checkNewAt, mayRead } from '../rules/reach.js';
import { once } from '../storage/answers.js';
import { writeAudit } from '../storage/audit.js';
import { EventDraft } from '../storage/events.js';
import { findIncident, insertIncident, updateIncident } from '../storage/incidents.js';

/** Who writes, when (UTC ms), and the events of the transaction. */
export type Writing = { readonly tx: Statements; readonly events: EventDraft; readonly by: string; readonly now: number };

/** Opens an incident, with its event and its audit entry. */
export async function openIncident(writing: Writing, given: NewIncident, demo: boolean): Promise<Incident> {
  const { tx, events, by, now } = writing;
  const at = toWireTime(now);
  const { source = by, ...rest } = given;
  const incident: Incident = { ...rest, source, version: 1, createdAt: at, updatedAt: at, by, demo };
  const sequence = events.add('incidents', incident.tier, () => incident);
  await insertIncident(tx, sequence, incident);
  await writeAudit(tx, now, [{ by, act: 'incident.open', subject: incident.id, details: { incident: incident as Json } }]);
  return incident;
}

type Change = Partial<Omit<Incident, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'by'>>;

/** Changes an incident, with its event and its audit entry; nothing happens when nothing differs. */
export async function changeIncident(writing: Writing, before: Incident, change: Change): Promise<Incident> {
  const { tx, events, by, now } = writing;
  const merged: Incident = { ...before, ...change };
  if (canonicalJson(merged) === canonicalJson(before)) return before;
  const after: Incident = { ...merged, version: before.version + 1, updatedAt: toWireTime(now) };
  events.add('incidents', after.tier, () => after);
  // Who read it where it was hears that it went.
  if (after.tier !== before.tier) events.add('incidents', before.tier, () => after);
  await updateIncident(tx, after);
  const details = { version: after.version, change: change as Json };
  await writeAudit(tx, now, [{ by, act: 'incident.change', subject: after.id, details }]);
  return after;
}

/** Takes an incident in; a known id gives the one that is there. */
export function postIncident(
  backend: Backend,
  caller: Caller,
  body: NewIncident,
  key: string | undefined,
): Promise<Outcome<Answer>> {
  const { account, demo } = caller;
  return backend.database.transaction(async (tx) => {
    const now = backend.now();
    return once(tx, { account, key, operation: 'postIncident', content: body }, now, async () => {
      const refused = checkNewAt(backend.tiers, caller, body.tier, now, '/tier');
      if (!refused.ok) return refused;
      const known = await findIncident(tx, body.id);
      if (known !== undefined) {
        if (!mayRead(backend.tiers, caller, known.tier, now)) return refuse('not-found', { path: '/id' });
        return ok({ status: 200, body: known });
      }
      const within = await backend.growth.grow(tx, caller, 'incidents', 1, now);
      if (!within.ok) return within;
      const events = await EventDraft.begin(tx, now);
      const incident = await openIncident({ tx, events, by: account, now }, body, demo);
      await events.write(tx);
      return ok({ status: 201, body: incident });
    });
  });
}

/** Changes an incident, if it is still in the version that the change was made from. */
export function patchIncident(backend: Backend, caller: Caller, id: string, patch: IncidentPatch): Promise<Outcome<Incident>> {
  return backend.database.transaction(async (tx): Promise<Outcome<Incident>> => {
    const now = backend.now();
    const before = await findIncident(tx, id);
    if (before === undefined) return refuse('not-found');
    const refused = checkActs(backend.tiers, caller, before.tier, now);
    if (!refused.ok) return refused;
    if (caller.demo && !before.demo) return refuse('demo-account');
    const { version, ...change } = patch;
    if (version !== undefined && version !== before.version) {
      return refuse('version-conflict', { path: '/version', detail: `the version is ${before.version}` });
    }
    if (change.status !== undefined && !mayBecome(before.status, change.status)) {
      return refuse('state-conflict', { path: '/status', detail: `${before.status} does not become ${change.status}` });
    }
    const events = await EventDraft.begin(tx, now);
    const after = await changeIncident({ tx, events, by: caller.account, now }, before, {
      ...change,
      // Who rates a severity knows it: the mark of an unknown one goes.
      ...(change.severity === undefined ? {} : { severityUnknown: undefined }),
    });
    await events.write(tx);
    return ok(after);
  });
}

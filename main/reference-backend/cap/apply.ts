import type { CommandMode, Incident, WarningState } from '../../../preload/contract/index.js';
import type { Writing } from '../happenings/incidents.js';
import { changeIncident, openIncident } from '../happenings/incidents.js';
import { findIncident } from '../storage/incidents.js';
import type { WarningFacts } from '../storage/warnings.js';
import { findWarnings, readingOf, referrersOf, setWarningState, warningsOf } from '../storage/warnings.js';
import { isStillTold } from './expire.js';
import { toldBy, warningId, warningIncidentId } from './incident.js';
import type { Location } from './locate.js';
import type { CapMessage } from './message.js';

/** What became of a message. */
export type Applied = { readonly state: WarningState; readonly incident: string | null };

export type Applying = {
  readonly writing: Writing;
  readonly message: CapMessage;
  readonly location: Location;
  readonly mode: CommandMode | null;
  readonly demo: boolean;
  /** whether a message that an account of a tier handed in says anything about this one */
  readonly reaches: (reach: string) => boolean;
  /** UTC ms: from when on it is no longer in force; null: never by itself */
  readonly expires: number | null;
};

/**
 * Lets a message take effect: Alert opens an incident, Update changes that of the messages that it refers to, Cancel
 * closes it. What came before the message that it refers to is applied now. A message only meets those of its own
 * mode, so that an exercise never touches what is live, nor the demo what is real, and changes nothing but what its own
 * sender said.
 */
export async function apply(applying: Applying): Promise<Applied> {
  const { writing, message, mode, demo } = applying;
  const named = await findWarnings(writing.tx, message.references.map(warningId));
  const earlier = named.filter((row) => row.mode === mode && isDemo(row) === demo && row.incident !== null);
  const own = earlier.filter(({ sender }) => sender === message.sender);
  if (mode === null) return { state: 'noted', incident: null };
  switch (message.msgType) {
    case 'Ack':
    case 'Error':
      return { state: 'noted', incident: earlier[0]?.incident ?? null };
    case 'Cancel':
      return cancel(applying, own);
    case 'Alert':
    case 'Update':
      // The standard allows it, but then nobody says what happened.
      if (message.infos.length === 0) return { state: 'noted', incident: null };
      return tell(applying, message.msgType === 'Update' ? own : []);
  }
}

async function cancel({ writing }: Applying, earlier: readonly WarningFacts[]): Promise<Applied> {
  await setWarningState(writing.tx, ids(earlier), 'cancelled');
  await close(writing, incidentsOf(earlier));
  return { state: 'noted', incident: earlier[0]?.incident ?? null };
}

/** An Alert or Update, with what came before it about it. */
async function tell(applying: Applying, earlier: readonly WarningFacts[]): Promise<Applied> {
  const { writing, message, location } = applying;
  const later = await laterMessages(applying, earlier);
  await setWarningState(writing.tx, ids(earlier.filter(({ state }) => state === 'current')), 'superseded');
  if (later.update !== undefined) {
    // Its content is outdated already; what it refers to belongs to the incident of the update too.
    const { incident } = later.update;
    await close(
      writing,
      incidentsOf(earlier).filter((id) => id !== incident),
    );
    return { state: later.cancelled ? 'cancelled' : 'superseded', incident };
  }
  const state = stateOf(applying, later.cancelled);
  const before = await openOrCancelled(writing, earlier, later.cancelled);
  if (before === undefined) return open(applying, state);
  await close(
    writing,
    incidentsOf(earlier).filter((id) => id !== before.id),
  );
  if (later.cancelled) {
    await close(writing, [before.id]);
    return { state: 'cancelled', incident: before.id };
  }
  await changeIncident(writing, before, toldBy(message, location));
  const over = state === 'expired' && !(await isStillTold(writing.tx, before.id));
  if (over) await close(writing, [before.id]);
  return { state, incident: before.id };
}

/** What a message is that comes now; one may come when it is over already. */
function stateOf({ expires, writing: { now } }: Applying, cancelled: boolean): 'current' | 'cancelled' | 'expired' {
  if (cancelled) return 'cancelled';
  return expires !== null && expires <= now ? 'expired' : 'current';
}

/** The incident that an update goes on with; one that was closed for another reason than a later Cancel is over. */
async function openOrCancelled(
  { tx }: Writing,
  earlier: readonly WarningFacts[],
  cancelled: boolean,
): Promise<Incident | undefined> {
  for (const id of incidentsOf(earlier)) {
    const incident = await findIncident(tx, id);
    if (incident !== undefined && (incident.status !== 'closed' || cancelled)) return incident;
  }
  return undefined;
}

async function open({ writing, message, location, mode, demo }: Applying, state: WarningState): Promise<Applied> {
  const over = state !== 'current';
  const told = { ...toldBy(message, location), mode: mode ?? 'live' };
  const id = warningIncidentId(message);
  const known = await findIncident(writing.tx, id);
  if (known === undefined) {
    await openIncident(writing, { ...told, id, status: over ? 'closed' : 'open' }, demo);
  } else if (demo && !known.demo) {
    // The demo says nothing of what is real.
    return { state: 'noted', incident: null };
  } else if (over) await close(writing, [id]);
  else if ((await warningsOf(writing.tx, id)).length === 0) {
    // The id is no secret: whoever took it before the message came must not keep people from what the message says.
    await changeIncident(writing, known, { ...told, demo, status: known.status === 'closed' ? 'open' : known.status });
  }
  return { state, incident: id };
}

/** The newest word about an incident, whether it still holds or its time has passed. */
const IN_FORCE_LAST: ReadonlySet<WarningState> = new Set(['current', 'expired']);

/** What came about this message before it: an update that supersedes it, a cancel. */
async function laterMessages(
  { writing: { tx }, message, mode, demo, reaches }: Applying,
  earlier: readonly WarningFacts[],
): Promise<{ update: WarningFacts | undefined; cancelled: boolean }> {
  const counts = (row: WarningFacts): boolean =>
    row.mode === mode && isDemo(row) === demo && row.sender === message.sender && reaches(readingOf(row).reach);
  const about = (await referrersOf(tx, [warningId(message)])).filter(counts);
  const aboutEarlier = (await referrersOf(tx, ids(earlier))).filter((row) => counts(row) && row.sent > message.sent);
  const siblings = (await Promise.all(incidentsOf(earlier).map((id) => warningsOf(tx, id)))).flat();
  const newer = siblings.filter(({ state, sent }) => IN_FORCE_LAST.has(state) && sent > message.sent);
  return {
    update: about.filter(({ msg_type, incident }) => msg_type === 'Update' && incident !== null).at(-1) ?? newer.at(-1),
    cancelled: [...about, ...aboutEarlier].some(({ msg_type }) => msg_type === 'Cancel'),
  };
}

async function close(writing: Writing, incidents: readonly string[]): Promise<void> {
  for (const id of incidents) {
    const incident = await findIncident(writing.tx, id);
    if (incident !== undefined) await changeIncident(writing, incident, { status: 'closed' });
  }
}

const isDemo = (row: WarningFacts): boolean => row.demo === 1;
const ids = (rows: readonly WarningFacts[]): string[] => rows.map(({ id }) => id);
const incidentsOf = (rows: readonly WarningFacts[]): string[] => [...new Set(rows.flatMap(({ incident }) => incident ?? []))];

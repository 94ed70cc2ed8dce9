import type { Json } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Backend } from '../backend.js';
import type { RawBody } from '../http/body.js';
import type { Answer } from '../http/serve.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import { sha256Hex } from '../resources.js';
import type { Caller } from '../rules/caller.js';
import { mayRead } from '../rules/reach.js';
import { once } from '../storage/answers.js';
import { writeAudit } from '../storage/audit.js';
import { EventDraft } from '../storage/events.js';
import { findIncident } from '../storage/incidents.js';
import type { Reading, WarningRow } from '../storage/warnings.js';
import { findWarning, findWarnings, insertWarning, readingOf } from '../storage/warnings.js';
import { apply } from './apply.js';
import { modeOf, warningId } from './incident.js';
import type { Location } from './locate.js';
import { locate } from './locate.js';
import { expiryOf } from './message.js';
import type { ParsedMessage } from './parse.js';
import { parseMessage } from './parse.js';

/** What is the same of a message in whatever encoding it comes. */
const digestOf = (xml: string): string =>
  sha256Hex(
    xml
      .replace(/^<\?xml[^>]*\?>/, '')
      .replace(/\r\n?/g, '\n')
      .trim(),
  );

/** Takes a CAP message in, with all that follows from it, in one transaction. */
export async function takeWarning(
  backend: Backend,
  caller: Caller,
  raw: RawBody,
  key: string | undefined,
): Promise<Outcome<Answer>> {
  const parsed = parseMessage(raw);
  if (!parsed.ok) return parsed;
  const { message, xml } = parsed.value;
  const digest = digestOf(xml);
  return backend.database.transaction(async (tx) => {
    const now = backend.now();
    return once(tx, { account: caller.account, key, operation: 'postWarning', content: digest }, now, async () => {
      const known = await findWarning(tx, warningId(message));
      if (known !== undefined) {
        if (known.digest !== digest) return refuse('warning-conflict', { path: '/alert/identifier' });
        return ok({ status: 200, body: { id: known.id, incident: known.incident } });
      }
      const location = whereOf(backend, caller, parsed.value, now);
      const refused = await checkReach(tx, backend, caller, parsed.value, location, now);
      if (!refused.ok) return refused;
      const within = await backend.growth.grow(tx, caller, 'warnings', 1, now);
      if (!within.ok) return within;
      return ok({ status: 201, body: await store(tx, backend, caller, parsed.value, { digest, location, now }) });
    });
  });
}

/** A message that names no place of its own is about that of its caller. */
function whereOf({ tiers }: Backend, caller: Caller, { message }: ParsedMessage, now: number): Location {
  if (message.infos.length === 0) return { tier: caller.tier, tiers: [], located: 'nowhere' };
  const areas = message.infos.flatMap((info) => info.areas);
  return locate(areas, tiers.today(now), (code) => tiers.current(code, now));
}

/** A message about a place is taken from accounts of its tier or above, and so is what it says of earlier ones. */
async function checkReach(
  tx: Statements,
  { tiers }: Backend,
  caller: Caller,
  { message }: ParsedMessage,
  { tier, located }: Location,
  now: number,
): Promise<Outcome<null>> {
  if (located !== 'nowhere' && !mayRead(tiers, caller, tier, now)) return refuse('not-found', { path: '/alert/info' });
  for (const row of await findWarnings(tx, message.references.map(warningId))) {
    const incident = row.incident === null ? undefined : await findIncident(tx, row.incident);
    if (incident === undefined || mayRead(tiers, caller, incident.tier, now)) continue;
    const { located: earlier, reach } = readingOf(row);
    // What is about no known place belongs to the root tier, but it stays the word of who handed it in.
    if (earlier === 'nowhere' && mayRead(tiers, caller, reach, now)) continue;
    return refuse('not-found', { path: '/alert/references' });
  }
  return ok(null);
}

type Storing = { readonly digest: string; readonly location: Location; readonly now: number };

async function store(
  tx: Statements,
  { tiers }: Backend,
  caller: Caller,
  { message, xml, encoding }: ParsedMessage,
  { digest, location, now }: Storing,
): Promise<{ id: string; incident: string | null }> {
  const { account, demo } = caller;
  const mode = modeOf(message);
  const events = await EventDraft.begin(tx, now);
  const about = location.located === 'nowhere' ? caller.tier : location.tier;
  const reaches = (reach: string): boolean => mayRead(tiers, { ...caller, tier: reach }, about, now);
  const writing = { tx, events, by: account, now };
  const expires = expiryOf(message.infos);
  const { state, incident } = await apply({ writing, message, location, mode, demo, reaches, expires });
  const { sender, identifier, sent, status, signed, references } = message;
  const id = warningId(message);
  const reading: Reading = { status, signed, references, ...location, reach: caller.tier };
  const row: WarningRow = {
    id,
    sender,
    identifier,
    sent,
    mode,
    msg_type: message.msgType,
    state,
    digest,
    reading: JSON.stringify(reading),
    encoding,
    xml,
    incident,
    author: account,
    received_at: now,
    demo: demo ? 1 : 0,
    expires,
  };
  await insertWarning(tx, row, references.map(warningId));
  const details: { [name: string]: Json } = { digest, msgType: message.msgType, status, state, incident };
  await writeAudit(tx, now, [{ by: account, act: 'warning.take', subject: id, details }]);
  await events.write(tx);
  return { id, incident };
}

import type { Json, NewShift, Shift, ShiftEntry, ShiftHead, StoredShiftEntry } from '../../../preload/contract/index.js';
import { canonicalJson, ok, toWireTime } from '../../../preload/contract/index.js';
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
import type { EntryRow, ShiftRow } from '../storage/shifts.js';
import { findEntries, findOpenShift, findShift, insertEntries, insertShift, storedEntry } from '../storage/shifts.js';

/** What opens a shift, for telling whether the same is asked again. */
export const openingOf = (given: Json, officer: string): string => canonicalJson([officer, given]);

/** Opens a shift of the caller, where none is open. */
export function openShift(backend: Backend, caller: Caller, given: NewShift, key: string | undefined): Promise<Outcome<Answer>> {
  const { account, demo } = caller;
  return backend.database.transaction(async (tx) => {
    const now = backend.now();
    return once(tx, { account, key, operation: 'postShift', content: given }, now, async () => {
      const refused = checkNewAt(backend.tiers, caller, given.tier, now, '/tier');
      if (!refused.ok) return refused;
      const request = openingOf(given, account);
      const known = await findShift(tx, given.id);
      if (known !== undefined) {
        return known.request === request ? ok({ status: 200, body: known.shift }) : refuse('shift-conflict', { path: '/id' });
      }
      const open = await findOpenShift(tx, given.tier);
      if (open !== undefined) return refuse('shift-open', { path: '/tier', detail: `shift ${open.shift.id} is open` });
      const shift: Shift = { ...given, officer: account, status: 'open', openedAt: toWireTime(now), demo };
      const events = await EventDraft.begin(tx, now);
      await beginShift(tx, events, shift, request);
      await writeAudit(tx, now, [{ by: account, act: 'shift.open', subject: shift.id, details: { shift: shift as Json } }]);
      await events.write(tx);
      return ok({ status: 201, body: shift });
    });
  });
}

/** Writes a shift that begins, with its event. */
export async function beginShift(tx: Statements, events: EventDraft, shift: Shift, request: string): Promise<void> {
  const sequence = tellShift(events, shift);
  await insertShift(tx, { sequence, shift, request });
}

/** Tells of a shift as it stands, and of what was added to its log; answers the event's sequence. */
export function tellShift(
  events: EventDraft,
  { handover, ...shift }: Shift,
  entries: (sequence: number) => StoredShiftEntry[] = () => [],
): number {
  let head: ShiftHead = shift;
  if (handover !== undefined) {
    // Up to 64 KiB, with every entry of the log: whoever wants the items reads the shift.
    const { items: _items, ...offer } = handover;
    head = { ...shift, handover: offer };
  }
  return events.add('shifts', shift.tier, (sequence) => ({ shift: head, entries: entries(sequence) }));
}

/** The shift of an address, for an act that the caller may do at its tier. */
export async function shiftToActOn(
  tx: Statements,
  backend: Backend,
  caller: Caller,
  id: string,
  now: number,
): Promise<Outcome<ShiftRow>> {
  const row = await findShift(tx, id);
  if (row === undefined) return refuse('not-found');
  const refused = checkActs(backend.tiers, caller, row.shift.tier, now);
  return refused.ok ? ok(row) : refused;
}

/** The shift of an address, for reading. */
export async function shiftToRead({ database, tiers, now }: Backend, caller: Caller, id: string): Promise<Outcome<ShiftRow>> {
  const row = await findShift(database, id);
  return row !== undefined && mayRead(tiers, caller, row.shift.tier, now()) ? ok(row) : refuse('not-found');
}

/** Adds entries to a shift's log, all of them or none. */
export function addEntries(
  backend: Backend,
  caller: Caller,
  id: string,
  entries: readonly ShiftEntry[],
  key: string | undefined,
): Promise<Outcome<Answer>> {
  return backend.database.transaction(async (tx) => {
    const now = backend.now();
    const content = { id, entries: entries as Json };
    return once(tx, { account: caller.account, key, operation: 'postShiftEntries', content }, now, async () => {
      const found = await shiftToActOn(tx, backend, caller, id, now);
      if (!found.ok) return found;
      const { shift } = found.value;
      const known = new Map(
        (
          await findEntries(
            tx,
            entries.map((entry) => entry.id),
          )
        ).map((row) => [row.id, row]),
      );
      const fresh = freshEntries(id, entries, known);
      if (!fresh.ok) return fresh;
      if (fresh.value.length > 0 && shift.status === 'closed') return refuse('shift-closed');
      const within = await backend.growth.grow(tx, caller, 'shift-entries', fresh.value.length, now);
      if (!within.ok) return within;
      for (const row of await writeEntries(tx, caller, shift, fresh.value, now)) known.set(row.id, row);
      return ok({ status: 201, body: { items: entries.flatMap((entry) => known.get(entry.id) ?? []).map(storedEntry) } });
    });
  });
}

function freshEntries(
  shift: string,
  entries: readonly ShiftEntry[],
  known: ReadonlyMap<string, EntryRow>,
): Outcome<readonly ShiftEntry[]> {
  const fresh = new Map<string, ShiftEntry>();
  for (const [index, entry] of entries.entries()) {
    const stored = known.get(entry.id);
    const twin = fresh.get(entry.id);
    const earlier = stored?.content ?? (twin === undefined ? undefined : canonicalJson(twin));
    const same = earlier === canonicalJson(entry) && (stored === undefined || stored.shift === shift);
    if (earlier !== undefined && !same) return refuse('entry-conflict', { path: `/entries/${index}/id` });
    if (earlier === undefined) fresh.set(entry.id, entry);
  }
  return ok([...fresh.values()]);
}

async function writeEntries(
  tx: Statements,
  { account, demo }: Caller,
  shift: Shift,
  entries: readonly ShiftEntry[],
  now: number,
): Promise<EntryRow[]> {
  if (entries.length === 0) return [];
  const events = await EventDraft.begin(tx, now);
  const rows: EntryRow[] = [];
  for (const entry of entries) {
    const row = (sequence: number): EntryRow => ({
      sequence,
      id: entry.id,
      shift: shift.id,
      content: canonicalJson(entry),
      author: account,
      received_at: now,
      demo: demo ? 1 : 0,
    });
    const sequence = tellShift(events, shift, (given) => [storedEntry(row(given))]);
    rows.push(row(sequence));
  }
  await insertEntries(tx, rows);
  await writeAudit(
    tx,
    now,
    entries.map((entry) => ({ by: account, act: 'shift.entry', subject: shift.id, details: { entry: entry } })),
  );
  await events.write(tx);
  return rows;
}

import { randomUUID } from 'node:crypto';
import { ok } from '../../preload/contract/index.js';
import type { Backend } from './backend.js';
import { findReadable } from './find-directive.js';
import type { Answer } from './http/serve.js';
import { subjectsOf } from './lateral.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { actsFor } from './rules/caller.js';
import { actsOn } from './rules/receipt-check.js';
import { once } from './storage/answers.js';
import { writeAudit } from './storage/audit.js';
import { findDirective } from './storage/directives.js';
import { EventDraft } from './storage/events.js';
import type { MessageRow } from './storage/messages.js';
import { insertMessage, messageOf, messagesAfter } from './storage/messages.js';

/** Says something about a directive: either side may, and the tier under whose directive it hangs. */
export const say = (
  backend: Backend,
  caller: Caller,
  id: string,
  text: string,
  key: string | undefined,
): Promise<Outcome<Answer>> =>
  backend.database.transaction(async (tx) => {
    const found = await findReadable(tx, backend, caller, id);
    if (!found.ok) return found;
    const { place, command, directive } = found.value;
    const now = backend.now();
    const above = directive.parent === null ? undefined : await findDirective(tx, directive.parent);
    const own = actsFor(caller, backend.tiers, now);
    if (!actsOn(place, own) && !own.has(above?.tier ?? place.tier)) return refuse('foreign-tier', { path: '/id' });
    const asked = { account: caller.account, key, operation: 'postMessage', content: { directive: id, text } };
    return once(tx, asked, now, async () => {
      const within = await backend.growth.grow(tx, caller, 'messages', 1, now);
      if (!within.ok) return within;
      const events = await EventDraft.begin(tx, now);
      const [first = place.tier, ...others] = subjectsOf(backend.tiers, place.tier, place.issuerTier, now);
      const { account: author, demo } = caller;
      const draft = { id: randomUUID(), directive: id, text, author, at: now, demo: demo ? 1 : 0 };
      const rowOf = (sequence: number): MessageRow => ({ ...draft, sequence });
      const row = rowOf(events.add('messages', first, (sequence) => messageOf(rowOf(sequence), command.mode)));
      for (const other of others) events.add('messages', other, () => messageOf(row, command.mode));
      await insertMessage(tx, row);
      await events.write(tx);
      await writeAudit(tx, now, [{ by: author, act: 'directive.message', subject: id, details: { message: row.id } }]);
      return ok({ status: 201, body: messageOf(row, command.mode) });
    });
  });

type Page = { readonly cursor?: number | undefined; readonly limit: number };

/** What was said, oldest first. */
export async function listMessages(backend: Backend, caller: Caller, id: string, page: Page): Promise<Outcome<Answer>> {
  const found = await findReadable(backend.database, backend, caller, id);
  if (!found.ok) return found;
  const { cursor = 0, limit } = page;
  // One more than asked for tells whether there is a next page.
  const rows = await messagesAfter(backend.database, id, cursor, limit + 1);
  const items = rows.slice(0, limit).map((row) => messageOf(row, found.value.command.mode));
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? { next: last.sequence } : {};
  return ok({ status: 200, body: { items, ...next } });
}

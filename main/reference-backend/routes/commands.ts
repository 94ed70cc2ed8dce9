import { operationOf } from '../../../preload/contract/backend-api.js';
import type { CommandView } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { takeCommand } from '../take-command.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { mayName } from '../rules/reach.js';
import type { CommandRow } from '../storage/commands.js';
import { findCommand, listCommands } from '../storage/commands.js';
import { commandItems, commandViews } from '../views.js';

export const commandRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('postCommand'), async (caller, { body, idempotencyKey = '' }) => {
    const issued = await takeCommand(backend, caller, body, idempotencyKey);
    return issued.ok ? ok({ status: issued.value.created ? 201 : 200, body: issued.value.answer }) : issued;
  }),
  serve(backend, operationOf('listCommands'), async (caller, { query }) => {
    const { cursor = Number.MAX_SAFE_INTEGER, limit, state, mode, tier } = query;
    const codes = backend.tiers.readable(caller.tier, backend.now());
    if (tier !== undefined && !mayName(backend.tiers, caller, tier, backend.now())) return refuse('not-found', { path: '/tier' });
    // One more than asked for tells whether there is a next page.
    const rows = await listCommands(backend.database, {
      before: cursor,
      limit: limit + 1,
      state,
      mode,
      tier,
      readable: codes,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const items = await commandItems(backend.database, page, codes, backend.now());
    const next = rows.length > limit && last !== undefined ? { next: String(last.sequence) } : {};
    return ok({ status: 200, body: { items, ...next } });
  }),
  serve(backend, operationOf('getCommand'), async (caller, { params }) => {
    const found = await readable(backend, caller, params.id);
    return found.ok ? ok({ status: 200, body: found.value.view }) : found;
  }),
  serve(backend, operationOf('getFrozen'), async (caller, { params }) => {
    const found = await readable(backend, caller, params.id);
    return found.ok ? ok({ status: 200, text: found.value.row.frozen }) : found;
  }),
];

/** The command of the address, if the caller may read its issuer's tier or one of its directives. */
async function readable(backend: Backend, caller: Caller, id: string): Promise<Outcome<{ row: CommandRow; view: CommandView }>> {
  const row = await findCommand(backend.database, id);
  if (row === undefined) return refuse('not-found');
  const now = backend.now();
  const codes = backend.tiers.readable(caller.tier, now);
  const [view] = await commandViews(backend.database, [row], codes, now);
  if (view === undefined) throw new Error(`no view of command ${id}`);
  if (codes !== null && !codes.has(row.issuer_tier) && view.directives.length === 0) return refuse('not-found');
  return ok({ row, view });
}

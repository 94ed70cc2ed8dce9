import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { mayName } from '../rules/reach.js';
import { findCommands } from '../storage/commands.js';
import { branchesOf, directivesAt } from '../storage/directives.js';
import { factsOf } from '../storage/receipts.js';
import { inboxItem, treeOf } from '../views.js';

export const inboxRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listInbox'), async (caller, { query }) => {
    const { tier = caller.tier, mode, cursor = Number.MAX_SAFE_INTEGER, limit } = query;
    if (!mayName(backend.tiers, caller, tier, backend.now())) return refuse('not-found', { path: '/tier' });
    const rows = await directivesAt(backend.database, { tier, mode, before: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const ids = [...new Set(page.map(({ command }) => command))];
    const commands = new Map((await findCommands(backend.database, ids)).map((row) => [row.id, row]));
    // A state may depend on the directives below, and on no others.
    const all = await branchesOf(
      backend.database,
      page.map(({ id }) => id),
    );
    const tree = treeOf(
      all,
      await factsOf(
        backend.database,
        all.map(({ id }) => id),
      ),
    );
    const items = page.flatMap((row) => {
      const command = commands.get(row.command);
      return command === undefined ? [] : [inboxItem(command, row, tree)];
    });
    const last = page.at(-1);
    const next = rows.length > limit && last !== undefined ? { next: String(last.sequence) } : {};
    return ok({ status: 200, body: { items, ...next } });
  }),
];

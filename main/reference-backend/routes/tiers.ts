import { operationOf } from '../../../preload/contract/backend-api.js';
import type { Tier } from '../../../preload/contract/index.js';
import { ok, subtree } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { searchTiers } from '../rules/tier-search.js';
import { chinaDate } from '../tier-book.js';

export const tierRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listTiers'), async (_caller, { query: { root, depth, at, q } }) => {
    const all = at === undefined ? backend.tiers.today(backend.now()) : backend.tiers.at(dayOf(at));
    if (root !== undefined && !all.some(({ code }) => code === root)) return refuse('not-found', { path: '/root' });
    const within = below(all, root, depth);
    const items = q === undefined ? within : searchTiers(within, q);
    return ok({ status: 200, body: { items } });
  }),
];

/** The day in China of a date or a moment. */
const dayOf = (at: string): string => (at.includes('T') ? chinaDate(Date.parse(at)) : at);

function below(all: readonly Tier[], root: string | undefined, depth: number | undefined): readonly Tier[] {
  if (root !== undefined) return subtree(all, root, depth);
  if (depth === undefined) return all;
  return all.filter(({ parent }) => parent === null).flatMap(({ code }) => subtree(all, code, depth));
}

import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { sliceOf } from '../rules/slice.js';

export const partyRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listParties'), async (_caller, { query: { tier, ...page } }) => {
    const now = backend.now();
    if (tier !== undefined && backend.tiers.find(tier, now) === undefined) return refuse('not-found', { path: '/tier' });
    const all = backend.parties.today(now);
    const wanted = tier === undefined ? all : all.filter((party) => party.tier === tier);
    return ok({ status: 200, body: sliceOf(wanted, page) });
  }),
];

export const matterRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listMatters'), async (_caller, { query }) =>
    ok({ status: 200, body: sliceOf(backend.matters, query) }),
  ),
];

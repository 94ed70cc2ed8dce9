import { operationOf } from '../../../preload/contract/backend-api.js';
import { fromWireTime, ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { positionsFromArrow } from '../fact-bodies.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { reachOf } from '../rules/reach.js';
import { findAsset, listAssets } from '../storage/assets.js';
import { trailOf, trailPoint } from '../storage/positions.js';
import { takePositions } from '../take-positions.js';

export const assetRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listAssets'), async (caller, { query: { tier, kind, cursor = 0, limit } }) => {
    const tiers = reachOf(backend.tiers, caller, tier, backend.now());
    if (!tiers.ok) return tiers;
    const found = await listAssets(backend.database, { after: cursor, limit: limit + 1, kind, tiers: tiers.value });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last !== undefined ? { next: String(last.sequence) } : {};
    return ok({ status: 200, body: { items: page.map(({ asset }) => asset), ...next } });
  }),

  serve(backend, operationOf('listPositions'), async (caller, { params: { id }, query }) => {
    const { from, to, cursor = 0, limit } = query;
    const now = backend.now();
    const asset = await findAsset(backend.database, id, backend.tiers.readable(caller.tier, now));
    if (asset === undefined) return refuse('not-found');
    const end = to === undefined ? Number.MAX_SAFE_INTEGER : fromWireTime(to);
    const begin = from === undefined ? 0 : fromWireTime(from);
    if (from !== undefined && begin > end) {
      return refuse('schema', { path: '/from', detail: 'it lies after the end of the range' });
    }
    const found = await trailOf(backend.database, asset.sequence, Math.max(begin, cursor), end, limit + 1);
    const beyond = found[limit];
    const next = beyond === undefined ? {} : { next: String(beyond.t) };
    return ok({ status: 200, body: { items: found.slice(0, limit).map(trailPoint), ...next } });
  }),

  serve(backend, operationOf('postPositions'), async (caller, { body, raw, idempotencyKey }) => {
    const given = raw === undefined ? ok(body) : positionsFromArrow(raw);
    return given.ok ? takePositions(backend, caller, given.value.positions, idempotencyKey) : given;
  }),
];

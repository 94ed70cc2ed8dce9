import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { patchIncident, postIncident } from '../happenings/incidents.js';
import { pageOf } from '../happenings/page.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { mayRead, reachOf } from '../rules/reach.js';
import { findIncident, listIncidents } from '../storage/incidents.js';

export const incidentRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listIncidents'), async (caller, { query }) => {
    const { cursor = Number.MAX_SAFE_INTEGER, limit, tier, status, severity, mode } = query;
    const codes = reachOf(backend.tiers, caller, tier, backend.now());
    if (!codes.ok) return codes;
    const filter = { before: cursor, limit: limit + 1, status, severity, mode, codes: codes.value };
    const { page, next } = pageOf(await listIncidents(backend.database, filter), limit);
    return ok({ status: 200, body: { items: page.map(({ incident }) => incident), ...next } });
  }),
  serve(backend, operationOf('getIncident'), async (caller, { params }) => {
    const incident = await findIncident(backend.database, params.id);
    if (incident === undefined || !mayRead(backend.tiers, caller, incident.tier, backend.now())) return refuse('not-found');
    return ok({ status: 200, body: incident });
  }),
  serve(backend, operationOf('postIncident'), (caller, { body, idempotencyKey }) =>
    postIncident(backend, caller, body, idempotencyKey),
  ),
  serve(backend, operationOf('patchIncident'), async (caller, { params, body }) => {
    const changed = await patchIncident(backend, caller, params.id, body);
    return changed.ok ? ok({ status: 200, body: changed.value }) : changed;
  }),
];

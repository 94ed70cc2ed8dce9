import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { accept, handOver } from '../happenings/handover.js';
import { openItems } from '../happenings/open-items.js';
import { pageOf } from '../happenings/page.js';
import { addEntries, openShift, shiftToRead } from '../happenings/shifts.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { reachOf } from '../rules/reach.js';
import { entriesOf, listShifts, storedEntry } from '../storage/shifts.js';

export const shiftRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listShifts'), async (caller, { query }) => {
    const { tier = caller.tier, cursor = Number.MAX_SAFE_INTEGER, limit } = query;
    const reach = reachOf(backend.tiers, caller, tier, backend.now());
    if (!reach.ok) return reach;
    const { page, next } = pageOf(await listShifts(backend.database, tier, cursor, limit + 1), limit);
    return ok({ status: 200, body: { items: page.map(({ shift }) => shift), ...next } });
  }),
  serve(backend, operationOf('getShift'), async (caller, { params }) => {
    const found = await shiftToRead(backend, caller, params.id);
    return found.ok ? ok({ status: 200, body: found.value.shift }) : found;
  }),
  serve(backend, operationOf('postShift'), (caller, { body, idempotencyKey }) =>
    openShift(backend, caller, body, idempotencyKey),
  ),
  serve(backend, operationOf('listShiftEntries'), async (caller, { params, query: { cursor = 0, limit } }) => {
    const found = await shiftToRead(backend, caller, params.id);
    if (!found.ok) return found;
    const { page, next } = pageOf(await entriesOf(backend.database, params.id, cursor, limit + 1), limit);
    return ok({ status: 200, body: { items: page.map(storedEntry), ...next } });
  }),
  serve(backend, operationOf('postShiftEntries'), (caller, { params, body, idempotencyKey }) =>
    addEntries(backend, caller, params.id, body.entries, idempotencyKey),
  ),
  serve(backend, operationOf('getOpenItems'), async (caller, { params }) => {
    const found = await shiftToRead(backend, caller, params.id);
    if (!found.ok) return found;
    return ok({ status: 200, body: await openItems(backend.database, found.value.shift.tier, backend.now()) });
  }),
  serve(backend, operationOf('postHandover'), (caller, { params, body, idempotencyKey }) =>
    handOver(backend, caller, params.id, body, idempotencyKey),
  ),
  serve(backend, operationOf('postAcceptance'), (caller, { params, body, idempotencyKey }) =>
    accept(backend, caller, params.id, body, idempotencyKey),
  ),
];

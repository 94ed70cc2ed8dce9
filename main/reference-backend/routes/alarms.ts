import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { takeFacts } from '../happenings/alarms.js';
import { pageOf } from '../happenings/page.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { mayRead, reachOf } from '../rules/reach.js';
import type { AlarmRow } from '../storage/alarms.js';
import { alarmView, findAlarm, latestFacts, listAlarms } from '../storage/alarms.js';

export const alarmRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listAlarms'), async (caller, { query }) => {
    const { cursor = Number.MAX_SAFE_INTEGER, limit, tier, state, mode } = query;
    const now = backend.now();
    const codes = reachOf(backend.tiers, caller, tier, now);
    if (!codes.ok) return codes;
    const states = state === undefined ? undefined : [state];
    const filter = { before: cursor, limit: limit + 1, states, mode, codes: codes.value };
    const { page, next } = pageOf(await listAlarms(backend.database, filter, now), limit);
    return ok({ status: 200, body: { items: await views(backend, page, now), ...next } });
  }),
  serve(backend, operationOf('getAlarm'), async (caller, { params }) => {
    const now = backend.now();
    const row = await findAlarm(backend.database, params.id);
    if (row === undefined || !mayRead(backend.tiers, caller, row.tier, now)) return refuse('not-found');
    const [body] = await views(backend, [row], now);
    return ok({ status: 200, body });
  }),
  serve(backend, operationOf('postAlarmFacts'), (caller, { params, body, idempotencyKey }) =>
    takeFacts(backend, caller, params.id, body, idempotencyKey),
  ),
];

async function views({ database }: Backend, rows: readonly AlarmRow[], now: number): Promise<ReturnType<typeof alarmView>[]> {
  const facts = await latestFacts(
    database,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => alarmView(row, facts.get(row.id) ?? [], now));
}

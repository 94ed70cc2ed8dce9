import { ARROW_TYPE, operationOf } from '../../../preload/contract/backend-api.js';
import type { SeriesPoint } from '../../../preload/contract/index.js';
import { fromWireTime, ok, POINTS_MAX } from '../../../preload/contract/index.js';
import type { ColumnSpec } from '../../arrow/index.js';
import { encodeColumns } from '../../arrow/index.js';
import type { Backend } from '../backend.js';
import { samplesFromArrow } from '../fact-bodies.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import { negotiate } from '../rules/accept.js';
import { mayName } from '../rules/reach.js';
import { CLOCK_AHEAD_MS } from '../rules/fact-check.js';
import { sliceOf } from '../rules/slice.js';
import { bucketsOf, latestSamples, samplesOf } from '../storage/samples.js';
import { takeSamples } from '../take-samples.js';

const DAY_MS = 86_400_000;
const SERIES_TYPES = ['application/json', ARROW_TYPE] as const;

export const indicatorRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listIndicators'), async (_caller, { query }) =>
    ok({ status: 200, body: sliceOf(backend.facts.indicators, query) }),
  ),

  serve(backend, operationOf('listSamples'), async (caller, { params: { id }, query, request }) => {
    const { tier = caller.tier, stepMs, limit, cursor = 0 } = query;
    if (!backend.facts.indicators.some((indicator) => indicator.id === id)) return refuse('not-found');
    if (!mayName(backend.tiers, caller, tier, backend.now())) return refuse('not-found', { path: '/tier' });
    const type = negotiate(request.headers.accept, SERIES_TYPES);
    if (type === null) return refuse('not-acceptable', { path: '/Accept' });
    const span = spanOf(query, backend.now());
    if (!span.ok) return span;
    const { from, to } = span.value;
    if (stepMs !== undefined && Math.ceil((to - from) / stepMs) > POINTS_MAX) {
      return refuse('too-many-points', { path: '/stepMs', detail: `at most ${POINTS_MAX} buckets` });
    }
    const range = { indicator: id, tier, from: Math.max(from, cursor), to, limit: limit + 1 };
    const found =
      stepMs === undefined ? await samplesOf(backend.database, range) : await bucketsOf(backend.database, range, stepMs);
    const beyond = found[limit];
    const next: { readonly [member: string]: string } = beyond === undefined ? {} : { next: String(fromWireTime(beyond.t)) };
    const items = found.slice(0, limit);
    if (type === 'application/json') return ok({ status: 200, body: { items, ...next } });
    const content = seriesColumns(items, stepMs !== undefined, { indicator: id, tier, ...next });
    return ok({ status: 200, bytes: { type, content } });
  }),

  serve(backend, operationOf('listLatestSamples'), async (caller, { query: { indicator, tier, cursor = 0, limit } }) => {
    if (indicator !== undefined && !backend.facts.indicators.some(({ id }) => id === indicator)) {
      return refuse('not-found', { path: '/indicator' });
    }
    const readable = backend.tiers.readable(caller.tier, backend.now());
    if (tier !== undefined && !mayName(backend.tiers, caller, tier, backend.now())) return refuse('not-found', { path: '/tier' });
    const found = await latestSamples(backend.database, { after: cursor, limit: limit + 1, indicator, tier, readable });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last !== undefined ? { next: String(last.series) } : {};
    return ok({ status: 200, body: { items: page.map(({ sample }) => sample), ...next } });
  }),

  serve(backend, operationOf('postSamples'), async (caller, { body, raw, idempotencyKey }) => {
    const given = raw === undefined ? ok(body) : samplesFromArrow(raw);
    return given.ok ? takeSamples(backend, caller, given.value.samples, idempotencyKey) : given;
  }),
];

/** Without `to` also what came from clocks that are a little ahead. */
function spanOf(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: number,
): Outcome<{ from: number; to: number }> {
  const to = query.to === undefined ? now + CLOCK_AHEAD_MS + 1 : fromWireTime(query.to);
  const from = query.from === undefined ? (query.to === undefined ? now : to) - DAY_MS : fromWireTime(query.from);
  return from > to ? refuse('schema', { path: '/from', detail: 'it lies after the end of the range' }) : ok({ from, to });
}

const POINT: readonly ColumnSpec[] = [
  { name: 't', type: 'time' },
  { name: 'value', type: 'double' },
  { name: 'quality', type: 'text' },
  { name: 'demo', type: 'flag' },
];
const BUCKET: readonly ColumnSpec[] = [...POINT, ...['min', 'max', 'last'].map((name): ColumnSpec => ({ name, type: 'double' }))];

function seriesColumns(items: readonly SeriesPoint[], buckets: boolean, metadata: Readonly<Record<string, string>>): Uint8Array {
  const column = (name: 'value' | 'min' | 'max' | 'last'): number[] => items.map((item) => item[name] ?? Number.NaN);
  const point = [
    items.map(({ t }) => fromWireTime(t)),
    column('value'),
    items.map(({ quality }) => quality),
    items.map(({ demo }) => demo),
  ];
  if (!buckets) return encodeColumns(POINT, point, metadata);
  return encodeColumns(BUCKET, [...point, column('min'), column('max'), column('last')], metadata);
}

import { z } from 'zod';
import { indicatorIdSchema } from '../../domain/indicator.js';
import { tierCodeSchema } from '../../domain/tier.js';
import { wireTimeSchema } from '../../domain/time.js';
import {
  acceptedSchema,
  indicatorListSchema,
  latestListSchema,
  POINTS_MAX,
  samplesRequestSchema,
  seriesSchema,
} from '../indicator.js';
import { ARROW_TYPE, operation } from '../operation.js';
import { pageQuery, queryInt } from '../query.js';

const DAY_MS = 86_400_000;

export const indicatorOperations = [
  operation({
    id: 'listIndicators',
    method: 'GET',
    path: '/v1/indicators',
    tag: 'indicators',
    summary: 'The definitions of the indicators',
    access: 'token',
    query: z.strictObject(pageQuery(1000, 1000)),
    answers: { 200: { description: 'Indicators', json: indicatorListSchema } },
  }),
  operation({
    id: 'listSamples',
    method: 'GET',
    path: '/v1/indicators/{id}/samples',
    tag: 'indicators',
    summary: "An indicator's series at one tier, oldest first",
    description: [
      'Without `stepMs` the samples themselves, in pages. With it one point for each bucket that has samples: mean, min, max and last;',
      `samples of bad quality count only where there are no others, and the range holds at most ${POINTS_MAX} buckets.`,
      'As Arrow (`Accept`): an IPC stream with the columns t, value, quality, demo and, for buckets, min, max, last; its schema carries `indicator`, `tier` and, where there are more, `next`.',
    ].join(' '),
    access: 'token',
    params: z.strictObject({ id: indicatorIdSchema.describe('the indicator') }),
    query: z.strictObject({
      tier: tierCodeSchema.optional().describe("the caller's own tier without it"),
      from: wireTimeSchema.optional().describe('first moment; 24 h before the last one without it'),
      to: wireTimeSchema.optional().describe('moment after the last; all that came until now without it'),
      stepMs: queryInt(1000, 31 * DAY_MS)
        .optional()
        .describe('length of a bucket; buckets begin at multiples of it in UTC'),
      ...pageQuery(POINTS_MAX, POINTS_MAX),
    }),
    answers: { 200: { description: 'The series', json: seriesSchema, bytes: [ARROW_TYPE] } },
    problems: ['not-found', 'not-acceptable', 'too-many-points'],
  }),
  operation({
    id: 'listLatestSamples',
    method: 'GET',
    path: '/v1/samples/latest',
    tag: 'indicators',
    summary: 'The newest sample of each indicator at each tier',
    access: 'token',
    query: z.strictObject({
      indicator: indicatorIdSchema.optional().describe('only this one'),
      tier: tierCodeSchema.optional().describe('only this one; all that the caller may read without it'),
      ...pageQuery(5000, 2000),
    }),
    answers: { 200: { description: 'Samples', json: latestListSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'postSamples',
    method: 'POST',
    path: '/v1/samples',
    tag: 'indicators',
    summary: 'Hands samples in: all of the batch is stored, or nothing',
    description: [
      'JSON, or an Arrow IPC stream with the columns indicator, tier (utf8 or dictionary of it), t (timestamp, or int64 in UTC ms), value and optionally quality; faults are named as in the JSON form, columns as `/columns/NAME`.',
      'The same indicator, tier and `t` again: with the same value and quality it changes nothing, otherwise it is a correction and replaces the first.',
      'Samples are kept for 90 days. The answer comes after the commit.',
    ].join(' '),
    access: ['device', 'responder', 'officer'],
    idempotencyKey: 'optional',
    body: { json: samplesRequestSchema, bytes: [ARROW_TYPE], maxBytes: 2 * 1024 * 1024 },
    answers: { 201: { description: 'How many samples were taken', json: acceptedSchema } },
    problems: ['not-found', 'foreign-tier', 'indicator-unknown', 'tier-unknown', 'clock-skew'],
  }),
] as const;

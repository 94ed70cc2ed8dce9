import { z } from 'zod';
import { indicatorIdSchema, indicatorSchema, qualitySchema, sampleSchema, SAMPLES_MAX } from '../domain/indicator.js';
import { tierCodeSchema } from '../domain/tier.js';
import { wireTimeSchema } from '../domain/time.js';
import { listOf } from './query.js';

export const indicatorListSchema = listOf(indicatorSchema).meta({ id: 'IndicatorList' });

/** `POST /v1/samples`; the whole batch is stored or none of it. */
export const samplesRequestSchema = z
  .strictObject({ samples: z.array(sampleSchema).min(1).max(SAMPLES_MAX) })
  .meta({ id: 'SamplesRequest' });

/** How many items a batch brought; the answer to samples and positions. */
export const acceptedSchema = z.strictObject({ accepted: z.int().min(1) }).meta({ id: 'Accepted' });

/** A sample of a series, or a bucket of them. */
const seriesPointSchema = z
  .strictObject({
    indicator: indicatorIdSchema.optional().describe('of a sample'),
    tier: tierCodeSchema.optional().describe('of a sample'),
    t: wireTimeSchema.describe('of the sample; the beginning of the bucket'),
    value: z.number().describe('of the sample; the mean of the bucket'),
    quality: qualitySchema.describe('of a bucket: bad if all are, uncertain if any is not good'),
    min: z.number().optional(),
    max: z.number().optional(),
    last: z.number().optional(),
    demo: z.boolean(),
  })
  .meta({ id: 'SeriesPoint' });
export type SeriesPoint = Readonly<z.infer<typeof seriesPointSchema>>;
/** The most points in one answer. */
export const POINTS_MAX = 10_000;
export const seriesSchema = listOf(seriesPointSchema).meta({ id: 'Series' });

/** The newest sample of one indicator at one tier. */
const latestSampleSchema = z
  .strictObject({
    indicator: indicatorIdSchema,
    tier: tierCodeSchema,
    t: wireTimeSchema,
    value: z.number(),
    quality: qualitySchema,
    demo: z.boolean(),
  })
  .meta({ id: 'LatestSample' });
export type LatestSample = Readonly<z.infer<typeof latestSampleSchema>>;
export const latestListSchema = listOf(latestSampleSchema).meta({ id: 'LatestSampleList' });

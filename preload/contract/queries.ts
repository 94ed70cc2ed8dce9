import { z } from 'zod';
import { indicatorIdSchema } from './domain/indicator.js';
import { POINTS_LEAST } from './domain/series.js';
import { tierCodeSchema } from './domain/tier.js';

/** The longest stretch of a series that is asked for at once, ms. */
const SERIES_SPAN_MAX_MS = 31 * 86_400_000;
/** The most points of a series that are answered; no screen is wider. */
const SERIES_POINTS_MAX = 10_000;
const SEARCH_HITS_MAX = 100;

/** Columns of one length; `t` in UTC ms, `quality` the place in `QUALITIES`, `demo` 0 or 1. */
const valueColumns = {
  t: z.array(z.number()),
  value: z.array(z.number()),
  quality: z.array(z.int().min(0).max(2)),
  demo: z.array(z.int().min(0).max(1)),
};

/** A stretch of a series, oldest first, thinned to what was asked for. */
const seriesAnswerSchema = z.strictObject({
  ...valueColumns,
  /** samples before thinning */
  total: z.int().min(0),
  /** false where samples may be missing: the backend is away, and not all of the stretch is here */
  complete: z.boolean(),
});

/** The newest sample of each series that was asked for. */
const latestAnswerSchema = z.strictObject({
  indicator: z.array(indicatorIdSchema),
  tier: z.array(tierCodeSchema),
  ...valueColumns,
  /** too old to stand for the present, in the backend's time */
  stale: z.array(z.boolean()),
});

/** What can be found, the likeliest meant first. */
const SEARCH_KINDS = ['tier', 'template', 'incident', 'command', 'party', 'asset'] as const;
export const searchKindSchema = z.enum(SEARCH_KINDS);
export type SearchKind = z.infer<typeof searchKindSchema>;

const searchHitSchema = z.strictObject({
  kind: searchKindSchema,
  id: z.string(),
  title: z.string(),
  tier: tierCodeSchema.optional(),
  /** the name of the place where it is; of a tier the one above it */
  where: z.string().optional(),
});
export type SearchHit = Readonly<z.infer<typeof searchHitSchema>>;

/** What the screens ask of the cache: verbs of the console. */
export const queryVerbs = {
  /** `from` to before `to`, UTC ms, at most 31 days; thinned by the indicator's own way (`thinningOf`). */
  series: {
    argument: z
      .strictObject({
        indicator: indicatorIdSchema,
        tier: tierCodeSchema,
        from: z.int().min(0),
        to: z.int().min(0),
        points: z.int().min(POINTS_LEAST).max(SERIES_POINTS_MAX),
      })
      .refine(({ from, to }) => from < to && to - from <= SERIES_SPAN_MAX_MS, { path: ['to'] }),
    answer: seriesAnswerSchema,
  },
  /** One indicator over the tiers, or one tier over the indicators. */
  latest: {
    argument: z.union([z.strictObject({ indicator: indicatorIdSchema }), z.strictObject({ tier: tierCodeSchema })]),
    answer: latestAnswerSchema,
  },
  /** By a part of a name or id, by pinyin (`yuzhong`) or its initials (`yz`). */
  search: {
    argument: z.strictObject({ query: z.string().max(100), limit: z.int().min(1).max(SEARCH_HITS_MAX) }),
    answer: z.array(searchHitSchema),
  },
} as const;

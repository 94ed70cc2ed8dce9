import { z } from 'zod';
import { tierCodeSchema } from './tier.js';
import { wireTimeSchema } from './time.js';

/** The six coordinations that a governance centre works in. */
const domainSchema = z
  .enum(['facility-operation', 'life-services', 'ecology-landscape', 'social-governance', 'emergency', 'civic-culture'])
  .meta({ id: 'Domain' });

/** The six systems of the city's digital governance. */
const systemSchema = z.enum(['party', 'government', 'economy', 'society', 'culture', 'law']).meta({ id: 'System' });

export const indicatorIdSchema = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .meta({ id: 'IndicatorId' });

const described = {
  id: indicatorIdSchema,
  title: z.string().min(1).max(60),
  unit: z.string().min(1).max(20),
  domain: domainSchema,
  system: systemSchema,
  periodMs: z.int().min(1000).describe('how often a sample is due'),
  staleAfterMs: z.int().min(1000).describe('without a sample for so long it is stale, and looks stale'),
  owner: z.string().min(1).max(60).describe('a party id, or the department that answers for it'),
  templates: z.array(z.string().min(1)).describe('templates that help when it goes wrong'),
  note: z.string().min(1).max(400).optional().describe('how it is counted, and where its limits come from'),
};
const pairSchema = z.tuple([z.number(), z.number()]);

/** An indicator's definition 指标; limits are in its unit. */
export const indicatorSchema = z
  .discriminatedUnion('direction', [
    z.strictObject({
      ...described,
      direction: z.enum(['higher', 'lower']).describe('which way is better'),
      target: z.number(),
      warn: z.number(),
      critical: z.number(),
    }),
    z.strictObject({
      ...described,
      direction: z.literal('band').describe('good between two limits'),
      target: pairSchema,
      warn: pairSchema,
      critical: pairSchema,
    }),
  ])
  .meta({ id: 'Indicator' });
export type Indicator = Readonly<z.infer<typeof indicatorSchema>>;

export const QUALITIES = ['good', 'uncertain', 'bad'] as const;
export const qualitySchema = z.enum(QUALITIES).meta({ id: 'Quality' });
export type Quality = z.infer<typeof qualitySchema>;

/** The greatest value of a sample, either way: sums and means of many stay numbers. */
const VALUE_MAX = 1e15;
/** The most samples in one `POST /v1/samples`. */
export const SAMPLES_MAX = 5000;

/** A measured value as its author hands it in. */
export const sampleSchema = z
  .strictObject({
    indicator: indicatorIdSchema,
    tier: tierCodeSchema,
    t: wireTimeSchema.describe('when it was measured'),
    value: z.number().min(-VALUE_MAX).max(VALUE_MAX).describe("in the indicator's unit"),
    quality: qualitySchema.default('good'),
  })
  .meta({ id: 'Sample' });
export type Sample = Readonly<z.infer<typeof sampleSchema>>;

/**
 * Whether a sample is too old to stand for the present, and has to look so.
 * @param sample its time in UTC ms
 * @param now backend's clock, UTC ms
 */
export const isStale = ({ t }: { readonly t: number }, { staleAfterMs }: Pick<Indicator, 'staleAfterMs'>, now: number): boolean =>
  now - t > staleAfterMs;

/**
 * Whether target, warn and critical follow each other the way that `direction` says: each limit is at least as bad
 * as the one before, and critical is worse than the target.
 */
export function limitsFollow(indicator: Indicator): boolean {
  const { direction } = indicator;
  if (direction !== 'band') {
    const { target, warn, critical } = indicator;
    const sign = direction === 'lower' ? 1 : -1;
    return sign * (warn - target) >= 0 && sign * (critical - warn) >= 0 && critical !== target;
  }
  const [[lowest, low, lower], [highest, high, higher]] = [0, 1].map((side) =>
    [indicator.critical, indicator.warn, indicator.target].map((pair) => pair[side] ?? Number.NaN),
  ) as [[number, number, number], [number, number, number]];
  return lowest <= low && low <= lower && lower < higher && higher <= high && high <= highest && lowest < highest;
}

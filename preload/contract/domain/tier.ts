import { z } from 'zod';

export const TIER_LEVELS = ['city', 'district', 'town'] as const;
export const tierLevelSchema = z.enum(TIER_LEVELS).meta({ id: 'TierLevel' });
export type TierLevel = z.infer<typeof tierLevelSchema>;

/** Six digits for city and district (GB/T 2260), nine for a town (statistical code). */
export const tierCodeSchema = z
  .string()
  .regex(/^(\d{6}|\d{9})$/)
  .meta({ id: 'TierCode' });
export type TierCode = z.infer<typeof tierCodeSchema>;

const dateSchema = z.string().regex(/^\d{4}-\d\d-\d\d$/);

/**
 * A governance centre's place in the tree. The tree is given by `parent`, never by a code's prefix.
 * A tier is valid from `validFrom` (inclusive) to `validTo` (exclusive); `successor` took over.
 */
export const tierSchema = z
  .strictObject({
    code: tierCodeSchema,
    parent: tierCodeSchema.nullable(),
    level: tierLevelSchema,
    name: z.string().min(1).max(60),
    /** [longitude, latitude], WGS 84 degrees */
    centroid: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]),
    /** `synthetic`: placed inside its district, not surveyed; shown as approximate */
    quality: z.enum(['official', 'derived', 'geonames', 'synthetic']),
    validFrom: dateSchema,
    validTo: dateSchema.optional(),
    successor: tierCodeSchema.optional(),
  })
  .meta({ id: 'Tier' });
export type Tier = Readonly<z.infer<typeof tierSchema>>;

/** The tiers that are valid on a date (`YYYY-MM-DD`). */
export const tiersAt = (tiers: readonly Tier[], date: string): Tier[] =>
  tiers.filter((tier) => tier.validFrom <= date && (tier.validTo === undefined || date < tier.validTo));

/**
 * `root` and everything below it, parents before children; `depth` 1 = the root and its children.
 * `tiers` must hold one entry per code (see `tiersAt`). An unknown root gives an empty list.
 */
export function subtree(tiers: readonly Tier[], root: TierCode, depth = Number.POSITIVE_INFINITY): Tier[] {
  const children = new Map<TierCode | null, Tier[]>();
  for (const tier of tiers) {
    const siblings = children.get(tier.parent);
    if (siblings === undefined) children.set(tier.parent, [tier]);
    else siblings.push(tier);
  }
  const start = tiers.find((tier) => tier.code === root);
  if (start === undefined) return [];
  const found: Tier[] = [start];
  let front = [start];
  for (let level = 0; level < depth && front.length > 0; level += 1) {
    front = front.flatMap((tier) => children.get(tier.code) ?? []);
    found.push(...front);
  }
  return found;
}

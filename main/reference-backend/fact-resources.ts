import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Indicator } from '../../preload/contract/index.js';
import { assetSchema, indicatorSchema, limitsFollow } from '../../preload/contract/index.js';
import type { StaticFeature } from './rules/features.js';
import { boxed } from './rules/features.js';

const fixedAssetSchema = assetSchema
  .pick({ id: true, kind: true, name: true, tier: true })
  .extend({ position: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]) });
/** An asset that a fresh backend begins with. */
export type FixedAsset = Readonly<z.infer<typeof fixedAssetSchema>>;

const geoJsonSchema = z.object({
  features: z.array(
    z.object({
      properties: z.record(z.string(), z.unknown()),
      geometry: z.object({
        type: z.enum(['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']),
        coordinates: z.array(z.unknown()),
      }),
    }),
  ),
});

/** Indicators, fixed assets and outlines that ship with the program. */
export type FactResources = {
  readonly indicators: readonly Indicator[];
  readonly assets: readonly FixedAsset[];
  readonly districts: readonly StaticFeature[];
  readonly rivers: readonly StaticFeature[];
};

/** @throws Error naming the file that is missing or does not fit: the installation is broken */
export function loadFacts(folder: string): FactResources {
  const indicators = readdirSync(join(folder, 'indicators'))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => readIndicators(join(folder, 'indicators', name)));
  const data = join(folder, 'data');
  return {
    indicators,
    assets: read(join(folder, 'assets', 'fixed.json'), z.array(fixedAssetSchema)),
    districts: readFeatures(join(data, 'districts.geojson'), ({ code }) => String(code)),
    rivers: readFeatures(join(data, 'rivers.geojson'), (_properties, index) => `river-${index + 1}`),
  };
}

function readIndicators(file: string): Indicator[] {
  const indicators = read(file, z.array(indicatorSchema));
  const wrong = indicators.find((indicator) => !limitsFollow(indicator) || indicator.staleAfterMs <= indicator.periodMs);
  if (wrong !== undefined) throw new Error(`${file}: the limits of ${wrong.id} do not follow each other`);
  return indicators;
}

const readFeatures = (
  file: string,
  id: (properties: Readonly<Record<string, unknown>>, index: number) => string,
): StaticFeature[] =>
  read(file, geoJsonSchema).features.map(({ properties, geometry }, index) =>
    boxed({ type: 'Feature', id: id(properties, index), geometry, properties }),
  );

function read<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${parsed.error.message}`);
  return parsed.data;
}

import { z } from 'zod';
import { listOf } from './query.js';

/** West, south, east, north; WGS 84 degrees. West may be greater than east: across the antimeridian (RFC 7946, 5.2). */
const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = readonly [west: number, south: number, east: number, north: number];

const bboxText = /^-?\d{1,3}(\.\d{1,15})?(,-?\d{1,3}(\.\d{1,15})?){3}$/;

/** `west,south,east,north` in a query. */
export const bboxQuerySchema = z
  .string()
  .regex(bboxText, 'expected west,south,east,north in degrees')
  .transform((text) => text.split(',').map(Number) as unknown as Box)
  .refine(([west, south, east, north]) => [west, east].every((lng) => Math.abs(lng) <= 180) && south >= -90 && north <= 90, {
    message: 'outside the earth',
  })
  .refine(([, south, , north]) => south <= north, { message: 'south of the box is north of it' })
  .meta({ wire: { type: 'string', pattern: bboxText.source, example: '106.2,29.3,106.9,29.8' } });

/** A set of features that can be asked for. */
export const collectionSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    title: z.string().min(1),
    description: z.string().min(1),
    attribution: z.string().min(1).optional().describe('where the data comes from, and its licence; show it with the features'),
    bbox: boxSchema.optional().describe('of what does not change'),
    geometries: z.array(z.string().min(1)),
  })
  .meta({ id: 'Collection' });
export type Collection = Readonly<z.infer<typeof collectionSchema>>;

export const collectionListSchema = listOf(collectionSchema).meta({ id: 'CollectionList' });

const simpleGeometrySchema = z.strictObject({
  type: z.enum(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']),
  coordinates: z.array(z.unknown()),
});
/** RFC 7946, section 3.1. */
const featureGeometrySchema = z
  .union([
    simpleGeometrySchema,
    z.strictObject({ type: z.literal('GeometryCollection'), geometries: z.array(simpleGeometrySchema) }),
  ])
  .meta({ id: 'FeatureGeometry' });

const featureSchema = z
  .strictObject({
    type: z.literal('Feature'),
    id: z.string().min(1),
    geometry: featureGeometrySchema,
    properties: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Feature' });
export type Feature = Readonly<z.infer<typeof featureSchema>>;

/** RFC 7946, with `next` as in every list. */
export const featureCollectionSchema = z
  .strictObject({ type: z.literal('FeatureCollection'), features: z.array(featureSchema), next: z.string().optional() })
  .meta({ id: 'FeatureCollection' });

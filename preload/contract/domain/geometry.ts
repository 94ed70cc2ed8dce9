import { z } from 'zod';

/** The most positions in one geometry. */
export const GEOMETRY_POSITIONS_MAX = 5000;

/** RFC 7946, 3.1.1: longitude, latitude in WGS 84 degrees, and perhaps metres above the ellipsoid. */
export const geoPositionSchema = z
  .union([
    z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]),
    z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90), z.number().min(-12_000).max(100_000)]),
  ])
  .meta({ id: 'GeoPosition' });
type Position = Readonly<z.infer<typeof geoPositionSchema>>;

const positions = (least: number): z.ZodArray<typeof geoPositionSchema> =>
  z.array(geoPositionSchema).min(least).max(GEOMETRY_POSITIONS_MAX);

const isClosed = (ring: readonly Position[]): boolean => {
  const [first, last] = [ring[0], ring.at(-1)];
  return first?.every((value, axis) => value === last?.[axis]) === true && first.length === last?.length;
};
/** RFC 7946, 3.1.6: four or more positions, the last one is the first one. */
const ringSchema = positions(4).refine(isClosed, 'a ring ends where it begins');
const ringsSchema = z.array(ringSchema).min(1).max(500);

const pointSchema = z.strictObject({ type: z.literal('Point'), coordinates: geoPositionSchema });
const simpleSchemas = [
  pointSchema,
  z.strictObject({ type: z.literal('MultiPoint'), coordinates: positions(1) }),
  z.strictObject({ type: z.literal('LineString'), coordinates: positions(2) }),
  z.strictObject({ type: z.literal('MultiLineString'), coordinates: z.array(positions(2)).min(1).max(500) }),
  z.strictObject({ type: z.literal('Polygon'), coordinates: ringsSchema }),
  z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(ringsSchema).min(1).max(500) }),
] as const;
const simpleSchema = z.discriminatedUnion('type', simpleSchemas).meta({ id: 'SimpleGeometry' });

/** How many positions coordinates hold, however deep. */
const countNested = (coordinates: unknown): number => {
  if (!Array.isArray(coordinates)) return 0;
  return typeof coordinates[0] === 'number' ? 1 : coordinates.reduce<number>((sum, inner) => sum + countNested(inner), 0);
};

const anySchema = z.discriminatedUnion('type', [
  simpleSchema,
  z.strictObject({ type: z.literal('GeometryCollection'), geometries: z.array(simpleSchema).min(1).max(100) }),
]);
export type Geometry = Readonly<z.infer<typeof anySchema>>;

/** How many positions a geometry holds. */
export function countPositions(geometry: Geometry): number {
  if (geometry.type !== 'GeometryCollection') return countNested(geometry.coordinates);
  return geometry.geometries.reduce((sum, { coordinates }) => sum + countNested(coordinates), 0);
}

/** A GeoJSON geometry (RFC 7946, 3.1); a collection holds no collections. */
export const geometrySchema = anySchema
  .refine((geometry) => countPositions(geometry) <= GEOMETRY_POSITIONS_MAX, `more than ${GEOMETRY_POSITIONS_MAX} positions`)
  .describe(`GeoJSON geometry (RFC 7946) with at most ${GEOMETRY_POSITIONS_MAX} positions; rings are closed`)
  .meta({ id: 'GeoJsonGeometry' });

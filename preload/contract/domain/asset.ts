import { z } from 'zod';
import { qualitySchema } from './indicator.js';
import { tierCodeSchema } from './tier.js';
import { wireTimeSchema } from './time.js';

/** Letters of any script, so that a number plate is an id: 渝A·12345. */
export const assetIdSchema = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:·-]{0,79}$/u);
export const assetKindSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .describe('truck, ambulance, boat, camera, station …');

/** The kind of an asset of which nobody has said what it is. */
export const UNKNOWN_KIND = 'unknown';

const headingSchema = z.number().min(0).max(360).describe('degrees clockwise from north');
const speedSchema = z.number().min(0).max(500).describe('metres per second');
/** Where something is or was; WGS 84 degrees. */
const placeFields = { lng: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) };

/** The most positions in one `POST /v1/positions`. */
export const POSITIONS_MAX = 10_000;

/** A position as its author hands it in. */
export const positionSchema = z
  .strictObject({
    asset: assetIdSchema,
    t: wireTimeSchema.describe('when it was there'),
    ...placeFields,
    heading: headingSchema.nullish(),
    speed: speedSchema.nullish(),
    quality: qualitySchema.default('good'),
    kind: assetKindSchema.optional().describe(`what the asset is; ${UNKNOWN_KIND} until somebody says it`),
    name: z.string().min(1).max(80).optional().describe('what the asset is called; its id until somebody says it'),
    tier: tierCodeSchema.optional().describe("of an asset that is not known yet; the caller's own without it"),
  })
  .meta({ id: 'Position' });
export type Position = Readonly<z.infer<typeof positionSchema>>;

/** A position as the server keeps it. */
export const trailPointSchema = z
  .strictObject({
    t: wireTimeSchema,
    ...placeFields,
    heading: headingSchema.optional(),
    speed: speedSchema.optional(),
    quality: qualitySchema,
    demo: z.boolean(),
  })
  .meta({ id: 'TrailPoint' });

/** Something that moves or stands: a truck, an ambulance, a boat, a camera. */
export const assetSchema = z
  .strictObject({
    id: assetIdSchema,
    kind: assetKindSchema,
    name: z.string().min(1).max(80),
    tier: tierCodeSchema,
    fixed: z.boolean(),
    demo: z.boolean(),
    position: trailPointSchema
      .partial({ t: true })
      .meta({ id: 'AssetPosition' })
      .optional()
      .describe('the last one known; without `t` it is where a fixed asset was installed'),
  })
  .meta({ id: 'Asset' });
export type Asset = Readonly<z.infer<typeof assetSchema>>;

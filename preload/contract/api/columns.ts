import { z } from 'zod';
import { assetIdSchema } from '../domain/asset.js';
import { indicatorIdSchema, qualitySchema } from '../domain/indicator.js';

/**
 * The data of a `samples` event: what one batch brought for one tier (the event's subject), as columns of one length.
 * `t` in UTC ms; `demo`: a demo account handed it in (absent where it was stored before that was noted). Over the stream it goes as an Arrow frame, never as JSON.
 */
export const sampleColumnsSchema = z.strictObject({
  indicator: z.array(indicatorIdSchema),
  t: z.array(z.int()),
  value: z.array(z.number()),
  quality: z.array(qualitySchema),
  demo: z.boolean().optional(),
});
export type SampleColumns = Readonly<z.infer<typeof sampleColumnsSchema>>;

/** The data of a `positions` event, likewise; heading in degrees, speed in m/s, null where nobody told. */
export const positionColumnsSchema = z.strictObject({
  asset: z.array(assetIdSchema),
  t: z.array(z.int()),
  lng: z.array(z.number()),
  lat: z.array(z.number()),
  heading: z.array(z.number().nullable()),
  speed: z.array(z.number().nullable()),
  quality: z.array(qualitySchema),
  demo: z.boolean().optional(),
});
export type PositionColumns = Readonly<z.infer<typeof positionColumnsSchema>>;

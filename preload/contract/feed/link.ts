import { z } from 'zod';
import { appErrorSchema } from '../result.js';

/** The link to the backend, as every window shows it. */
export const linkStateSchema = z.enum(['connecting', 'live', 'catching-up', 'offline', 'refused']);
export type LinkState = z.infer<typeof linkStateSchema>;

/** What the wall is showing. */
export const modeSchema = z.enum(['live', 'drill', 'replay', 'offline']);
export type Mode = z.infer<typeof modeSchema>;

export const linkSchema = z.strictObject({
  state: linkStateSchema,
  /** hub's monotonic ms at which the state began */
  since: z.number(),
  /** hub's monotonic ms of the last word from the backend; absent before the first */
  heardAt: z.number().optional(),
  /** hub's monotonic ms of the next try, while offline */
  retryAt: z.number().optional(),
  /** measured round trip, ms */
  roundTripMs: z.number().optional(),
  /** backend's clock minus this machine's wall clock as both stood when the picture was made, ms; absent until measured */
  clockOffsetMs: z.number().optional(),
  problem: appErrorSchema.optional(),
});
export type Link = Readonly<z.infer<typeof linkSchema>>;

import { z } from 'zod';
import { commandViewSchema } from '../api/command.js';
import { cameraMoveSchema } from '../domain/camera.js';
import { uuidSchema } from '../domain/command.js';
import { tierCodeSchema } from '../domain/tier.js';
import { linkSchema, modeSchema } from './link.js';

/** A running command, its tree included, and what it is called here. */
export const commandSummarySchema = commandViewSchema.extend({ title: z.string() });
export type CommandSummary = Readonly<z.infer<typeof commandSummarySchema>>;

/** What every window knows. A new version becomes the picture at `effectiveAt` (hub's monotonic ms), on all together. */
export const pictureSchema = z.strictObject({
  version: z.int().min(0),
  effectiveAt: z.number(),
  tier: tierCodeSchema,
  mode: modeSchema,
  link: linkSchema,
  /** newest first; running ones and those finished lately */
  commands: z.array(commandSummarySchema),
  /** the command whose tree is on the map */
  focus: uuidSchema.nullable(),
  camera: cameraMoveSchema,
});
export type Picture = Readonly<z.infer<typeof pictureSchema>>;

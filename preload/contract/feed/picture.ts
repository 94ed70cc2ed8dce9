import { z } from 'zod';
import type { CommandView } from '../api/command.js';
import { cameraMoveSchema } from '../domain/camera.js';
import { uuidSchema } from '../domain/command.js';
import { tierCodeSchema } from '../domain/tier.js';
import { linkSchema, modeSchema } from './link.js';

/** A running command, its tree included, and what it is called here. */
export type CommandSummary = CommandView & { readonly title: string };

/** What the whole wall shows, apart from commands. */
export const sceneSchema = z.strictObject({
  tier: tierCodeSchema,
  mode: modeSchema,
  link: linkSchema,
  /** the command whose tree is on the map */
  focus: uuidSchema.nullable(),
  camera: cameraMoveSchema,
});
export type Scene = Readonly<z.infer<typeof sceneSchema>>;

/**
 * What every window knows, put together from the frames of its topics. A new version becomes the picture at
 * `effectiveAt` (hub's monotonic ms), on all windows together.
 */
export type Picture = Scene & {
  readonly version: number;
  readonly effectiveAt: number;
  /** newest first; running ones and those finished lately */
  readonly commands: readonly CommandSummary[];
};

import { z } from 'zod';

/** What the hub tells of itself, once a second, to whoever looks at it. */
export const diagnosticsSchema = z.strictObject({
  /** counts since the hub's start (`…_total`), and what is so now; the unit is the last part of a name */
  figures: z.record(z.string(), z.number()),
  /** one for each window: frames sent that it does not show yet, and whether more waits for it */
  windows: z.array(z.strictObject({ role: z.enum(['wall', 'console']), unshown: z.int().min(0), owed: z.boolean() })),
  /** the hall's files, how they are, and their sizes in bytes */
  files: z.array(z.strictObject({ name: z.string(), state: z.string(), bytes: z.number(), logBytes: z.number() })),
});
export type Diagnostics = Readonly<z.infer<typeof diagnosticsSchema>>;

/** Something of the backend's that did not fit: when (server's UTC ms), what, why, and how it reads (4 kB at most). */
export const keptAsideSchema = z.strictObject({
  id: z.int().min(1),
  at: z.number(),
  what: z.enum(['event', 'frame', 'rows', 'item']),
  reason: z.string(),
  text: z.string().max(4000),
});
export type KeptAsideItem = Readonly<z.infer<typeof keptAsideSchema>>;
/** So many are kept, the newest. */
export const KEPT_ASIDE_MAX = 200;

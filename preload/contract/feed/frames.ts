import { z } from 'zod';
import { appErrorSchema } from '../result.js';
import { deskSchema } from './desk.js';
import { pictureSchema } from './picture.js';
import type { DeskVerb } from './verbs.js';
import { deskVerbs } from './verbs.js';

/** Window → hub, over the window's own port. */
export const toHubSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ping'), id: z.int() }),
  z.strictObject({
    kind: z.literal('ask'),
    id: z.int(),
    verb: z.enum(Object.keys(deskVerbs) as [DeskVerb, ...DeskVerb[]]),
    argument: z.unknown(),
  }),
]);
export type ToHub = z.infer<typeof toHubSchema>;

/** Hub → window. `pong` doubles as the heartbeat: a window pings every second. */
export const fromHubSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pong'), id: z.int(), hubNow: z.number() }),
  z.strictObject({ kind: z.literal('picture'), picture: pictureSchema }),
  z.strictObject({ kind: z.literal('desk'), desk: deskSchema }),
  z.strictObject({
    kind: z.literal('answer'),
    id: z.int(),
    result: z.union([
      z.strictObject({ ok: z.literal(true), value: z.unknown() }),
      z.strictObject({ ok: z.literal(false), error: appErrorSchema }),
    ]),
  }),
]);
export type FromHub = z.infer<typeof fromHubSchema>;

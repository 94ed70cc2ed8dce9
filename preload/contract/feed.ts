import { z } from 'zod';
import type { commandAnswerSchema } from './api/command.js';
import { commandViewSchema } from './api/command.js';
import { roleSchema } from './api/session.js';
import { cameraMoveSchema, cameraSchema } from './domain/camera.js';
import { outboxStateSchema, sha256Schema, uuidSchema } from './domain/command.js';
import { templateSchema } from './domain/template.js';
import { tierCodeSchema, tierLevelSchema, tierSchema } from './domain/tier.js';
import { appErrorSchema } from './result.js';

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

/** An order in this hall's outbox. */
export const outboxItemSchema = z.strictObject({
  id: uuidSchema,
  title: z.string(),
  text: z.string(),
  state: outboxStateSchema,
  /** UTC ms */
  queuedAt: z.number(),
  expiresAt: z.number(),
  attempts: z.int().min(0),
  problem: appErrorSchema.optional(),
});
export type OutboxItem = Readonly<z.infer<typeof outboxItemSchema>>;

/** What only the console knows besides the picture. */
export const deskSchema = z.strictObject({
  version: z.int().min(0),
  /** the run of the hub that drew it up: a restarted hub has another, and counts versions anew */
  hub: uuidSchema,
  session: z
    .strictObject({ account: z.string(), roles: z.array(roleSchema), tier: tierCodeSchema, expiresAt: z.number() })
    .nullable(),
  templates: z.array(templateSchema),
  tiers: z.array(tierSchema),
  outbox: z.array(outboxItemSchema),
});
export type Desk = Readonly<z.infer<typeof deskSchema>>;

/** A command prepared but not sent: what the officer sees before holding the key. */
export const preparedSchema = z.strictObject({
  id: uuidSchema,
  hash: sha256Schema,
  title: z.string(),
  text: z.string(),
  levels: z.partialRecord(tierLevelSchema, z.int().min(1)),
  total: z.int().min(1),
  /** clock times if issued now, UTC ms */
  limitsAt: z.strictObject({ deliver: z.number(), accept: z.number(), report: z.number(), finish: z.number() }),
  /** UTC ms after which it is no longer sent */
  expiresAt: z.number(),
});
export type Prepared = Readonly<z.infer<typeof preparedSchema>>;

/** What the console may ask the hub: verb → argument and answer. */
export const deskVerbs = {
  logIn: {
    argument: z.strictObject({ name: z.string().min(1).max(80), password: z.string().min(1).max(200) }),
    answer: z.null(),
  },
  logOut: { argument: z.null(), answer: z.null() },
  prepare: {
    argument: z.strictObject({ template: z.string().min(1).max(80), parameters: z.record(z.string(), z.string().max(200)) }),
    answer: preparedSchema,
  },
  /** Queues the prepared command; answered once it is committed to durable.db, before anything is sent. */
  issue: { argument: z.strictObject({ id: uuidSchema, hash: sha256Schema }), answer: outboxItemSchema },
  focus: { argument: z.strictObject({ command: uuidSchema.nullable() }), answer: z.null() },
  /** Moves the wall's camera: to a tier (null = overview), or to a given camera. */
  look: {
    argument: z.union([z.strictObject({ tier: tierCodeSchema.nullable() }), z.strictObject({ camera: cameraSchema })]),
    answer: z.null(),
  },
} as const;
export type DeskVerb = keyof typeof deskVerbs;
export type DeskArgument<V extends DeskVerb> = z.infer<(typeof deskVerbs)[V]['argument']>;
export type DeskAnswer<V extends DeskVerb> = z.infer<(typeof deskVerbs)[V]['answer']>;

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

/** The answer that the backend gave to a queued command. */
export type BackendAnswer = z.infer<typeof commandAnswerSchema>;

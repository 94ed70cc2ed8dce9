import { z } from 'zod';
import { uuidSchema } from '../domain/command.js';
import { appErrorSchema } from '../result.js';
import type { RowOf, RowTopic, ValueTopic } from './topics.js';
import { COLUMN_TOPICS, ROW_TOPICS, subscriptionSchema, valueTopics } from './topics.js';
import type { DeskVerb } from './verbs.js';
import { deskVerbs } from './verbs.js';

/** Window → hub, over the window's own port. */
export const toHubSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ping'), id: z.int() }),
  /**
   * All that the window wants; it replaces what it wanted before. A topic whose filter stayed the same goes on where it
   * was, unless the window says that it has nothing (`fresh`).
   */
  z.strictObject({ kind: z.literal('subscribe'), topics: subscriptionSchema, fresh: z.boolean() }),
  /** The window shows this version, and with it all before. */
  z.strictObject({ kind: z.literal('ack'), version: z.int().min(1) }),
  z.strictObject({
    kind: z.literal('ask'),
    id: z.int(),
    verb: z.enum(Object.keys(deskVerbs) as [DeskVerb, ...DeskVerb[]]),
    argument: z.unknown(),
  }),
]);
export type ToHub = z.infer<typeof toHubSchema>;

const valuePart = <const T extends ValueTopic>(topic: T) =>
  z.strictObject({ form: z.literal('value'), topic: z.literal(topic), value: valueTopics[topic] });

/**
 * What a frame says of one topic. Rows travel as JSON text (`RowDelta`) and numbers as an Arrow IPC stream: both are
 * written once for all windows, and reach the page by copying bytes. `full` replaces what the window has of the topic.
 */
const framePartSchema = z.discriminatedUnion('form', [
  z.discriminatedUnion('topic', [valuePart('scene'), valuePart('desk'), valuePart('catalogue'), valuePart('diagnostics')]),
  z.strictObject({ form: z.literal('rows'), topic: z.enum(ROW_TOPICS), full: z.boolean(), text: z.string() }),
  z.strictObject({
    form: z.literal('columns'),
    topic: z.enum(COLUMN_TOPICS),
    full: z.boolean(),
    columns: z.instanceof(Uint8Array),
    /** keys that are gone or no longer pass the filter */
    removed: z.array(z.string()),
  }),
]);
export type FramePart = Readonly<z.infer<typeof framePartSchema>>;

/** The text of a part in the form `rows`: ids in `removed`. */
export type RowDelta<T extends RowTopic> = { readonly upserts: readonly RowOf[T][]; readonly removed: readonly string[] };

/**
 * One version of what a window wants. It takes effect at `effectiveAt` (hub's monotonic ms), on all windows together.
 * `from` is the version of the frame sent to this window before, 0 for the first one.
 */
const frameSchema = z.strictObject({
  kind: z.literal('frame'),
  /** the run of the hub: a restarted hub has another, and counts versions anew */
  hub: uuidSchema,
  version: z.int().min(1),
  from: z.int().min(0),
  effectiveAt: z.number(),
  topics: z.array(framePartSchema),
});
export type Frame = Readonly<z.infer<typeof frameSchema>>;

/** Hub → window. `pong` doubles as the heartbeat: a window pings every second. */
export const fromHubSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pong'), id: z.int(), hubNow: z.number() }),
  frameSchema,
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

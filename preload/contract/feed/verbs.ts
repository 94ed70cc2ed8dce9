import { z } from 'zod';
import { cameraSchema } from '../domain/camera.js';
import { sha256Schema, uuidSchema } from '../domain/command.js';
import { tierCodeSchema } from '../domain/tier.js';
import { keyIdSchema } from '../domain/signature.js';
import { keptAsideSchema } from '../diagnostics.js';
import { choiceSchema, orderEventSchema, outboxItemSchema, pendingKeySchema, preparedSchema } from '../order.js';
import { queryVerbs } from '../queries.js';

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
  /** Answers the question about an order whose precondition no longer holds. */
  answer: { argument: z.strictObject({ id: uuidSchema, choice: choiceSchema }), answer: z.null() },
  /** What happened to an order of this hall, in its order. */
  history: { argument: z.strictObject({ id: uuidSchema }), answer: z.array(orderEventSchema) },
  /** Keys of other persons that wait for this one's confirmation. */
  keys: { argument: z.null(), answer: z.array(pendingKeySchema) },
  confirmKey: { argument: z.strictObject({ id: keyIdSchema }), answer: z.null() },
  dismissNotice: { argument: z.strictObject({ id: z.string().min(1).max(160) }), answer: z.null() },
  /** What of the backend's did not fit, newest first. */
  keptAside: { argument: z.null(), answer: z.array(keptAsideSchema) },
  focus: { argument: z.strictObject({ command: uuidSchema.nullable() }), answer: z.null() },
  /** Moves the wall's camera: to a tier (null = overview), or to a given camera. */
  look: {
    argument: z.union([z.strictObject({ tier: tierCodeSchema.nullable() }), z.strictObject({ camera: cameraSchema })]),
    answer: z.null(),
  },
  ...queryVerbs,
} as const;
export type DeskVerb = keyof typeof deskVerbs;
export type DeskArgument<V extends DeskVerb> = z.infer<(typeof deskVerbs)[V]['argument']>;
export type DeskAnswer<V extends DeskVerb> = z.infer<(typeof deskVerbs)[V]['answer']>;

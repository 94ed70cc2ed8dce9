import { z } from 'zod';
import { outboxStateSchema, sha256Schema, uuidSchema } from './domain/command.js';
import { comparisonSchema } from './domain/template.js';
import { keyIdSchema } from './domain/signature.js';
import { tierCodeSchema, tierLevelSchema } from './domain/tier.js';
import { appErrorSchema } from './result.js';

/** What a precondition asks of an indicator, and what the indicator is called where that is known. */
const expectedSchema = z.strictObject({
  indicator: z.string().min(1).max(80),
  tier: tierCodeSchema,
  comparison: comparisonSchema,
  title: z.string().optional(),
  unit: z.string().optional(),
});

/**
 * How a precondition stood when it was looked at: `stale` and `missing` are no fresh value, `unreached` means that the
 * backend could not be asked. `found` is the newest sample that was there, fresh or not; times in UTC ms.
 */
const VERDICTS = ['holds', 'fails', 'stale', 'missing', 'unreached'] as const;
export const findingSchema = z.strictObject({
  expected: expectedSchema,
  verdict: z.enum(VERDICTS),
  found: z.strictObject({ value: z.number(), t: z.number() }).optional(),
  at: z.number(),
});
export type Finding = Readonly<z.infer<typeof findingSchema>>;

/** What the officer decides about an order whose precondition no longer holds. */
export const choiceSchema = z.enum(['send', 'withdraw']);
export type Choice = z.infer<typeof choiceSchema>;

/** What the officer is asked before an order that waited is sent, and the answer once it is given. */
export const orderQuestionSchema = findingSchema.extend({
  code: z.literal('precondition'),
  answer: z.strictObject({ choice: choiceSchema, by: z.string(), at: z.number() }).optional(),
});
export type OrderQuestion = Readonly<z.infer<typeof orderQuestionSchema>>;

/**
 * A step of an order's life. `waiting` names in `details.code` what it waits for; `checked` is a precondition found to
 * hold; `lost` means that the backend was replaced by one that does not know the order.
 */
const ORDER_EVENTS = [
  'queued',
  'waiting',
  'checked',
  'asked',
  'answered',
  'sent',
  'accepted',
  'refused',
  'expired',
  'lost',
] as const;
export const orderEventSchema = z.strictObject({
  /** backend's clock, UTC ms */
  at: z.number(),
  what: z.enum(ORDER_EVENTS),
  /** the person who did it; absent where the hall did */
  by: z.string().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type OrderEvent = Readonly<z.infer<typeof orderEventSchema>>;

/** An order in this hall's outbox. */
export const outboxItemSchema = z.strictObject({
  id: uuidSchema,
  title: z.string(),
  text: z.string(),
  state: outboxStateSchema,
  /** how many persons must approve it at the backend before it goes down */
  approvals: z.union([z.literal(0), z.literal(1)]),
  /** signed by its author: it leaves although nobody is logged in */
  signed: z.boolean(),
  /** UTC ms */
  queuedAt: z.number(),
  expiresAt: z.number(),
  attempts: z.int().min(0),
  problem: appErrorSchema.optional(),
  question: orderQuestionSchema.optional(),
});
export type OutboxItem = Readonly<z.infer<typeof outboxItemSchema>>;

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
  /** how the precondition stood when this was drawn up; absent where the template has none */
  precondition: findingSchema.optional(),
});
export type Prepared = Readonly<z.infer<typeof preparedSchema>>;

/**
 * The key of the person who is logged in, as the backend's directory has it; `unsent` while the backend has not taken
 * it yet. `mustSign`: the account had a confirmed key once, here or elsewhere, so nothing unsigned is taken from it.
 */
export const keyStateSchema = z.strictObject({
  id: keyIdSchema,
  status: z.enum(['unsent', 'pending', 'confirmed', 'revoked']),
  mustSign: z.boolean(),
});
export type KeyState = Readonly<z.infer<typeof keyStateSchema>>;

/** Another person's key that waits for confirmation. */
export const pendingKeySchema = z.strictObject({ id: keyIdSchema, account: z.string() });
export type PendingKey = Readonly<z.infer<typeof pendingKeySchema>>;

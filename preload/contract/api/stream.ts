import { z } from 'zod';
import { commandStateSchema, commandModeSchema, sha256Schema, uuidSchema } from '../domain/command.js';
import { storedReceiptSchema } from '../domain/receipt.js';
import { tierCodeSchema } from '../domain/tier.js';
import { wireTimeSchema } from '../domain/time.js';
import { incidentSchema } from '../domain/incident.js';
import { alarmSchema } from './alarm.js';
import { inboxItemSchema, sequenceSchema } from './command.js';
import { escalationEventSchema } from './directive.js';
import { messageSchema } from './message.js';
import { problemSchema } from './problem.js';
import { shiftEventSchema } from './shift.js';

/** What a client may subscribe to; the names are also the last part of the event types. */
export const topicSchema = z.enum([
  'commands',
  'directives',
  'receipts',
  'messages',
  'escalations',
  'samples',
  'positions',
  'incidents',
  'alarms',
  'shifts',
]);
export type Topic = z.infer<typeof topicSchema>;

/** A command began or changed its state. */
const commandEventSchema = z.strictObject({
  id: uuidSchema,
  hash: sha256Schema,
  state: commandStateSchema,
  mode: commandModeSchema,
  issuedAt: wireTimeSchema.optional(),
  demo: z.literal(true).optional(),
});

const envelope = {
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  time: wireTimeSchema,
  /** the tier that the event concerns */
  subject: tierCodeSchema,
  datacontenttype: z.literal('application/json'),
  sequence: sequenceSchema,
};

/** CloudEvents 1.0 with the `sequence` extension. */
export const streamEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...envelope, type: z.literal('yilan.commands'), data: commandEventSchema }),
  z.strictObject({ ...envelope, type: z.literal('yilan.directives'), data: inboxItemSchema }),
  z.strictObject({ ...envelope, type: z.literal('yilan.receipts'), data: storedReceiptSchema }),
  z.strictObject({ ...envelope, type: z.literal('yilan.messages'), data: messageSchema }),
  z.strictObject({ ...envelope, type: z.literal('yilan.escalations'), data: escalationEventSchema }),
  z.strictObject({ ...envelope, type: z.literal('yilan.incidents'), data: incidentSchema }),
  z.strictObject({ ...envelope, type: z.literal('yilan.alarms'), data: alarmSchema }),
  z.strictObject({ ...envelope, type: z.literal('yilan.shifts'), data: shiftEventSchema }),
]);
export type StreamEvent = Readonly<z.infer<typeof streamEventSchema>>;

export const helloSchema = z.strictObject({
  hello: z.strictObject({ epoch: z.string().min(1), sequence: sequenceSchema, oldest: sequenceSchema }),
});

/** `from` is the last sequence sent to this subscription before the frame, `to` the last one in it. */
export const streamFrameSchema = z.strictObject({
  from: sequenceSchema,
  to: sequenceSchema,
  events: z.array(streamEventSchema).max(2000),
});
export type StreamFrame = Readonly<z.infer<typeof streamFrameSchema>>;

/** Answer to `{receipts: […]}` that the client sent over the stream; `accepted` once they are committed. */
export const streamAnswerSchema = z.union([
  z.strictObject({ accepted: z.array(uuidSchema) }),
  z.strictObject({ problem: problemSchema }),
]);
export type StreamAnswer = Readonly<z.infer<typeof streamAnswerSchema>>;

/** Closing code: the token has expired or was logged out; a new one is needed. */
export const CLOSE_TOKEN = 4401;
/** Closing code: the client asks for what is no longer kept, or from another epoch; it must refill by HTTP. */
export const CLOSE_GONE = 4410;
/** Closing code: the client reads more slowly than the server's bound allows. */
export const CLOSE_TOO_SLOW = 4408;

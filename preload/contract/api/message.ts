import { z } from 'zod';
import { commandModeSchema, uuidSchema } from '../domain/command.js';
import { wireTimeSchema } from '../domain/time.js';
import { listOf } from './query.js';

/** `POST /v1/directives/{id}/messages` */
export const messageRequestSchema = z.strictObject({ text: z.string().min(1).max(2000) }).meta({ id: 'NewMessage' });

/** A word between the two sides of a directive; it decides nothing. Also the data of a `messages` event. */
export const messageSchema = z
  .strictObject({
    id: uuidSchema,
    directive: uuidSchema,
    text: z.string().min(1).max(2000),
    mode: commandModeSchema.describe('of the command'),
    by: z.string().min(1),
    at: wireTimeSchema,
    sequence: z.string().regex(/^\d+$/),
    demo: z.boolean(),
  })
  .meta({ id: 'Message' });
export type Message = Readonly<z.infer<typeof messageSchema>>;

export const messageListSchema = listOf(messageSchema).meta({ id: 'MessageList' });

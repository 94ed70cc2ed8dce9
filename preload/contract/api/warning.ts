import { z } from 'zod';
import { uuidSchema } from '../domain/command.js';
import { happeningIdSchema } from '../domain/incident.js';
import { tierCodeSchema } from '../domain/tier.js';
import { wireTimeSchema } from '../domain/time.js';

/** The media types in which a CAP message may come. */
export const CAP_MEDIA_TYPES = ['application/cap+xml', 'application/xml', 'text/xml'] as const;

/** Answer to `POST /v1/warnings`. */
export const warningAnswerSchema = z
  .strictObject({
    id: uuidSchema,
    incident: happeningIdSchema.nullable().describe('the incident that it made, changed or closed; null: none'),
  })
  .meta({ id: 'WarningAnswer' });
export type WarningAnswer = Readonly<z.infer<typeof warningAnswerSchema>>;

/** What names a CAP message: sender, identifier and the time it was sent. */
const messageNameSchema = z.strictObject({ sender: z.string(), identifier: z.string(), sent: wireTimeSchema });

export const warningStateSchema = z.enum(['current', 'superseded', 'cancelled', 'expired', 'noted']).meta({ id: 'WarningState' });
export type WarningState = z.infer<typeof warningStateSchema>;

/** `GET /v1/warnings/{id}`: the message as it came, and how it was read. */
export const warningSchema = z
  .strictObject({
    id: uuidSchema,
    ...messageNameSchema.shape,
    status: z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
    msgType: z.enum(['Alert', 'Update', 'Cancel', 'Ack', 'Error']),
    state: warningStateSchema.describe(
      'noted: it says nothing that could be in force (Ack, Error, Cancel, tests, no info); expired: the latest `expires` of its infos has passed, if all have one',
    ),
    references: z.array(messageNameSchema.extend({ pending: z.boolean().describe('that message has not come yet') })),
    tier: tierCodeSchema,
    tiers: z.array(tierCodeSchema).describe('those that geocodes or areas name; `tier` is the lowest one above all of them'),
    located: z.enum(['geocode', 'area', 'nowhere']).describe('what gave the tiers; nowhere: the root tier is taken'),
    signature: z.enum(['none', 'not-verified']),
    encoding: z.string(),
    xml: z.string().describe('the message, decoded'),
    incident: happeningIdSchema.nullable(),
    by: z.string(),
    receivedAt: wireTimeSchema,
    demo: z.boolean(),
  })
  .meta({ id: 'Warning' });

import { z } from 'zod';
import { clientIdSchema, commandModeSchema, partyRoleSchema, uuidSchema } from '../domain/command.js';
import { partyIdSchema } from '../domain/party.js';
import { storedReceiptSchema } from '../domain/receipt.js';
import { ESCALATION_ACTIONS, escalationActionSchema, stepSchema } from '../domain/template.js';
import { tierCodeSchema } from '../domain/tier.js';
import { wireTimeSchema } from '../domain/time.js';
import { inboxItemSchema } from './command.js';

const noteSchema = z.string().min(1).max(2000);

/** A target of the signed list: by its tier alone (its centre), or as the list has it. */
const forwardTargetSchema = z.union([
  z.strictObject({
    tier: tierCodeSchema,
    party: partyIdSchema.optional(),
    role: partyRoleSchema.optional().describe('for whoever copies the entry: the signed list decides'),
    via: tierCodeSchema.nullable().optional().describe('the tier of the directive, when given'),
  }),
  tierCodeSchema,
]);

/** `POST /v1/directives/{id}/forward`: passes the directive on to targets that the signed list names for this tier. */
export const forwardRequestSchema = z
  .strictObject({
    id: clientIdSchema,
    targets: z.array(forwardTargetSchema).min(1).max(5000),
    keepsPart: z.boolean().optional().describe('the forwarder keeps a part for itself and will report it done'),
    note: noteSchema.optional().describe('goes with the new directives'),
    replaces: uuidSchema
      .optional()
      .describe(
        'a directive below this one that was returned: it is withdrawn. One that was returned by a target of this forward is so without being named',
      ),
  })
  .meta({ id: 'ForwardRequest' });
export type ForwardRequest = Readonly<z.infer<typeof forwardRequestSchema>>;

export const forwardSchema = z
  .strictObject({
    id: clientIdSchema,
    directive: uuidSchema,
    receipt: storedReceiptSchema,
    /** the new directives, in the order of the targets */
    items: z.array(inboxItemSchema),
  })
  .meta({ id: 'Forward' });

/** `POST /v1/directives/{id}/reminders` */
export const reminderRequestSchema = z.strictObject({ note: noteSchema.optional() }).meta({ id: 'ReminderRequest' });

/** `POST /v1/directives/{id}/escalations` */
export const escalationRequestSchema = z
  .strictObject({
    action: z.enum(ESCALATION_ACTIONS).exclude(['remind']).default('tell-upper'),
    note: noteSchema.optional(),
  })
  .meta({ id: 'EscalationRequest' });

/** Data of an `escalations` event: told to the tier of the directive, or to the one above with `tell-upper`. */
export const escalationEventSchema = z.strictObject({
  directive: uuidSchema,
  command: uuidSchema,
  mode: commandModeSchema,
  tier: tierCodeSchema,
  party: partyIdSchema,
  round: z.int().min(1),
  action: escalationActionSchema,
  step: stepSchema.optional(),
  receipt: uuidSchema,
  note: noteSchema.optional(),
  at: wireTimeSchema,
});

import { z } from 'zod';
import { tierCodeSchema } from './tier.js';
import { parameterValueSchema } from './parameters.js';
import { commandLevelSchema, limitsSchema, preconditionSchema, proofSchema } from './template.js';
import { wireTimeSchema } from './time.js';

/** RFC 9562, in lower case only: an id in capitals would be another text for the same number. */
const uuidOf = (versions: string): z.ZodString =>
  z.string().regex(new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-[${versions}][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`), {
    error: 'not a UUID of the right version in lower case',
  });

export const uuidSchema = uuidOf('1-8').meta({ id: 'Uuid', format: 'uuid' });
/** Ids made by a client are UUIDv7, so that they sort by the time they were made. */
export const clientIdSchema = uuidOf('7').meta({ id: 'ClientId', format: 'uuid' });
/** A client's own id, or a UUIDv5, which is made of a name. */
export const ownOrNamedIdSchema = uuidOf('57');
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'Sha256' });

/** What a command does in the world: `live` is real, `drill` 演练 is exercised and never mixed with it. */
export const commandModeSchema = z.enum(['live', 'drill']).meta({ id: 'CommandMode' });
export type CommandMode = z.infer<typeof commandModeSchema>;

export const partyRoleSchema = z.enum(['lead', 'assist']).meta({ id: 'PartyRole' });

export const targetSchema = z
  .strictObject({
    tier: tierCodeSchema,
    party: z.string().min(1).max(80).optional(),
    role: partyRoleSchema,
    /** null: addressed at issue; a code: the tier that will forward to it */
    via: tierCodeSchema.nullable(),
  })
  .meta({ id: 'Target' });
export type Target = Readonly<z.infer<typeof targetSchema>>;

/** The most targets that one command may name; the tree has 1,069 tiers. */
const TARGETS_MAX = 5000;

/** What is signed and sent: everything that decides who must do what until when. Never changed after freezing. */
export const frozenSchema = z
  .strictObject({
    v: z.literal(1),
    id: clientIdSchema,
    template: z.strictObject({ id: z.string().min(1), version: z.int().min(1), hash: sha256Schema }),
    mode: commandModeSchema,
    level: commandLevelSchema,
    approvals: z.union([z.literal(0), z.literal(1)]),
    issuer: z.strictObject({ account: z.string().min(1).max(80), tier: tierCodeSchema }),
    parameters: z.record(z.string(), parameterValueSchema),
    text: z.string().min(1).max(4000),
    targets: z.array(targetSchema).min(1).max(TARGETS_MAX),
    limits: limitsSchema,
    frozenAt: wireTimeSchema,
    expiresAt: wireTimeSchema,
    precondition: preconditionSchema.optional(),
    proof: proofSchema.optional(),
  })
  .meta({ id: 'Frozen' });
export type Frozen = Readonly<z.infer<typeof frozenSchema>>;

/** The command at the backend. Without approvals it is `issued` at once. */
export const COMMAND_STATES = [
  'awaiting-approval',
  'issued',
  'running',
  'finished',
  'verified',
  'refused',
  'expired',
  'recalled',
] as const;
export const commandStateSchema = z.enum(COMMAND_STATES).meta({ id: 'CommandState' });
export type CommandState = z.infer<typeof commandStateSchema>;

/** The order in the issuer's hall. */
export const OUTBOX_STATES = ['held', 'sending', 'accepted-by-backend', 'refused', 'expired'] as const;
export const outboxStateSchema = z.enum(OUTBOX_STATES);
export type OutboxState = z.infer<typeof outboxStateSchema>;

import { z } from 'zod';
import {
  commandModeSchema,
  commandStateSchema,
  frozenSchema,
  partyRoleSchema,
  sha256Schema,
  uuidSchema,
} from '../domain/command.js';
import { DIRECTIVE_STATES } from '../domain/directive-state.js';
import { partyIdSchema } from '../domain/party.js';
import { RECEIPTS_MAX, receiptSchema, storedReceiptSchema } from '../domain/receipt.js';
import { actSignatureSchema, signatureSchema } from '../domain/signature.js';
import { limitsSchema, stepSchema, templateSchema } from '../domain/template.js';
import { tierCodeSchema, tierSchema } from '../domain/tier.js';
import { wireTimeSchema } from '../domain/time.js';
import { listOf } from './query.js';

export const sequenceSchema = z.string().regex(/^\d+$/).meta({ id: 'Sequence' });
const directiveStateSchema = z.enum(DIRECTIVE_STATES).meta({ id: 'DirectiveState' });

/** `POST /v1/commands` */
export const commandRequestSchema = z
  .strictObject({
    frozen: frozenSchema,
    hash: sha256Schema,
    signature: signatureSchema.optional().describe('of the issuer, for the act issue'),
  })
  .meta({ id: 'CommandRequest' });
export type CommandRequest = Readonly<z.infer<typeof commandRequestSchema>>;

/** Its answer, 201 (or 200 for a known id with the same content). */
export const commandAnswerSchema = z
  .strictObject({
    id: uuidSchema,
    hash: sha256Schema,
    state: commandStateSchema,
    sequence: sequenceSchema,
  })
  .meta({ id: 'CommandAnswer' });
export type CommandAnswer = Readonly<z.infer<typeof commandAnswerSchema>>;

const reason = z.string().min(1).max(2000).optional();

/** A signed act as it is handed in. It may be named, in the body and in the signature, though the call says it already. */
const signedAct = <const A extends readonly [string, ...string[]]>(acts: A) => ({
  act: z.enum(acts).optional(),
  hash: sha256Schema.optional().describe('of the command, when given'),
  signature: signatureSchema.extend({ act: z.enum(acts).optional() }),
  reason,
  note: reason.describe('another name of `reason`, which goes before it'),
});

/** `POST /v1/commands/{id}/approvals` */
export const approvalRequestSchema = z
  .strictObject(signedAct(['approve', 'refuse']))
  .describe('without `act` it is approve')
  .meta({ id: 'ApprovalRequest' });
/** `POST /v1/commands/{id}/recall` */
export const recallRequestSchema = z.strictObject(signedAct(['recall'])).meta({ id: 'RecallRequest' });
/** `POST /v1/commands/{id}/verification` */
export const verificationRequestSchema = z.strictObject(signedAct(['verify'])).meta({ id: 'VerificationRequest' });

/** What the forwarder added for who got the directive from it. */
const noteSchema = z.string().min(1).max(2000);

export const directiveViewSchema = z
  .strictObject({
    id: uuidSchema,
    tier: tierCodeSchema,
    party: partyIdSchema,
    role: partyRoleSchema,
    parent: uuidSchema.optional(),
    round: z.int().min(1),
    state: directiveStateSchema,
    overdue: z.array(stepSchema),
    note: noteSchema.optional(),
    receipts: z.array(storedReceiptSchema),
  })
  .meta({ id: 'DirectiveView' });
export type DirectiveView = Readonly<z.infer<typeof directiveViewSchema>>;

const waitingSchema = z
  .strictObject({ directive: uuidSchema, tier: tierCodeSchema, step: stepSchema })
  .meta({ id: 'WaitingStep' });
const stepMinutesSchema = z
  .strictObject({ count: z.int(), medianMin: z.number(), p95Min: z.number() })
  .meta({ id: 'StepMinutes' });

/** The schema of `domain/roll-up.ts`'s answer. */
const rollUpSchema = z
  .strictObject({
    total: z.int().min(0),
    levels: z.partialRecord(z.enum(['city', 'district', 'town']), z.partialRecord(directiveStateSchema, z.int().min(1))),
    reached: z.strictObject({ delivered: z.int(), accepted: z.int(), done: z.int(), overdue: z.int() }),
    oldestWaiting: waitingSchema.optional(),
    broken: z.array(waitingSchema.extend({ reason: z.enum(['overdue', 'unreachable']) })),
    lateReports: z.array(waitingSchema),
    steps: z.partialRecord(stepSchema, stepMinutesSchema),
  })
  .meta({ id: 'RollUp' });

/** `GET /v1/commands/{id}` */
export const commandViewSchema = z
  .strictObject({
    id: uuidSchema,
    hash: sha256Schema,
    frozen: frozenSchema,
    state: commandStateSchema,
    mode: commandModeSchema,
    issuedAt: wireTimeSchema.optional(),
    demo: z.literal(true).optional().describe('a demo account issued it'),
    signatures: z.array(actSignatureSchema),
    directives: z.array(directiveViewSchema),
    rollUp: rollUpSchema,
  })
  .meta({ id: 'CommandView' });
export type CommandView = Readonly<z.infer<typeof commandViewSchema>>;

/** One item of `GET /v1/commands`: what a list needs; the tree comes from `GET /v1/commands/{id}`. */
export const commandItemSchema = commandViewSchema.omit({ directives: true, signatures: true }).meta({ id: 'CommandItem' });
export type CommandItem = Readonly<z.infer<typeof commandItemSchema>>;

/** One item of `GET /v1/inbox`, and the data of a `directives` event. */
export const inboxItemSchema = z
  .strictObject({
    id: uuidSchema,
    command: uuidSchema,
    tier: tierCodeSchema,
    party: partyIdSchema,
    role: partyRoleSchema,
    parent: uuidSchema.optional(),
    round: z.int().min(1),
    state: directiveStateSchema,
    limits: limitsSchema,
    issuedAt: wireTimeSchema,
    mode: commandModeSchema,
    demo: z.literal(true).optional().describe('a demo account issued the command'),
    note: noteSchema.optional(),
  })
  .meta({ id: 'InboxItem' });
export type InboxItem = Readonly<z.infer<typeof inboxItemSchema>>;

/** `POST /v1/receipts`; the whole batch is stored or none of it. */
export const receiptsRequestSchema = z
  .strictObject({ receipts: z.array(receiptSchema).min(1).max(RECEIPTS_MAX) })
  .meta({ id: 'ReceiptsRequest' });
export const receiptsAnswerSchema = z.strictObject({ items: z.array(storedReceiptSchema) }).meta({ id: 'ReceiptsAnswer' });

export const tierListSchema = listOf(tierSchema).meta({ id: 'TierList' });
export const templateListSchema = listOf(templateSchema).meta({ id: 'TemplateList' });
export const inboxListSchema = listOf(inboxItemSchema).meta({ id: 'InboxList' });
export const commandListSchema = listOf(commandItemSchema).meta({ id: 'CommandList' });

import { z } from 'zod';
import { parametersSchema } from './parameters.js';
import { tierCodeSchema, tierLevelSchema } from './tier.js';
import { durationMsSchema } from './time.js';

export const COMMAND_LEVELS = ['routine', 'important', 'urgent', 'critical'] as const;
export const commandLevelSchema = z.enum(COMMAND_LEVELS).meta({ id: 'CommandLevel' });
export type CommandLevel = z.infer<typeof commandLevelSchema>;

/** The steps of a directive that have a limit, in their order. */
export const STEPS = ['deliver', 'accept', 'report', 'finish'] as const;
export const stepSchema = z.enum(STEPS).meta({ id: 'Step' });
export type Step = z.infer<typeof stepSchema>;

/** remind 催办 · next-duty: the next on the duty list · widen: more people there · tell-upper: the tier above is told */
export const ESCALATION_ACTIONS = ['remind', 'next-duty', 'widen', 'tell-upper'] as const;
export const escalationActionSchema = z.enum(ESCALATION_ACTIONS).meta({ id: 'EscalationAction' });
export type EscalationAction = z.infer<typeof escalationActionSchema>;

/** How long each step may take, counted from the backend's `issuedAt`, in milliseconds. */
export const limitsSchema = z
  .strictObject({
    deliverMs: durationMsSchema,
    acceptMs: durationMsSchema,
    reportMs: durationMsSchema,
    finishMs: durationMsSchema,
  })
  .meta({ id: 'Limits' });
export type Limits = Readonly<z.infer<typeof limitsSchema>>;

/** A value of an indicator that a rule looks at. */
export const comparisonSchema = z
  .strictObject({ op: z.enum(['lt', 'le', 'gt', 'ge', 'eq']), value: z.number() })
  .meta({ id: 'Comparison' });
export type Comparison = Readonly<z.infer<typeof comparisonSchema>>;

/** What must hold when the command goes out; without `tier` at the issuing tier. */
export const preconditionSchema = z
  .strictObject({
    indicator: z.string().min(1).max(80),
    tier: tierCodeSchema.optional(),
    comparison: comparisonSchema,
  })
  .meta({ id: 'Precondition' });
export type Precondition = Readonly<z.infer<typeof preconditionSchema>>;

/** What shows that the command worked, within this time of its being finished. */
export const proofSchema = preconditionSchema.extend({ withinMs: durationMsSchema }).meta({ id: 'Proof' });

const partyKeySchema = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);

/** Parties by their key: one that leads 牵头, others that assist 协办. */
const partyRuleSchema = z
  .strictObject({
    /** the tiers of the expansion whose parties these are */
    level: tierLevelSchema,
    lead: partyKeySchema.optional(),
    assist: z.array(partyKeySchema).max(40).optional(),
  })
  .meta({ id: 'PartyRule' });

/** Whom a template addresses; the answer to its parameters is the list of targets that is frozen. */
const targetingSchema = z
  .discriminatedUnion('kind', [
    /** the district that a parameter names, and all its towns */
    z.strictObject({ kind: z.literal('district-and-towns'), parameter: z.string(), parties: partyRuleSchema.optional() }),
    /** the tiers below the issuer that a parameter lists, also across levels */
    z.strictObject({
      kind: z.literal('tiers'),
      parameter: z.string(),
      levels: z.array(tierLevelSchema).min(1).optional(),
      parties: partyRuleSchema.optional(),
    }),
    /** every tier of today in the issuer's subtree, itself included */
    z.strictObject({ kind: z.literal('all'), parties: partyRuleSchema.optional() }),
    /** a lateral request 横向协同: centres of the issuer's level under the same parent, which a parameter lists */
    z.strictObject({ kind: z.literal('peers'), parameter: z.string() }),
    /** departments of the issuer's own tier, or of the district that a parameter names */
    z.strictObject({
      kind: z.literal('departments'),
      parameter: z.string().optional(),
      lead: partyKeySchema,
      assist: z.array(partyKeySchema).max(40).optional(),
    }),
  ])
  .meta({ id: 'Targeting' });

/** What the server does when a step is late; `afterMs` counts from the step's limit. */
const escalationRuleSchema = z
  .strictObject({
    step: stepSchema,
    afterMs: durationMsSchema,
    action: escalationActionSchema,
  })
  .meta({ id: 'EscalationRule' });
export type EscalationRule = Readonly<z.infer<typeof escalationRuleSchema>>;

const templateShape = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,60}$/),
  version: z.int().min(1),
  title: z.string().min(1).max(60),
  level: commandLevelSchema,
  approvals: z.union([z.literal(0), z.literal(1)]),
  routing: z.enum(['direct', 'chain']),
  pack: z.string().min(1),
  parameters: parametersSchema,
  targeting: targetingSchema,
  /** Text with `{parameter}` places; a tier parameter is replaced by the tier's name. */
  text: z.string().min(1).max(2000),
  limits: limitsSchema,
  steps: z.array(z.string().min(1)),
  evidence: z.enum(['none', 'optional', 'required']),
  /** How long a command may wait unsent before it is no longer sent. */
  expiryMs: durationMsSchema,
  precondition: preconditionSchema.optional(),
  proof: proofSchema.optional(),
  escalation: z.array(escalationRuleSchema).max(20).optional(),
  /** SHA-256 of the canonical JSON of the template without this member, lower-case hex */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A command template 一键指令. `urgent` and `critical` ones demand one approval. */
export const templateSchema = templateShape
  .refine((template) => template.approvals === 1 || template.level === 'routine' || template.level === 'important', {
    path: ['approvals'],
    message: 'an urgent or critical template needs an approval',
  })
  .meta({ id: 'Template' });
export type Template = Readonly<z.infer<typeof templateShape>>;

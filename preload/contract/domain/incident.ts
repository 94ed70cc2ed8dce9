import { z } from 'zod';
import { commandModeSchema, ownOrNamedIdSchema } from './command.js';
import { canonicalJson } from './canonical-json.js';
import { geometrySchema } from './geometry.js';
import { severitySchema } from './severity.js';
import { tierCodeSchema } from './tier.js';
import { toWireTime, wireTimeSchema } from './time.js';

/** Namespace of the UUIDv5 that a rule gives to what it finds: UUIDv5(NAMESPACE_URL, "urn:yilan:happening"). */
export const HAPPENING_NAMESPACE = 'c5d0561f-0ec4-5bbd-becd-d0535a46d60a';

/** Which episode of which rule: the same at every hall that evaluates the rule. */
export type Episode = {
  readonly rule: string;
  readonly ruleVersion: number;
  /** what the rule is about: a tier's code, an asset's id, a sender and its identifier … */
  readonly subject: string;
  /** UTC ms, by the data that the rule looks at and not by the hall's clock */
  readonly start: number;
};

/**
 * The name from which an incident's or alarm's id is made: the id is UUIDv5(`HAPPENING_NAMESPACE`, name), so that a
 * rule evaluated in several halls does not double its result. It is the canonical JSON (RFC 8785) of
 * `[rule, ruleVersion, subject, start]`, `start` as RFC 3339 in UTC with milliseconds.
 */
export const happeningName = ({ rule, ruleVersion, subject, start }: Episode): string =>
  canonicalJson([rule, ruleVersion, subject, toWireTime(start)]);

/** Told in the API's description, because every hall must make the same ids. */
export const HAPPENING_ID_RULE = `an id is UUIDv7, or, where a rule made it, UUIDv5 with the namespace ${HAPPENING_NAMESPACE} over the canonical JSON (RFC 8785) of [rule id, rule version, subject, start of the episode], the start as RFC 3339 in UTC with milliseconds`;

export const happeningIdSchema = ownOrNamedIdSchema
  .describe('UUIDv7, or UUIDv5 of what a rule found')
  .meta({ id: 'HappeningId', format: 'uuid' });

export const incidentStatusSchema = z.enum(['open', 'acting', 'closed']).meta({ id: 'IncidentStatus' });
export type IncidentStatus = z.infer<typeof incidentStatusSchema>;

/** CAP 1.2, 3.2.2, in lower case. */
const certaintySchema = z.enum(['observed', 'likely', 'possible', 'unlikely', 'unknown']).meta({ id: 'Certainty' });
const urgencySchema = z.enum(['immediate', 'expected', 'future', 'past', 'unknown']).meta({ id: 'Urgency' });

/** A link to another thing (RFC 8288): what it is to this one, and where it is. */
export const relatedSchema = z
  .strictObject({
    rel: z.string().min(1).max(60),
    href: z.string().min(1).max(1000),
    title: z.string().max(200).optional(),
  })
  .meta({ id: 'Link' });

/** A value as CAP spells it, `Observed`, is the same value; lower case is stored. */
const inAnyCase = <T extends z.ZodType>(schema: T): z.ZodPreprocess<T> =>
  z.preprocess((value) => (typeof value === 'string' ? value.toLowerCase() : value), schema);
const givenCertaintySchema = inAnyCase(certaintySchema);
const givenUrgencySchema = inAnyCase(urgencySchema);

const core = {
  id: happeningIdSchema,
  kind: z.string().min(1).max(80),
  title: z.string().min(1).max(300),
  severity: severitySchema,
  tier: tierCodeSchema,
};
const links = z.array(relatedSchema).max(50);
const source = z.string().min(1).max(200);

/** An incident 事件 as it is handed in; what is left out is unknown, open, live. */
export const newIncidentSchema = z
  .strictObject({
    ...core,
    severityUnknown: z.literal(true).optional(),
    certainty: givenCertaintySchema.default('unknown'),
    urgency: givenUrgencySchema.default('unknown'),
    geometry: geometrySchema.nullable().default(null),
    status: incidentStatusSchema.default('open'),
    source: source.optional().describe('where it is known from; the account without it'),
    links: links.default([]),
    mode: commandModeSchema.default('live'),
  })
  .meta({ id: 'NewIncident' });
export type NewIncident = Readonly<z.infer<typeof newIncidentSchema>>;

export const incidentSchema = z
  .strictObject({
    ...core,
    severityUnknown: z.literal(true).optional().describe('the source did not say; moderate is assumed'),
    certainty: certaintySchema,
    urgency: urgencySchema,
    geometry: geometrySchema.nullable(),
    status: incidentStatusSchema,
    source,
    links,
    mode: commandModeSchema,
    version: z.int().min(1).describe('counts the changes, from 1'),
    createdAt: wireTimeSchema,
    updatedAt: wireTimeSchema,
    by: z.string().describe('the account that handed it in'),
    demo: z.boolean(),
  })
  .meta({ id: 'Incident' });
export type Incident = Readonly<z.infer<typeof incidentSchema>>;

/** What may change of an incident. `version` is the one that the change was made from. */
export const incidentPatchSchema = z
  .strictObject({
    kind: core.kind.optional(),
    title: core.title.optional(),
    severity: severitySchema.optional(),
    certainty: givenCertaintySchema.optional(),
    urgency: givenUrgencySchema.optional(),
    geometry: geometrySchema.nullable().optional(),
    status: incidentStatusSchema.optional(),
    links: links.optional(),
    version: z.int().min(1).optional(),
  })
  .meta({ id: 'IncidentPatch' });
export type IncidentPatch = Readonly<z.infer<typeof incidentPatchSchema>>;

const NEXT: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  open: ['acting', 'closed'],
  acting: ['closed'],
  closed: [],
};

/** Whether an incident may go from one status to another. Closed is final: what flares up again is a new incident. */
export const mayBecome = (from: IncidentStatus, to: IncidentStatus): boolean => from === to || NEXT[from].includes(to);

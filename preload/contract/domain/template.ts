import { z } from 'zod';
import { durationMsSchema } from './time.js';

export const COMMAND_LEVELS = ['routine', 'important', 'urgent', 'critical'] as const;
export const commandLevelSchema = z.enum(COMMAND_LEVELS);
export type CommandLevel = z.infer<typeof commandLevelSchema>;

/** How long each step may take, counted from the backend's `issuedAt`, in milliseconds. */
export const limitsSchema = z.strictObject({
  deliverMs: durationMsSchema,
  acceptMs: durationMsSchema,
  reportMs: durationMsSchema,
  finishMs: durationMsSchema,
});
export type Limits = Readonly<z.infer<typeof limitsSchema>>;

/** One parameter of a template; the subset of JSON Schema that the console can draw a field for. */
const parameterSchema = z.strictObject({
  type: z.literal('string'),
  title: z.string().min(1),
  /** `tier:district` = the code of a district of the issuing tier */
  format: z.enum(['tier:district']),
});

const parametersSchema = z.strictObject({
  type: z.literal('object'),
  properties: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), parameterSchema),
  required: z.array(z.string()),
  additionalProperties: z.literal(false),
});

/** Whom a template addresses. `district-and-towns`: the district that a parameter names, and all its towns. */
const targetingSchema = z.strictObject({
  kind: z.literal('district-and-towns'),
  parameter: z.string(),
});

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
  /** SHA-256 of the canonical JSON of the template without this member, lower-case hex */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A command template 一键指令. `urgent` and `critical` ones demand one approval. */
export const templateSchema = templateShape.refine(
  (template) => template.approvals === 1 || template.level === 'routine' || template.level === 'important',
  { path: ['approvals'], message: 'an urgent or critical template needs an approval' },
);
export type Template = Readonly<z.infer<typeof templateShape>>;

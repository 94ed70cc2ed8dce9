import { z } from 'zod';
import type { Tier } from './tier.js';
import { tierCodeSchema } from './tier.js';

const title = z.string().min(1);
/** `tier` = the code of a tier of today, `tier:district` = that of a district */
const tierFormatSchema = z.enum(['tier:district', 'tier']);

/** One parameter of a template; the subset of JSON Schema that the console can draw a field for. */
const parameterSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('string'),
      title,
      format: tierFormatSchema.optional(),
      enum: z.array(z.string().min(1)).min(1).optional(),
      maxLength: z.int().min(1).max(2000).optional(),
    }),
    z.strictObject({
      type: z.enum(['integer', 'number']),
      title,
      minimum: z.number().optional(),
      maximum: z.number().optional(),
    }),
    z.strictObject({ type: z.literal('boolean'), title }),
    z.strictObject({
      type: z.literal('array'),
      title,
      items: z.strictObject({ type: z.literal('string'), format: tierFormatSchema }),
      minItems: z.int().min(0).optional(),
      maxItems: z.int().min(1).optional(),
    }),
  ])
  .meta({ id: 'Parameter' });
export type Parameter = Readonly<z.infer<typeof parameterSchema>>;

/** The parameters of a template, as JSON Schema describes an object. */
export const parametersSchema = z
  .strictObject({
    type: z.literal('object'),
    properties: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), parameterSchema),
    required: z.array(z.string()),
    additionalProperties: z.literal(false),
  })
  .meta({ id: 'Parameters' });
export type Parameters = Readonly<z.infer<typeof parametersSchema>>;

/** The most tier codes in one parameter; the tree has 1,069 tiers. */
const CODES_MAX = 5000;

export const parameterValueSchema = z
  .union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string().max(80)).max(CODES_MAX)])
  .meta({ id: 'ParameterValue' });
export type ParameterValue = string | number | boolean | readonly string[];
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

export type ParameterFault = {
  readonly code: 'parameter-unknown' | 'parameter-missing' | 'parameter-invalid' | 'tier-unknown';
  readonly parameter: string;
};

/**
 * What is wrong with the values an officer filled in; null when they fit. An empty text counts as not filled in.
 * @param tiers one entry per code, as of today
 */
export function checkParameters(parameters: Parameters, values: ParameterValues, tiers: readonly Tier[]): ParameterFault | null {
  const { properties, required } = parameters;
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined) return { code: 'parameter-unknown', parameter: unknown };
  const missing = required.find((name) => isMissing(valueOf(values, name)));
  if (missing !== undefined) return { code: 'parameter-missing', parameter: missing };
  for (const [parameter, description] of Object.entries(properties)) {
    const value = valueOf(values, parameter);
    if (value === undefined) continue;
    const code = fault(description, value, tiers);
    if (code !== null) return { code, parameter };
  }
  return null;
}

/** Own members only: `constructor` is no value that somebody filled in. */
const valueOf = (values: ParameterValues, name: string): ParameterValue | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

const isMissing = (value: ParameterValue | undefined): boolean => value === undefined || value === '';

type FaultCode = 'parameter-invalid' | 'tier-unknown';

function fault(parameter: Parameter, value: ParameterValue, tiers: readonly Tier[]): FaultCode | null {
  const fits = (holds: boolean): FaultCode | null => (holds ? null : 'parameter-invalid');
  switch (parameter.type) {
    case 'boolean':
      return fits(typeof value === 'boolean');
    case 'integer':
    case 'number': {
      const { minimum = -Infinity, maximum = Infinity } = parameter;
      return fits(
        typeof value === 'number' &&
          value >= minimum &&
          value <= maximum &&
          (parameter.type === 'number' || Number.isSafeInteger(value)),
      );
    }
    case 'array':
      return arrayFault(parameter, value, tiers);
    case 'string': {
      if (typeof value !== 'string') return 'parameter-invalid';
      if (parameter.enum !== undefined && !parameter.enum.includes(value)) return 'parameter-invalid';
      // A character outside the basic plane is one character for the officer, as for JSON Schema.
      if (parameter.maxLength !== undefined && [...value].length > parameter.maxLength) return 'parameter-invalid';
      if (parameter.format === undefined || value === '') return null;
      return tierFault(
        parameter.format,
        value,
        tiers.find((tier) => tier.code === value),
      );
    }
  }
}

function arrayFault(
  { items, minItems = 0, maxItems = CODES_MAX }: Extract<Parameter, { readonly type: 'array' }>,
  value: ParameterValue,
  tiers: readonly Tier[],
): FaultCode | null {
  if (!Array.isArray(value)) return 'parameter-invalid';
  const codes: readonly string[] = value;
  if (codes.length < minItems || codes.length > maxItems || new Set(codes).size !== codes.length) return 'parameter-invalid';
  const known = new Map(tiers.map((tier) => [tier.code, tier]));
  for (const code of codes) {
    const wrong = tierFault(items.format, code, known.get(code));
    if (wrong !== null) return wrong;
  }
  return null;
}

function tierFault(format: z.infer<typeof tierFormatSchema>, code: string, tier: Tier | undefined): FaultCode | null {
  if (!tierCodeSchema.safeParse(code).success) return 'parameter-invalid';
  return tier === undefined || (format === 'tier:district' && tier.level !== 'district') ? 'tier-unknown' : null;
}

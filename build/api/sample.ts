import type { JsonSchema } from './components.js';

const PREFIX = '#/components/schemas/';
/** Optional members below this depth are left out, so that an example stays readable. */
const DEPTH_MAX = 8;

/** Examples of the texts that a pattern alone describes; the first whose pattern and length fit is taken. */
const TEXTS = [
  '0190b5a2-7c4e-7d3f-8a1b-2c3d4e5f6a7b',
  '2026-11-20T08:30:00.000Z',
  '2026-11-20',
  '500104',
  '500104101',
  '7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730',
  '1042',
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af',
  '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIuaaP0zOg',
  'u7Yt0kS3bW1oQm5rX9cVhJ2dLpN8fGzE4aTyKiR6sUvBwPqHjD7lMxOeZ3gC5nF1tYk0SbWoQmrXcVhJdLpNQg',
  'flood-patrol',
  'district',
  '106.48,29.48,106.55,29.53',
  'a3f1c9d2e4b58607',
  'ready-token-0123456789',
  '汛情巡查',
  'a',
];

/** What free text says, by the name of its member. */
const WORDS: Readonly<Record<string, string | undefined>> = {
  account: 'duty-officer',
  author: 'duty-officer',
  by: 'town-software',
  detail: 'the body is empty',
  domain: 'flood',
  epoch: '7d865e95',
  key: 'duty-officer-1',
  name: '朝天门街道',
  next: '1042',
  officer: 'duty-officer',
  note: '堤防已巡查，未见险情',
  pack: 'storm',
  party: '500103001-centre',
  reason: '已由邻镇处置',
  source: 'yilan',
  text: '请立即巡查堤防，一小时内报告。',
  to: 'second-officer',
  title: '汛情巡查',
  token: 'c2Vzc2lvbi10b2tlbi1vZi10b3du',
  unit: 'm',
};

/** Members that name the end of what another one began. */
const LATER: ReadonlySet<string> = new Set(['closedAt', 'endsAt', 'expiresAt', 'until']);
const LATER_TIME = '2026-11-20T16:30:00.000Z';

/** A value that fits the schema, always the same one. Recursion ends where members are optional. */
export function sample(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>, depth = 0, name = ''): unknown {
  const deeper = (part: unknown, member = name): unknown => sample(part as JsonSchema, schemas, depth + 1, member);
  const { $ref, examples, enum: choices, anyOf, oneOf, allOf } = schema;
  if (Array.isArray(examples)) return examples[0] as unknown;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(choices)) return choices[0] as unknown;
  if (typeof $ref === 'string') return sample(schemas[$ref.slice(PREFIX.length)] ?? {}, schemas, depth, name);
  if (Array.isArray(anyOf)) return sample(anyOf[0] as JsonSchema, schemas, depth, name);
  if (Array.isArray(oneOf)) return sample(oneOf[0] as JsonSchema, schemas, depth, name);
  if (Array.isArray(allOf)) {
    return Object.assign({}, ...allOf.map((part) => sample(part as JsonSchema, schemas, depth, name))) as unknown;
  }
  switch (schema['type']) {
    case 'object':
      return sampleObject(schema, deeper, depth);
    case 'array':
      return sampleArray(schema, deeper, depth);
    case 'string':
      return sampleText(schema, name);
    case 'integer':
    case 'number':
      return sampleNumber(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return {};
  }
}

function sampleObject(schema: JsonSchema, deeper: (part: unknown, member?: string) => unknown, depth: number): unknown {
  const required = new Set((schema['required'] ?? []) as string[]);
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>);
  const members = properties
    .filter(([name]) => required.has(name) || depth < DEPTH_MAX)
    .map(([member, part]) => [member, deeper(part, member)] as const);
  const { additionalProperties, propertyNames } = schema;
  if (members.length === 0 && typeof additionalProperties === 'object' && depth < DEPTH_MAX) {
    const name = propertyNames === undefined ? 'district' : String(deeper(propertyNames));
    return { [name]: deeper(additionalProperties) };
  }
  return Object.fromEntries(members);
}

function sampleArray(schema: JsonSchema, deeper: (part: unknown) => unknown, depth: number): unknown[] {
  // In the older draft `items` is a list where members differ.
  const { prefixItems = Array.isArray(schema['items']) ? schema['items'] : undefined, items, minItems = 0 } = schema;
  const first = Array.isArray(prefixItems) ? prefixItems.map((part) => deeper(part)) : [];
  const least = Math.max(minItems as number, depth < DEPTH_MAX ? 1 : 0);
  if (typeof items !== 'object' || items === null || Array.isArray(items)) return first;
  while (first.length < least) first.push(deeper(items));
  return first;
}

function sampleText(schema: JsonSchema, name: string): string {
  const { pattern, format, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (format === 'date-time') return '2026-11-20T08:30:00.000Z';
  if (format === 'uri') return 'https://backend.example/evidence/1';
  const least = minLength as number;
  const fits = (text: string): boolean =>
    text.length >= least &&
    text.length <= (maxLength as number) &&
    (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text));
  if (pattern === undefined && format === undefined) {
    const words = WORDS[name] ?? 'text';
    return fits(words) ? words : words.repeat(Math.ceil(least / words.length)).slice(0, Math.max(least, 1));
  }
  const found = [...(LATER.has(name) ? [LATER_TIME] : []), ...TEXTS].find(fits);
  if (found === undefined) {
    throw new Error(`no example fits ${JSON.stringify(schema)}: give the schema one with .meta({examples})`);
  }
  return found;
}

function sampleNumber(schema: JsonSchema): number {
  const { minimum, maximum, exclusiveMinimum } = schema as { minimum?: number; maximum?: number; exclusiveMinimum?: number };
  const least = minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + 1);
  // Coordinates and the like: something inside, not the edge.
  if (minimum !== undefined && minimum < 0 && maximum !== undefined) return maximum === 180 ? 106.5 : maximum === 90 ? 29.5 : 0;
  return Math.min(Math.max(least, 1), maximum ?? Number.POSITIVE_INFINITY);
}

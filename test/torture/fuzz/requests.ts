import type { Described, Document, Schema } from '../../contract/document.js';
import { NAMES, tokenOf } from '../../contract/town.js';
import type { Random } from './random.js';
import { brokenText, mutated, someBytes } from './values.js';

/** Ids of things that are there, so that requests come further than "not found". */
export type Pool = { readonly ids: readonly string[]; readonly bodies: ReadonlyMap<string, unknown> };

export type Shot = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly chunked: boolean;
};

const ODD_PLACES = ['~', '..%2f..%2fetc', '%00', '%ff', '%E4%BD', 'a'.repeat(3000), '__proto__', '0', '-1', '%25', '🦆'];

/** One request by what the file says, with something wrong most of the time. */
export function shot(random: Random, document: Document, pool: Pool): Shot {
  const operation = random.pick(document.operations);
  const { content, type } = bodyOf(random, operation, pool);
  const path = encodeURI(pathOf(random, operation, pool) + queryOf(random, document, operation)).replace(/%25/g, '%');
  return {
    method: random.chance(0.05) ? random.pick(['PUT', 'OPTIONS', 'HEAD', 'TRACE', 'DELETE', 'PATCH', 'POST']) : operation.method,
    path: random.chance(0.03)
      ? random.pick(['/', '//', '/v1', '/v1/', '/v2/tiers', '/%2e%2e/', '/metrics?x=1', `/${'a'.repeat(9000)}`])
      : path,
    headers: headersOf(random, operation, type),
    ...(content === undefined ? {} : { body: content }),
    chunked: random.chance(0.2),
  };
}

function pathOf(random: Random, { path }: Described, { ids }: Pool): string {
  return path.replace(/\{\w+\}/g, () => (random.chance(0.7) ? random.pick(ids) : random.pick(ODD_PLACES)));
}

function queryOf(random: Random, document: Document, { parameters }: Described): string {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const parts = known
    .filter(({ required }) => (required === true ? random.chance(0.9) : random.chance(0.4)))
    .map(({ name, schema }) => `${name}=${valueOf(random, document, schema)}`);
  if (random.chance(0.05)) parts.push(random.pick(['surplus=1', '__proto__=x', 'limit=1&limit=2', '&&=', 'q[]=1', '%', 'a=%ff']));
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function valueOf(random: Random, document: Document, schema: Schema): string {
  const { enum: choices, type } = document.resolve(schema);
  if (random.chance(0.3)) return random.pick([...ODD_PLACES, '1e9', '99999999999999999999', '%', "'"]);
  if (Array.isArray(choices)) return String(random.pick(choices));
  if (type === 'integer') return String(random.below(1000));
  return random.pick(['500104', '500000', '2026-11-20', '2026-11-20T08:30:00.000Z', '106,29,107,30', 'x', '汛']);
}

function headersOf(random: Random, operation: Described, type: string | undefined): Record<string, string> {
  const token = random.chance(0.92)
    ? `Bearer ${tokenOf(random.pick(NAMES))}`
    : random.pick(['', 'Bearer', 'Basic YTpi', `Bearer ${'x'.repeat(4000)}`]);
  const key = operation.parameters.some(({ name }) => name === 'Idempotency-Key');
  return {
    ...(random.chance(0.97) ? { authorization: token } : {}),
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(key && random.chance(0.6) ? { 'idempotency-key': random.pick(['k1', 'k2', '', 'k'.repeat(500), '__proto__']) } : {}),
    ...(random.chance(0.1)
      ? { accept: random.pick(['*/*', 'application/vnd.apache.arrow.stream', 'image/png', ';;;', '']) }
      : {}),
    ...(random.chance(0.03) ? { expect: '100-continue' } : {}),
    ...(random.chance(0.03) ? { 'content-encoding': random.pick(['gzip', 'br', 'x']) } : {}),
  };
}

const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=gb18030',
  'text/plain',
  '',
  ';',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
];

function bodyOf(random: Random, operation: Described, pool: Pool): { content?: string | Buffer; type?: string } {
  const { body } = operation;
  if (body === undefined) return random.chance(0.1) ? { content: 'surplus', type: random.pick(TYPES) } : {};
  const types = Object.keys(body.content);
  const type = random.chance(0.9) ? random.pick(types) : random.pick(TYPES);
  if (!type.startsWith('application/json')) return { content: someBytes(random), type: type === '*/*' ? 'image/png' : type };
  const base = pool.bodies.get(operation.id) ?? body.content['application/json']?.example;
  const changed = random.chance(0.9) ? withIds(random, base, pool.ids) : base;
  const value = random.chance(0.7) ? mutated(random, changed) : changed;
  const text = stringify(value);
  return { content: random.chance(0.15) ? brokenText(random, text) : text, type };
}

/** Ids of the example are replaced by ones of things that are there. */
function withIds(random: Random, value: unknown, ids: readonly string[]): unknown {
  return JSON.parse(JSON.stringify(value ?? {}), (name, member: unknown) =>
    typeof member === 'string' && /^[0-9a-f-]{36}$/.test(member) && name !== 'id' ? random.pick(ids) : member,
  );
}

/** A value nested too deep for the engine's own writer is written as brackets. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    if (error instanceof RangeError) return '['.repeat(5000);
    throw error;
  }
}

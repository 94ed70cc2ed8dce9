import type { Answer, Request } from './client.js';
import type { Described } from './document.js';
import { faultsOf } from './faults.js';
import type { Hall, Name } from './town.js';
import { NAMES, rolesOf, tokenOf } from './town.js';

/** Places of a path and required members of a query, filled with something of the right form. */
export function formOf(hall: Hall, { parameters }: Described): Request {
  const value = (name: string): string => FORMS[name] ?? 'something';
  const named = (place: string) =>
    parameters
      .filter((parameter) => parameter.in === place && (place === 'path' || parameter.required === true))
      .map(({ name, schema }) => {
        const choices = hall.client.document.resolve(schema)['enum'];
        const form = Array.isArray(choices) ? String(choices[0]) : fitting(hall, schema, value(name));
        return [name, form] as const;
      });
  return { params: Object.fromEntries(named('path')), query: Object.fromEntries(named('query')) };
}

const FORMS: Readonly<Record<string, string | undefined>> = {
  tier: '500104',
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-11-02T00:00:00.000Z',
  stepMs: '60000',
};
const ID_FORMS = ['0190b5a2-7c4e-7d3f-8a1b-2c3d4e5f6a7b', '500104', 'something', 'a'.repeat(64), '7d865e959b246691', '1'];

function fitting(hall: Hall, schema: Described['parameters'][number]['schema'], wish: string): string {
  const fits = (text: string): boolean =>
    hall.client.document.faults(schema, text).length === 0 || hall.client.document.faults(schema, Number(text)).length === 0;
  return [wish, ...ID_FORMS].find(fits) ?? wish;
}

/** Somebody who may make the call, or nobody where all may. */
export function allowed({ open, roles }: Described): string | undefined {
  if (open) return undefined;
  const name = roles === undefined ? 'all' : NAMES.find((candidate) => roles.some((role) => rolesOf(candidate).includes(role)));
  return tokenOf(name ?? 'all');
}

const jsonOf = ({ body }: Described): { example?: unknown; schema: Readonly<Record<string, unknown>> } | undefined =>
  body?.content['application/json'];

/** A request of the right form by somebody who may make it, as far as the file alone tells. */
function fittingRequest(hall: Hall, operation: Described): Request {
  const json = jsonOf(operation);
  const [type] = Object.keys(operation.body?.content ?? {});
  const needsKey = operation.parameters.some(({ name, required }) => name === 'Idempotency-Key' && required === true);
  return {
    ...formOf(hall, operation),
    token: allowed(operation),
    ...(needsKey ? { headers: { 'idempotency-key': 'a-key' } } : {}),
    ...(json !== undefined ? { json: json.example } : type === undefined ? {} : { bytes: 'x', type }),
  };
}

export type Attempt = { readonly what: string; readonly request: Request; readonly path?: string };

const attempt = (what: string, request: Request, path?: string): Attempt => ({
  what,
  request,
  ...(path === undefined ? {} : { path }),
});

/** Ways to be refused with a problem that follow from the file alone; none where it needs a story. */
export function genericAttempts(hall: Hall, operation: Described, problem: string): Attempt[] {
  const base = fittingRequest(hall, operation);
  const { json: _json, bytes: _bytes, type: _type, ...bare } = base;
  switch (problem) {
    case 'token':
      return [attempt('none', { ...base, token: undefined }), attempt('unknown', { ...base, token: 'no-such-token-at-all' })];
    case 'token-expired':
      return [attempt('expired', { ...base, token: hall.expiredToken })];
    case 'role':
      return strangers(operation).map((name) => attempt(name, { ...base, token: tokenOf(name) }));
    case 'schema':
      return [...schemaAttempts(hall, operation, base)];
    case 'syntax':
      return syntaxAttempts(operation, bare);
    case 'too-large':
      return tooLarge(operation, bare);
    case 'media-type':
      return mediaTypes(operation, bare);
    case 'idempotency-key-missing':
      return [attempt('none', { ...base, headers: {} })];
    case 'not-found':
      return notFound(operation, base);
    default:
      return [];
  }
}

function mediaTypes({ body }: Described, bare: Request): Attempt[] {
  const [type = ''] = Object.keys(body?.content ?? {});
  const headers = { ...bare.headers, 'content-encoding': 'gzip' };
  const coded = attempt('coded', { ...bare, bytes: 'x', type: type === '*/*' ? 'image/png' : type, headers });
  if (type === '*/*') return [coded];
  return [
    coded,
    attempt('image', { ...bare, bytes: 'x', type: 'image/x-no-such' }),
    attempt('none', { ...bare, bytes: 'x', type: ' ' }),
  ];
}

/** Accounts without any of the roles that the call wants. */
const strangers = ({ roles }: Described): Name[] =>
  roles === undefined ? [] : NAMES.filter((name) => !rolesOf(name).some((role) => roles.includes(role)));

function* schemaAttempts(hall: Hall, operation: Described, base: Request): Generator<Attempt> {
  yield attempt('unknown query member', { ...base, query: { ...base.query, surplus: 1 } }, '/surplus');
  for (const { name, in: place, schema } of operation.parameters) {
    if (place === 'header') yield attempt('key too long', { ...base, headers: { 'idempotency-key': 'k'.repeat(201) } });
    const bounded = schema['type'] !== 'string' || schema['pattern'] !== undefined || schema['enum'] !== undefined;
    if (place === 'query' && bounded) yield attempt(`query ${name}`, { ...base, query: { ...base.query, [name]: '~' } });
  }
  const json = jsonOf(operation);
  if (json === undefined) return;
  for (const { what, path, body } of faultsOf(hall.client.document, json.schema, json.example)) {
    yield attempt(`${what} at ${path}`, { ...base, json: body }, path);
  }
}

function syntaxAttempts(operation: Described, bare: Request): Attempt[] {
  const json = jsonOf(operation);
  if (json === undefined) {
    const [type = ''] = Object.keys(operation.body?.content ?? {});
    return [attempt('empty', { ...bare, bytes: '', type })];
  }
  const type = 'application/json';
  const text = JSON.stringify(json.example);
  return [
    ...(operation.body?.required === false ? [] : [attempt('empty', { ...bare, bytes: '', type })]),
    attempt('cut off', { ...bare, bytes: text.slice(0, -1), type }),
    attempt('not UTF-8', { ...bare, bytes: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), type }),
    attempt('UTF-16', { ...bare, bytes: Buffer.from(text, 'utf16le'), type }),
    attempt('another declared encoding', { ...bare, bytes: text, type: `${type}; charset=gb18030` }),
  ];
}

function tooLarge({ body }: Described, bare: Request): Attempt[] {
  const [type = ''] = Object.keys(body?.content ?? {});
  const declaredBytes = (body?.maxBytes ?? 0) + 1;
  return [attempt('declared', { ...bare, bytes: '{', type: type === '*/*' ? 'image/png' : type, declaredBytes })];
}

function notFound({ parameters }: Described, base: Request): Attempt[] {
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name }) => attempt(`no ${name}`, { ...base, params: { ...base.params, [name]: '~no-such~' } }));
}

/** What one attempt led to, for a report. */
export const told = ({ what }: Attempt, { status, bytes }: Answer): string => `${what}: ${status} ${bytes.toString('utf8')}`;

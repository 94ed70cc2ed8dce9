import type { Document, Schema } from './document.js';

/** A body made wrong in one place. `path` is where, as a JSON Pointer. */
export type Fault = { readonly what: string; readonly path: string; readonly body: unknown };

/** Bodies are not made longer than this many characters or items to break a bound. */
const BOUND_MAX = 10_000;

/** Every way to make a fitting body wrong in one place that its schema tells of, alternatives apart. */
export function* faultsOf(document: Document, schema: Schema, value: unknown, path = ''): Generator<Fault> {
  const resolved = document.resolve(schema);
  const fault = (what: string, body: unknown, place = path): Fault => ({ what, path: place, body });
  yield fault('wrong type', typeof value === 'object' ? 'text' : { not: 'this' });
  if (typeof value === 'string') yield* ofText(resolved, fault);
  if (typeof value === 'number') yield* ofNumber(resolved, fault);
  if (Array.isArray(value)) yield* ofList(document, resolved, value, path, fault);
  else if (typeof value === 'object' && value !== null) {
    yield* ofObject(document, resolved, value as Record<string, unknown>, path, fault);
  }
}

type Make = (what: string, body: unknown, place?: string) => Fault;

function* ofText(schema: Schema, fault: Make): Generator<Fault> {
  const { maxLength, minLength, pattern, enum: choices } = schema;
  if (typeof maxLength === 'number' && maxLength < BOUND_MAX) yield fault('too long', 'x'.repeat(maxLength + 1));
  if (typeof minLength === 'number' && minLength > 0) yield fault('too short', '');
  if (pattern !== undefined || choices !== undefined) yield fault('another form', '\u0000~no such~');
}

function* ofNumber(schema: Schema, fault: Make): Generator<Fault> {
  const { minimum, maximum, type } = schema;
  if (typeof minimum === 'number') yield fault('too small', minimum - 1);
  if (typeof maximum === 'number') yield fault('too large', maximum + 1);
  if (type === 'integer') yield fault('not whole', 1.5);
}

function* ofList(document: Document, schema: Schema, value: readonly unknown[], path: string, fault: Make): Generator<Fault> {
  const { maxItems, minItems, items } = schema;
  if (typeof minItems === 'number' && minItems > 0) yield fault('too few', value.slice(0, minItems - 1));
  if (typeof maxItems === 'number' && maxItems < BOUND_MAX && value.length > 0) {
    yield fault(
      'too many',
      Array.from({ length: maxItems + 1 }, () => value[0]),
    );
  }
  if (value.length === 0 || typeof items !== 'object' || items === null) return;
  for (const { what, path: place, body } of faultsOf(document, items as Schema, value[0], `${path}/0`)) {
    yield fault(what, [body, ...value.slice(1)], place);
  }
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function* ofObject(
  document: Document,
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  fault: Make,
): Generator<Fault> {
  const { required = [], properties = {}, additionalProperties } = schema;
  for (const name of required as string[]) {
    const { [name]: _left, ...rest } = value;
    yield fault('missing', rest, `${path}/${escaped(name)}`);
  }
  if (additionalProperties === false) yield fault('unknown member', { ...value, surplus: 1 }, `${path}/surplus`);
  for (const [name, part] of Object.entries(properties as Record<string, Schema>)) {
    if (value[name] === undefined) continue;
    for (const { what, path: place, body } of faultsOf(document, part, value[name], `${path}/${escaped(name)}`)) {
      yield fault(what, { ...value, [name]: body }, place);
    }
  }
}

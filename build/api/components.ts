import { z } from 'zod';

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [member: string]: unknown };

type Direction = 'input' | 'output';
/** OpenAPI 3.1 takes the newer draft, AsyncAPI 3.0 the older one. */
type Dialect = 'draft-2020-12' | 'draft-07';

const PREFIX = '#/components/schemas/';
/** Marks a reference to what a schema takes until it is known whether that differs from what it gives. */
const TAKEN = '~taken';

/**
 * Turns zod schemas into JSON Schemas that share their named parts (`.meta({id})`). A part whose request form differs
 * from its answer form, for instance by a default, gets a second name that ends in `Request`.
 */
export class Components {
  readonly #target: Dialect;
  readonly #parts = { input: new Map<string, JsonSchema>(), output: new Map<string, JsonSchema>() };

  constructor(target: Dialect = 'draft-2020-12') {
    this.#target = target;
  }

  /** @throws Error when two schemas carry the same name */
  convert(schema: z.ZodType, direction: Direction): JsonSchema {
    const {
      $schema: _dialect,
      $defs,
      definitions,
      ...root
    } = z.toJSONSchema(schema, { io: direction, target: this.#target, unrepresentable: 'any', override: tidy });
    for (const [name, part] of Object.entries($defs ?? definitions ?? {})) {
      const { id: _id, ...content } = pointed(part, direction) as JsonSchema;
      const known = this.#parts[direction].get(name);
      if (known !== undefined && !same(known, content)) throw new Error(`two schemas are named ${name}`);
      this.#parts[direction].set(name, content);
    }
    return pointed(root, direction) as JsonSchema;
  }

  /** The named parts, and `settle`, which gives a document's references their final names. */
  finish(): { schemas: Record<string, JsonSchema>; settle: <T>(document: T) => T } {
    const { input, output } = this.#parts;
    const differing = this.#differing();
    const nameOf = (name: string): string => (differing.has(name) ? `${name}Request` : name);
    const settle = <T>(document: T): T =>
      mapReferences(document, (reference) =>
        reference.endsWith(TAKEN) ? PREFIX + nameOf(reference.slice(PREFIX.length, -TAKEN.length)) : reference,
      ) as T;
    const all = new Map<string, JsonSchema>();
    for (const [name, part] of input) all.set(nameOf(name), settle(part));
    for (const [name, part] of output) all.set(name, settle(part));
    return { schemas: Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1))), settle };
  }

  /** Names whose two forms differ, by themselves or by what they refer to. */
  #differing(): ReadonlySet<string> {
    const { input, output } = this.#parts;
    const both = [...input].filter(([name]) => output.has(name));
    const plain = (part: JsonSchema | undefined): unknown => mapReferences(part, (reference) => reference.replace(TAKEN, ''));
    const differing = new Set(both.filter(([name, part]) => !same(plain(part), output.get(name))).map(([name]) => name));
    for (let before = -1; before !== differing.size;) {
      before = differing.size;
      for (const [name, part] of both) {
        mapReferences(part, (reference) => {
          if (differing.has(reference.slice(PREFIX.length).replace(TAKEN, ''))) differing.add(name);
          return reference;
        });
      }
    }
    return differing;
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Zod's markers of its own that mean nothing to a reader of the file. */
function tidy({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void {
  const { wire, format } = jsonSchema;
  // Zod says by it that there is a pattern, which says all.
  if (format === 'starts_with') delete jsonSchema['format'];
  if (typeof wire !== 'object' || wire === null) return;
  for (const member of Object.keys(jsonSchema)) {
    if (member !== 'description' && member !== 'examples' && member !== 'default') delete jsonSchema[member];
  }
  Object.assign(jsonSchema, wire);
}

const pointed = (value: unknown, direction: Direction): unknown =>
  mapReferences(value, (reference) => {
    const name = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(reference)?.[1];
    if (name === undefined) throw new Error(`a schema refers to ${reference}; give that part an id`);
    return PREFIX + name + (direction === 'input' ? TAKEN : '');
  });

/** A copy in which every `$ref` is what `change` makes of it. */
function mapReferences(value: unknown, change: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapReferences(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      key === '$ref' && typeof member === 'string' ? [key, change(member)] : [key, mapReferences(member, change)],
    ),
  );
}

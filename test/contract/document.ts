import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

export type Schema = { readonly [keyword: string]: unknown };
type Media = { readonly schema: Schema; readonly example?: unknown };
type Content = Readonly<Record<string, Media>>;
export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
};
type Header = { readonly required?: boolean; readonly schema: Schema };
type Response = { readonly headers?: Readonly<Record<string, Header>>; readonly content?: Content };
type Item = {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content; readonly 'x-max-bytes': number };
  readonly responses: Readonly<Record<string, Response>>;
  readonly security?: readonly unknown[];
  readonly 'x-roles'?: readonly string[];
};

/** One call as the file describes it, references resolved one level deep. */
export type Described = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly required: boolean; readonly maxBytes: number; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
  readonly open: boolean;
  readonly roles?: readonly string[];
};

/** From the repository's root, where every test runs. */
const FILE = join('resources', 'api', 'openapi.yaml');
export const PROBLEM_TYPE = 'application/problem+json';
const PREFIX = 'urn:yilan:problem:';

const bodyOf = ({ required = false, content, 'x-max-bytes': maxBytes }: NonNullable<Item['requestBody']>) => ({
  required,
  maxBytes,
  content,
});

/** The published description, read as any integrator would read it. */
export class Document {
  readonly operations: readonly Described[];
  readonly #root: unknown;
  readonly #ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: false });
  readonly #checks = new Map<Schema, ValidateFunction>();

  constructor(file = FILE) {
    const root = parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, Item>>; components: Schema };
    this.#root = root;
    addFormats.default(this.#ajv);
    this.#ajv.addFormat('binary', true);
    this.#ajv.addSchema({ $id: 'api', components: root.components });
    this.operations = Object.entries(root.paths).flatMap(([path, items]) =>
      Object.entries(items).map(([method, item]) => this.#describe(path, method.toUpperCase(), item)),
    );
  }

  operation(id: string): Described {
    const found = this.operations.find((operation) => operation.id === id);
    if (found === undefined) throw new Error(`the file describes no call ${id}`);
    return found;
  }

  /** The problem codes that a call documents. */
  problems({ responses }: Described): string[] {
    return Object.values(responses).flatMap(({ content }) => {
      const media = content?.[PROBLEM_TYPE];
      return media === undefined ? [] : this.#typesOf(media.schema).map((type) => type.slice(PREFIX.length));
    });
  }

  /** What is wrong with a value; empty when it fits. */
  faults(schema: Schema, value: unknown): string[] {
    let check = this.#checks.get(schema);
    if (check === undefined) {
      check = this.#ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as Schema);
      this.#checks.set(schema, check);
    }
    return check(value) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  }

  /** The schema itself, where `$ref` only points to it. */
  resolve<T>(part: T | { readonly $ref: string }): T {
    const { $ref } = part as { readonly $ref?: string };
    if ($ref === undefined) return part as T;
    const steps = $ref.replace('#/', '').split('/');
    return this.resolve(steps.reduce((value, step) => (value as Record<string, unknown>)[step], this.#root) as T);
  }

  #describe(path: string, method: string, item: Item): Described {
    const { operationId: id, parameters = [], requestBody, security, 'x-roles': roles } = item;
    const responses = Object.entries(item.responses).map(([status, response]) => {
      const resolved = this.resolve(response);
      const headers = Object.entries(resolved.headers ?? {}).map(([name, header]) => [name, this.resolve(header)]);
      return [status, { ...resolved, headers: Object.fromEntries(headers) as Record<string, Header> }];
    });
    return {
      ...{ id, method, path, parameters, open: security?.length === 0 },
      ...(requestBody === undefined ? {} : { body: bodyOf(requestBody) }),
      responses: Object.fromEntries(responses) as Record<string, Response>,
      ...(roles === undefined ? {} : { roles }),
    };
  }

  #typesOf({ allOf = [] }: { readonly allOf?: readonly Schema[] }): string[] {
    return allOf.flatMap((part) => (part['properties'] as { type?: { enum?: string[] } } | undefined)?.type?.enum ?? []);
  }
}

import type { Operation, OperationAnswer, OperationBody } from '../../preload/contract/backend-api.js';
import { problemsOf } from '../../preload/contract/backend-api.js';
import type { ProblemCode } from '../../preload/contract/index.js';
import { PROBLEM_PREFIX, PROBLEMS, problemSchema } from '../../preload/contract/index.js';
import type { JsonSchema } from './components.js';
import { Components } from './components.js';
import { EXAMPLES } from './examples.js';
import { sample } from './sample.js';
import { API_DESCRIPTION, TAGS } from './texts.js';

type Parts = Readonly<Record<string, JsonSchema>>;

/** The longest Idempotency-Key, characters. */
const KEY_MAX = 200;

/** The OpenAPI 3.1 document of the given calls. The same calls give the same document. */
export function openApi(operations: readonly Operation[], version: string): JsonSchema {
  const components = new Components();
  const responses: Record<string, unknown> = {};
  const problem = components.convert(problemSchema, 'output');
  const drafts = operations.map((of) => ({ of, item: describe(of, components, { problem, responses }) }));
  const { schemas, settle } = components.finish();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { of, item } of drafts) {
    paths[of.path] = { ...paths[of.path], [of.method.toLowerCase()]: withExamples(settle(item), of.id, schemas) };
  }
  const used = new Set(operations.map(({ tag }) => tag));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Yilan backend API',
      version,
      summary: 'Commands, receipts and the state of a city across its tiers',
      description: API_DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: '{address}',
        description: "A city's backend, or the reference backend",
        variables: { address: { default: 'http://127.0.0.1:8420', description: 'scheme, host and port' } },
      },
    ],
    tags: [...used].sort().map((name) => ({ name, description: TAGS[name] ?? name })),
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token of a session, or a ready device or responder token' },
      },
      headers: HEADERS,
      responses: Object.fromEntries(Object.entries(responses).sort(([a], [b]) => (a < b ? -1 : 1))),
      schemas,
    },
  };
}

const JSON_TYPE = 'application/json';

const HEADERS = {
  YilanTime: {
    description: "The server's time when it answered, RFC 3339 in UTC with milliseconds",
    required: true,
    schema: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' },
    example: '2026-11-20T08:30:00.000Z',
  },
  RetryAfter: { description: 'Seconds until a new attempt makes sense', required: true, schema: { type: 'integer', minimum: 1 } },
  WwwAuthenticate: { description: 'RFC 6750', required: true, schema: { type: 'string', const: 'Bearer' } },
};

const header = (name: keyof typeof HEADERS): JsonSchema => ({ $ref: `#/components/headers/${name}` });

type Shared = { readonly problem: JsonSchema; readonly responses: Record<string, unknown> };

function describe(of: Operation, components: Components, shared: Shared): JsonSchema {
  const parameters = [...fromPath(of, components), ...fromQuery(of, components), ...keyParameter(of)];
  const answers = Object.entries(of.answers).map(([status, answer]) => [status, success(answer, components)]);
  return {
    operationId: of.id,
    tags: [of.tag],
    summary: of.summary,
    ...(of.description === undefined ? {} : { description: of.description }),
    ...(of.access === 'public' ? { security: [] } : {}),
    ...(typeof of.access === 'string' ? {} : { 'x-roles': of.access }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(of.body === undefined ? {} : { requestBody: request(of.body, components) }),
    responses: { ...Object.fromEntries(answers), ...refusals(of, shared) },
  };
}

type Shape = { readonly properties?: Parts; readonly required?: readonly string[] };

function fromPath(of: Operation, components: Components): JsonSchema[] {
  const { properties = {} } = components.convert(of.params, 'input') as Shape;
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'path', required: true, schema },
    ...(description === undefined ? {} : { description }),
  }));
}

function fromQuery(of: Operation, components: Components): JsonSchema[] {
  const { properties = {}, required = [] } = components.convert(of.query, 'input') as Shape;
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    const usual = defaultOf(of.query.shape[name]);
    return {
      ...{ name, in: 'query', required: required.includes(name) },
      ...(description === undefined ? {} : { description }),
      schema: usual === undefined ? schema : { ...schema, default: usual },
    };
  });
}

/** A query's value is text for zod, so that a default of another type is not in its JSON Schema. */
function defaultOf(schema: unknown): unknown {
  const { def } = schema as { readonly def?: { readonly type: string; readonly defaultValue?: unknown } };
  return def?.type === 'default' ? def.defaultValue : undefined;
}

function keyParameter({ idempotencyKey }: Operation): JsonSchema[] {
  if (idempotencyKey === 'none') return [];
  const description =
    'Belongs to the account: the same request again under the same key gets the first answer, another one is refused';
  const schema = { type: 'string', minLength: 1, maxLength: KEY_MAX };
  return [{ name: 'Idempotency-Key', in: 'header', required: idempotencyKey === 'required', description, schema }];
}

const bytesContent = (types: readonly string[]): JsonSchema =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

function request({ json, bytes = [], maxBytes, optional = false }: OperationBody, components: Components): JsonSchema {
  const content = {
    ...(json === undefined ? {} : { 'application/json': { schema: components.convert(json, 'input') } }),
    ...bytesContent(bytes),
  };
  return { required: !optional, 'x-max-bytes': maxBytes, content };
}

function success({ description, json, jsonType = JSON_TYPE, bytes = [] }: OperationAnswer, components: Components): JsonSchema {
  const content = {
    ...(json === undefined ? {} : { [jsonType]: { schema: components.convert(json, 'output') } }),
    ...bytesContent(bytes),
  };
  return {
    description,
    headers: { 'Yilan-Time': header('YilanTime') },
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

/** The most problem types that a shared answer is named by; longer lists stand at their call. */
const NAMED_MAX = 3;

function refusals(of: Operation, { problem, responses }: Shared): JsonSchema {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(of)) {
    const [status] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const answers = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => {
      const response = refusal(status, [...codes].sort(), problem);
      if (codes.length > NAMED_MAX) return [String(status), response];
      const name = [...codes].sort().join('.');
      responses[name] = response;
      return [String(status), { $ref: `#/components/responses/${name}` }];
    });
  return Object.fromEntries(answers) as JsonSchema;
}

function refusal(status: number, codes: readonly ProblemCode[], problem: JsonSchema): JsonSchema {
  const types = codes.map((code) => PROBLEM_PREFIX + code);
  const example = (code: ProblemCode): JsonSchema => ({
    value: { type: PROBLEM_PREFIX + code, title: PROBLEMS[code][1], status },
  });
  return {
    description: codes.map((code) => PROBLEMS[code][1]).join('; '),
    headers: {
      'Yilan-Time': header('YilanTime'),
      ...(status === 429 ? { 'Retry-After': header('RetryAfter') } : {}),
      ...(status === 401 ? { 'WWW-Authenticate': header('WwwAuthenticate') } : {}),
    },
    content: {
      'application/problem+json': {
        schema: { allOf: [problem, { type: 'object', properties: { type: { enum: types }, status: { const: status } } }] },
        examples: Object.fromEntries(codes.map((code) => [code, example(code)])),
      },
    },
  };
}

type Content = Record<string, { readonly schema: JsonSchema } | undefined>;
type Item = {
  readonly requestBody?: { readonly content: Content };
  readonly responses: Record<string, { readonly content?: Content }>;
};

/** Gives JSON bodies their examples: written ones where there are any, else made from the schema. */
function withExamples(item: JsonSchema, id: string, schemas: Parts): JsonSchema {
  const written = EXAMPLES[id] ?? {};
  const given = (content: Content | undefined, example: unknown): object => {
    const [type, json] =
      Object.entries(content ?? {}).find(([name]) => /[/+]json$/.test(name) && !name.includes('problem')) ?? [];
    if (type === undefined || json === undefined) return {};
    return { content: { ...content, [type]: { ...json, example: example ?? sample(json.schema, schemas) } } };
  };
  const { requestBody, responses } = item as Item;
  const answers = Object.entries(responses).map(([status, answer]) => [
    status,
    { ...answer, ...given(answer.content, written.answers?.[status]) },
  ]);
  return {
    ...item,
    ...(requestBody === undefined ? {} : { requestBody: { ...requestBody, ...given(requestBody.content, written.request) } }),
    responses: Object.fromEntries(answers),
  };
}

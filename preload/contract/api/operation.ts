import { z } from 'zod';
import type { ProblemCode } from './problem.js';
import type { Role } from './session.js';

export const ARROW_TYPE = 'application/vnd.apache.arrow.stream';
export const GEOJSON_TYPE = 'application/geo+json';

/** The body that a call takes: JSON of a schema, bytes of the named media types, or either. */
export type OperationBody = {
  readonly json?: z.ZodType;
  /** media types taken as bytes; their form is told in the description */
  readonly bytes?: readonly string[];
  readonly maxBytes: number;
  /** JSON that may be left out: it is then `{}` */
  readonly optional?: boolean;
};

/** A successful answer. Without schema and bytes it has no content. */
export type OperationAnswer = {
  readonly description: string;
  readonly json?: z.ZodType;
  /** media type of the JSON, where it is not application/json */
  readonly jsonType?: string;
  readonly bytes?: readonly string[];
};

/**
 * One call of the backend's API. The server checks requests and answers by it, the OpenAPI file is made from it, so
 * there is one place where a call is described.
 */
export type Operation = {
  /** the OpenAPI `operationId` */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** with `{name}` places, as OpenAPI has it */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** who may call: anybody, whoever has a token, or whoever has one of the roles */
  readonly access: 'public' | 'token' | readonly Role[];
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  /** whether the call takes the header Idempotency-Key (every POST that creates does) */
  readonly idempotencyKey: 'none' | 'optional' | 'required';
  readonly body?: OperationBody;
  readonly answers: Readonly<Record<number, OperationAnswer>>;
  /** refusals of this call's own rules; those that follow from its form are `formProblems` */
  readonly problems: readonly ProblemCode[];
};

type Given = Omit<Operation, 'params' | 'query' | 'idempotencyKey' | 'problems'> &
  Partial<Pick<Operation, 'params' | 'query' | 'idempotencyKey' | 'problems'>>;

const NOTHING = z.strictObject({});

/** What was given, with the parts that were left out. */
type Described<G extends Given> = G &
  Omit<Operation, keyof G | 'params' | 'query'> & {
    readonly params: G extends { readonly params: infer P extends z.ZodObject } ? P : typeof NOTHING;
    readonly query: G extends { readonly query: infer Q extends z.ZodObject } ? Q : typeof NOTHING;
  };

/** Describes a call; what it says nothing about is empty. */
export const operation = <const G extends Given>(given: G): Described<G> =>
  ({ params: NOTHING, query: NOTHING, idempotencyKey: 'none', problems: [], ...given }) as unknown as Described<G>;

/** The refusals that follow from what a call looks like. */
function formProblems(of: Operation): ProblemCode[] {
  const takesBody = of.body !== undefined;
  return [
    // Every query is checked, also the empty one.
    'schema',
    // An id in the path that nothing can have.
    ...(Object.keys(of.params.shape).length > 0 ? (['not-found'] as const) : []),
    ...(takesBody ? (['syntax', 'too-large', 'media-type'] as const) : []),
    ...(of.idempotencyKey === 'required' ? (['idempotency-key-missing'] as const) : []),
    ...(of.idempotencyKey === 'optional' ? (['idempotency-conflict'] as const) : []),
    ...(of.access === 'public' ? [] : (['token', 'token-expired'] as const)),
    ...(typeof of.access === 'string' ? [] : (['role'] as const)),
  ];
}

/** All refusals that a call documents, each once. */
export const problemsOf = (of: Operation): ProblemCode[] => [...new Set([...formProblems(of), ...of.problems])];

import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Operation } from '../../../preload/contract/backend-api.js';
import { err, ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { callerOf } from '../sessions.js';
import type { RawBody } from './body.js';
import { firstFault, parse } from './parse.js';

/** `body` is sent as JSON (as `type`), `text` as it stands as JSON, `bytes` as their media type. None: no content. */
export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  /** media type of the JSON, where it is not application/json */
  readonly type?: string;
  readonly text?: string;
  readonly bytes?: {
    readonly type: string;
    readonly content: Uint8Array | Readable;
    readonly headers?: Readonly<Record<string, string>>;
  };
};

/** `admit` is asked before the body is read, so that nobody sends megabytes for nothing. */
export type Route = {
  readonly operation: Operation;
  readonly admit: (authorization: string | undefined) => Promise<Outcome<Caller | undefined>>;
  readonly handle: (request: FastifyRequest, caller: Caller | undefined) => Promise<Outcome<Answer>>;
};

type JsonOf<O extends Operation> = O['body'] extends { readonly json: infer S extends z.ZodType } ? z.output<S> : undefined;

/** A request that has the form of its operation. */
export type Call<O extends Operation> = {
  readonly params: z.output<O['params']>;
  readonly query: z.output<O['query']>;
  /** the JSON body; undefined when the body came as bytes */
  readonly body: JsonOf<O>;
  /** the body as it came, where the operation takes bytes and got them */
  readonly raw: RawBody | undefined;
  readonly idempotencyKey: string | undefined;
  readonly request: FastifyRequest;
};

/** Serves a call that anybody may make. */
export const serveOpen = <O extends Operation>(operation: O, handle: (call: Call<O>) => Promise<Outcome<Answer>>): Route => ({
  operation,
  admit: async () => ok(undefined),
  handle: async (request) => {
    const call = read(operation, request);
    return call.ok ? checked(operation, await handle(call.value)) : call;
  },
});

/**
 * Serves a call that needs a token. What is looked at first decides the refusal: token, role, form, and then the
 * rules of the handler.
 */
export const serve = <O extends Operation>(
  backend: Backend,
  operation: O,
  handle: (caller: Caller, call: Call<O>) => Promise<Outcome<Answer>>,
): Route => ({
  operation,
  admit: (authorization) => authorise(backend, operation, authorization),
  handle: async (request, caller) => {
    if (caller === undefined) throw new Error(`${operation.id} was not admitted`);
    const call = read(operation, request);
    return call.ok ? checked(operation, await handle(caller, call.value)) : call;
  },
});

/** The token of `Authorization: Bearer <token>`. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

async function authorise(backend: Backend, { access }: Operation, authorization: string | undefined): Promise<Outcome<Caller>> {
  const token = bearerToken(authorization);
  if (token === undefined) return refuse('token');
  const caller = await callerOf(backend, token);
  if (!caller.ok || typeof access === 'string') return caller;
  const mayCall = access.some((role) => caller.value.roles.includes(role));
  return mayCall ? caller : refuse('role', { detail: `needs one of the roles ${access.join(', ')}` });
}

/** The longest Idempotency-Key, characters. */
const KEY_MAX = 200;

function read<O extends Operation>(operation: O, request: FastifyRequest): Outcome<Call<O>> {
  const params = operation.params.safeParse(request.params);
  // An id that no thing can have names nothing.
  if (!params.success) return refuse('not-found', firstFault(params.error));
  const query = parse(operation.query, request.query);
  if (!query.ok) return query;
  const key = keyOf(operation, request.headers['idempotency-key']);
  if (!key.ok) return key;
  const body = bodyOf(operation, request.body);
  if (!body.ok) return body;
  return ok({
    params: params.data,
    query: query.value,
    body: body.value.json,
    raw: body.value.raw,
    idempotencyKey: key.value,
    request,
  } as Call<O>);
}

function keyOf({ idempotencyKey }: Operation, header: string | string[] | undefined): Outcome<string | undefined> {
  if (idempotencyKey === 'none') return ok(undefined);
  if (header === undefined || header === '') {
    return idempotencyKey === 'required' ? refuse('idempotency-key-missing') : ok(undefined);
  }
  if (typeof header !== 'string' || header.length > KEY_MAX) {
    return refuse('schema', { path: '/Idempotency-Key', detail: `one value of at most ${KEY_MAX} characters` });
  }
  return ok(header);
}

function bodyOf({ body }: Operation, given: unknown): Outcome<{ json?: unknown; raw?: RawBody }> {
  if (body === undefined) return ok({});
  if (isRaw(given)) return ok({ raw: given });
  const content = given ?? (body.optional === true ? {} : undefined);
  if (content === undefined || body.json === undefined) return refuse('syntax', { detail: 'the body is empty' });
  const json = parse(body.json, content);
  return json.ok ? ok({ json: json.value }) : json;
}

const isRaw = (body: unknown): body is RawBody =>
  typeof body === 'object' && body !== null && (body as Partial<RawBody>).content instanceof Uint8Array;

/** An answer that its operation does not describe is a bug of this program and never leaves it. */
function checked(operation: Operation, outcome: Outcome<Answer>): Outcome<Answer> {
  if (!outcome.ok) return err(outcome.error);
  const { status, body } = outcome.value;
  const described = operation.answers[status];
  if (described === undefined) throw new Error(`${operation.id} does not describe an answer ${status}`);
  if (body === undefined || described.json === undefined) return outcome;
  const parsed = described.json.safeParse(body);
  if (!parsed.success) throw new Error(`${operation.id}: answer does not fit: ${JSON.stringify(firstFault(parsed.error))}`);
  return outcome;
}

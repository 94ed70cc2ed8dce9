import type { FastifyRequest } from 'fastify';
import type { Backend } from '../backend.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { callerOf } from '../sessions.js';

/** `body` is sent as JSON; `text` as it stands, also as JSON. Neither: no content. */
export type Answer = { readonly status: number; readonly body?: unknown; readonly text?: string };

export type Handler = (request: FastifyRequest) => Promise<Outcome<Answer>>;

export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  /** largest body, bytes; 1 MiB without */
  readonly bodyLimit?: number;
  readonly handle: Handler;
};

/** The token of `Authorization: Bearer <token>`. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

/** A handler that needs a caller; refuses with `token` or `token-expired` before anything else is looked at. */
export function secured(
  backend: Backend,
  handle: (caller: Caller, request: FastifyRequest) => Promise<Outcome<Answer>>,
): Handler {
  return async (request) => {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return refuse('token');
    const caller = await callerOf(backend, token);
    return caller.ok ? handle(caller.value, request) : caller;
  };
}

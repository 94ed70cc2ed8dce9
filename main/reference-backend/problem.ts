import type { Err, Problem, Result } from '../../preload/contract/index.js';
import { err, PROBLEM_PREFIX } from '../../preload/contract/index.js';

/** Every refusal of the API: its stable code, HTTP status and title. */
const PROBLEMS = {
  syntax: [400, 'The body is not JSON in UTF-8'],
  schema: [400, 'The request does not have the expected form'],
  'idempotency-key-missing': [400, 'The header Idempotency-Key is required'],
  token: [401, 'A valid token is required'],
  'token-expired': [401, 'The token has expired'],
  credentials: [401, 'Name or password is wrong'],
  role: [403, 'The account does not have the role that this needs'],
  'foreign-tier': [403, 'The account may not act for this tier'],
  'not-found': [404, "There is no such thing, or it lies outside the caller's subtree"],
  'command-conflict': [409, 'The id is known with other content'],
  'receipt-conflict': [409, 'The id is known with other content'],
  'round-conflict': [409, 'The directive is in another round'],
  'children-open': [409, 'Directives below this one are still open'],
  'too-large': [413, 'The body is too large'],
  'media-type': [415, 'The body must be application/json'],
  'idempotency-key-mismatch': [422, 'Idempotency-Key must equal the id of the command'],
  'signature-unsupported': [422, 'Signatures cannot be verified by this server yet'],
  'hash-mismatch': [422, 'The hash is not that of the frozen command'],
  'issuer-mismatch': [422, 'The issuer is not the caller'],
  'template-unknown': [422, 'There is no such template in this version'],
  'template-changed': [422, "The template's content is not what the command was frozen with"],
  'template-mismatch': [422, 'A value differs from what the template fixes'],
  'approvals-not-supported': [422, 'Commands that need an approval are not supported yet'],
  'parameter-unknown': [422, 'The template has no such parameter'],
  'parameter-missing': [422, 'A required parameter is missing'],
  'target-duplicate': [422, 'A tier is addressed twice'],
  'tier-unknown': [422, 'There is no such tier today'],
  'outside-subtree': [422, 'The tier is not below the issuer'],
  'targets-mismatch': [422, 'The targets are not what the template addresses'],
  expired: [422, 'The command has expired'],
  'kind-not-allowed': [422, 'The receiving side may not hand in this kind of receipt'],
  'not-refreshable': [422, 'A ready token cannot be refreshed'],
  'upgrade-required': [426, 'This address speaks WebSocket only'],
  'too-many-attempts': [429, 'Too many failed attempts'],
  internal: [500, 'The server failed'],
} as const satisfies Record<string, readonly [status: number, title: string]>;
export type ProblemCode = keyof typeof PROBLEMS;

/** An expected failure of a call. `path` is a JSON Pointer into the body, or `/name` of a query parameter. */
export type Refusal = {
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly path?: string;
  readonly retryAfterS?: number;
};
export type Outcome<T> = Result<T, Refusal>;

export const refuse = (code: ProblemCode, more: Omit<Refusal, 'code'> = {}): Err<Refusal> => err({ code, ...more });

/** The refusal as RFC 9457 has it on the wire. */
export function problemOf({ code, detail, path }: Refusal): Problem {
  const [status, title] = PROBLEMS[code];
  return {
    type: `${PROBLEM_PREFIX}${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(path === undefined ? {} : { path }),
  };
}

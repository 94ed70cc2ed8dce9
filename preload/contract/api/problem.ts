import { z } from 'zod';

export const PROBLEM_PREFIX = 'urn:yilan:problem:';

/** Every refusal of the API: its stable code, HTTP status and title. */
export const PROBLEMS = {
  syntax: [400, 'The body is not well-formed'],
  schema: [400, 'The request does not have the expected form'],
  'cap-encoding': [400, 'The message is not in the encoding that it declares, or that is none of those taken'],
  'idempotency-key-missing': [400, 'The header Idempotency-Key is required'],
  token: [401, 'A valid token is required'],
  'token-expired': [401, 'The token has expired'],
  credentials: [401, 'Name or password is wrong'],
  role: [403, 'The account does not have the role that this needs'],
  'foreign-tier': [403, 'The account may not act for this tier'],
  'demo-account': [403, 'An account of the demo does not act on what is real'],
  'not-recipient': [403, 'The shift was offered to another account'],
  'not-found': [404, "There is no such thing, or it lies outside the caller's subtree"],
  'state-conflict': [409, 'Its state does not allow this'],
  'key-taken': [409, 'The key belongs to another account'],
  'asset-conflict': [409, 'The asset is known as something else'],
  'command-conflict': [409, 'The id is known with other content'],
  'idempotency-conflict': [409, 'The Idempotency-Key was used for another request'],
  'version-conflict': [409, 'It was changed since the version that the change was made from'],
  'fact-conflict': [409, 'The id is known with other content'],
  'warning-conflict': [409, 'The message is known with other content'],
  'shift-conflict': [409, 'The id is known with other content'],
  'shift-open': [409, 'The tier has an open shift'],
  'shift-closed': [409, 'The shift is over'],
  'entry-conflict': [409, 'The id is known with other content'],
  'not-offered': [409, 'The shift was not offered'],
  'receipt-conflict': [409, 'The id is known with other content'],
  'round-conflict': [409, 'The directive is in another round'],
  'children-open': [409, 'Directives below this one are still open'],
  'forward-conflict': [409, 'The id is known with other content'],
  'already-forwarded': [409, 'The target has a directive already'],
  'not-acceptable': [406, 'The answer has no media type that the request accepts'],
  'too-large': [413, 'The body is too large'],
  'media-type': [415, 'The media type of the body is not taken here'],
  'idempotency-key-mismatch': [422, 'Idempotency-Key must equal the id of the command'],
  'signature-missing': [422, "The issuer's signature is required"],
  'signature-invalid': [422, 'The signature is not that of this act on this command by this key'],
  'signer-mismatch': [422, 'The signature is by another account than it has to be'],
  'key-unknown': [422, 'There is no such key in the directory'],
  'key-foreign': [422, 'The key belongs to another account'],
  'key-not-confirmed': [422, 'The key is not confirmed'],
  'key-revoked': [422, 'The key is revoked'],
  'key-weak': [422, 'Under this key a signature would fit everything'],
  'clock-skew': [422, "A time differs too much from the server's"],
  'same-person': [422, 'This needs another person'],
  'hash-mismatch': [422, 'The hash is not that of the frozen command'],
  'issuer-mismatch': [422, 'The issuer is not the caller'],
  'template-unknown': [422, 'There is no such template in this version'],
  'template-changed': [422, "The template's content is not what the command was frozen with"],
  'template-mismatch': [422, 'A value differs from what the template fixes'],
  'parameter-unknown': [422, 'The template has no such parameter'],
  'parameter-missing': [422, 'A required parameter is missing'],
  'parameter-invalid': [422, 'The value does not fit the parameter'],
  'target-duplicate': [422, 'A party is addressed twice'],
  'lead-missing': [422, 'No target leads'],
  'party-unknown': [422, 'The tier has no such party'],
  'not-a-peer': [422, 'The tier is not of the same level under the same parent'],
  'outside-scope': [422, 'The signed list does not let this tier forward to the target'],
  'cap-version': [422, 'Only version 1.2 of CAP is taken'],
  'cap-doctype': [422, 'A message with a document type declaration is not taken'],
  'cap-limits': [422, 'The message has more parts than are taken'],
  'shelve-limit': [422, 'An alarm is shelved until a moment to come, for a bounded time'],
  'handover-recipient': [422, 'The account cannot take this shift over'],
  'handover-incomplete': [422, 'Something that is open is not named'],
  'reason-missing': [422, 'The act needs a note with its reason'],
  'indicator-unknown': [422, 'There is no such indicator'],
  'too-many-points': [422, 'The range holds more points than one answer'],
  'tier-unknown': [422, 'There is no such tier today'],
  'outside-subtree': [422, 'The tier is not below the issuer'],
  'targets-mismatch': [422, 'The targets are not what the template addresses'],
  expired: [422, 'The command has expired'],
  'kind-not-allowed': [422, 'The receiving side may not hand in this kind of receipt'],
  'not-refreshable': [422, 'A ready token cannot be refreshed'],
  'too-slow': [408, 'The client reads more slowly than the server allows'],
  'evidence-unknown': [422, 'There is no such evidence'],
  'upgrade-required': [426, 'This address speaks WebSocket only'],
  quota: [429, 'The account has handed in too much'],
  'too-many-attempts': [429, 'Too many attempts to log in'],
  internal: [500, 'The server failed'],
  'storage-full': [507, 'The disk of the server is nearly full'],
} as const satisfies Record<string, readonly [status: number, title: string]>;
export type ProblemCode = keyof typeof PROBLEMS;

/** RFC 9457 problem details. `type` is `urn:yilan:problem:<code>`; `path` is the place of the fault (JSON Pointer). */
export const problemSchema = z
  .strictObject({
    type: z.string().startsWith(PROBLEM_PREFIX),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().optional(),
    path: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = Readonly<z.infer<typeof problemSchema>>;

/** The stable code of a problem. */
export const problemCode = (problem: Problem): string => problem.type.slice(PROBLEM_PREFIX.length);

/** The backend does not take the token, or no longer: only a new log-in helps. */
export const isTokenProblem = ({ code }: { readonly code: string }): boolean => code === 'token' || code === 'token-expired';

import type { Json } from '../../../preload/contract/index.js';
import { canonicalJson, err, ok } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Answer } from '../http/serve.js';
import type { Outcome, Refusal } from '../problem.js';
import { sha256Hex } from '../resources.js';

/** How long the answer under a key is kept, ms: longer than any client tries again. */
export const ANSWER_KEPT_MS = 7 * 86_400_000;

type AnswerRow = { readonly request: string; readonly status: number; readonly body: string };

/** Who asks for what under which Idempotency-Key; keys belong to the account. */
export type KeyedRequest = {
  readonly account: string;
  readonly key: string | undefined;
  /** the call's operationId */
  readonly operation: string;
  readonly content: Json;
};

const requestOf = ({ operation, content }: KeyedRequest): string => sha256Hex(`${operation}\n${canonicalJson(content)}`);

const find = (tx: Statements, { account, key = '' }: KeyedRequest): Promise<AnswerRow | undefined> =>
  tx.get<AnswerRow>('SELECT request, status, body FROM answers WHERE account = ? AND key = ?', account, key);

async function keep(tx: Statements, keyed: KeyedRequest, now: number, { status, body }: Answer): Promise<void> {
  await tx.run(
    'INSERT INTO answers (account, key, request, status, body, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    keyed.account,
    keyed.key ?? '',
    requestOf(keyed),
    status,
    JSON.stringify(body),
    now,
  );
}

const KEY_USED: Refusal = { code: 'idempotency-conflict', path: '/Idempotency-Key' };

/**
 * Does `work` once per account and key: the same request again gets the first answer, another one under the same key
 * is refused with `idempotency-conflict`. Call it inside the transaction of the work; a refusal is not kept.
 * @param now UTC ms
 */
export async function once(
  tx: Statements,
  keyed: KeyedRequest,
  now: number,
  work: () => Promise<Outcome<Answer>>,
): Promise<Outcome<Answer>> {
  if (keyed.key === undefined) return work();
  const known = await find(tx, keyed);
  if (known !== undefined) {
    if (known.request !== requestOf(keyed)) return err(KEY_USED);
    return ok({ status: known.status, body: JSON.parse(known.body) as unknown });
  }
  const answer = await work();
  if (answer.ok) await keep(tx, keyed, now, answer.value);
  return answer;
}

/** Refuses a key that was used for another request; for work that gives its first answer again by itself. */
export async function checkKey(tx: Statements, keyed: KeyedRequest): Promise<Refusal | null> {
  if (keyed.key === undefined) return null;
  const known = await find(tx, keyed);
  return known === undefined || known.request === requestOf(keyed) ? null : KEY_USED;
}

/** Keeps what a key was used for, without an answer. @param now UTC ms */
export async function noteKey(tx: Statements, keyed: KeyedRequest, now: number): Promise<void> {
  if (keyed.key !== undefined) await keep(tx, keyed, now, { status: 201, body: null });
}

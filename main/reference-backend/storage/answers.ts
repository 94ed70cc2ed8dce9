import type { Json } from '../../../preload/contract/index.js';
import { canonicalJson, ok } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Answer } from '../http/serve.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
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

/**
 * Does `work` once per account and key: the same request again gets the first answer, another one under the same key
 * is refused with `idempotency-conflict`. Call it inside the transaction of the work; a refusal is not kept.
 * @param now UTC ms
 */
export async function once(
  tx: Statements,
  { account, key, operation, content }: KeyedRequest,
  now: number,
  work: () => Promise<Outcome<Answer>>,
): Promise<Outcome<Answer>> {
  if (key === undefined) return work();
  const request = sha256Hex(`${operation}\n${canonicalJson(content)}`);
  const known = await tx.get<AnswerRow>('SELECT request, status, body FROM answers WHERE account = ? AND key = ?', account, key);
  if (known !== undefined) {
    if (known.request !== request) return refuse('idempotency-conflict', { path: '/Idempotency-Key' });
    return ok({ status: known.status, body: JSON.parse(known.body) as unknown });
  }
  const answer = await work();
  if (!answer.ok) return answer;
  await tx.run(
    'INSERT INTO answers (account, key, request, status, body, at) VALUES (?, ?, ?, ?, ?, ?)',
    account,
    key,
    request,
    answer.value.status,
    JSON.stringify(answer.value.body),
    now,
  );
  return answer;
}

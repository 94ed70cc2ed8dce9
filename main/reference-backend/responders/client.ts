import type { z } from 'zod';
import type { CommandItem, CommandState, CommandView, Receipt, Result, Tier } from '../../../preload/contract/index.js';
import {
  commandListSchema,
  commandViewSchema,
  err,
  ok,
  problemCode,
  problemSchema,
  receiptsAnswerSchema,
  tierListSchema,
} from '../../../preload/contract/index.js';

/** `refused`: the backend answered, and the same request will be refused again. `away`: it may work later. */
export type ClientError = { readonly kind: 'refused' | 'away'; readonly code: string };
export type Reply<T> = Promise<Result<T, ClientError>>;

const TIMEOUT_MS = 10_000;

/** The calls of the public API that the demo responders use. */
export class BackendClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async tiers(): Reply<readonly Tier[]> {
    const list = await this.#call('/v1/tiers', tierListSchema);
    return list.ok ? ok(list.value.items) : list;
  }

  /** All commands in a state, newest first. */
  async commands(state: CommandState): Reply<readonly CommandItem[]> {
    const items: CommandItem[] = [];
    let cursor = '';
    do {
      const page = await this.#call(`/v1/commands?state=${state}&limit=100${cursor}`, commandListSchema);
      if (!page.ok) return page;
      items.push(...page.value.items);
      cursor = page.value.next === undefined ? '' : `&cursor=${page.value.next}`;
    } while (cursor !== '');
    return ok(items);
  }

  command(id: string): Reply<CommandView> {
    return this.#call(`/v1/commands/${id}`, commandViewSchema);
  }

  async handIn(receipts: readonly Receipt[]): Reply<null> {
    const answer = await this.#call('/v1/receipts', receiptsAnswerSchema, { receipts });
    return answer.ok ? ok(null) : answer;
  }

  async #call<T extends z.ZodType>(path: string, schema: T, body?: unknown): Reply<z.output<T>> {
    const away = (code: string): Result<never, ClientError> => err({ kind: 'away', code });
    let response: Response;
    let content: unknown;
    try {
      response = await fetch(`${this.#url}${path}`, {
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      content = await response.json();
    } catch (error) {
      return away(String(error));
    }
    if (response.ok) {
      const parsed = schema.safeParse(content);
      return parsed.success ? ok(parsed.data) : away('answer does not fit the contract');
    }
    const problem = problemSchema.safeParse(content);
    const code = problem.success ? problemCode(problem.data) : `http-${response.status}`;
    return err({ kind: response.status >= 500 || response.status === 429 ? 'away' : 'refused', code });
  }
}

import { z } from 'zod';
import type { CommandItem, CommandState, CommandView, Receipt, Result, Tier } from '../../preload/contract/index.js';
import {
  commandListSchema,
  commandViewSchema,
  err,
  ok,
  problemCode,
  problemSchema,
  tierListSchema,
} from '../../preload/contract/index.js';
import { listOf } from '../../preload/contract/api/query.js';

/** `refused`: the backend answered, and the same request will be refused again. `away`: it may work later. */
export type ClientError = { readonly kind: 'refused' | 'away'; readonly code: string };
export type Reply<T> = Promise<Result<T, ClientError>>;

const TIMEOUT_MS = 10_000;

type Init = { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** A call that hands something in; `type` is the body's media type where it is not JSON, and then the body is text. */
export type HandIn = {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: unknown;
  readonly type?: string;
  readonly idempotencyKey?: string;
};

/** The calls of the public API that the demo's programs use; they share no storage with the server. */
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

  handIn(receipts: readonly Receipt[]): Reply<null> {
    return this.send({ method: 'POST', path: '/v1/receipts', body: { receipts } });
  }

  /** A list of one page. */
  async list<T extends z.ZodType>(path: string, item: T): Reply<readonly z.output<T>[]> {
    const page = await this.#call(path, listOf(item));
    return page.ok ? ok(page.value.items) : page;
  }

  get<T extends z.ZodType>(path: string, schema: T): Reply<z.output<T>> {
    return this.#call(path, schema);
  }

  /** Hands something in; what the server answers is not looked at. */
  async send({ method, path, body, type = 'application/json', idempotencyKey }: HandIn): Reply<null> {
    const answer = await this.#call(path, z.unknown(), {
      method,
      headers: { 'content-type': type, ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }) },
      body: type === 'application/json' ? JSON.stringify(body) : String(body),
    });
    return answer.ok ? ok(null) : answer;
  }

  async #call<T extends z.ZodType>(path: string, schema: T, init: Init = {}): Reply<z.output<T>> {
    const away = (code: string): Result<never, ClientError> => err({ kind: 'away', code });
    let response: Response;
    let content: unknown;
    try {
      response = await fetch(`${this.#url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${this.#token}`, ...init.headers },
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

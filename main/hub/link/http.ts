import { Agent, request } from 'undici';
import type { z } from 'zod';
import type { AppError, Result } from '../../../preload/contract/index.js';
import { fail, ok, problemCode, problemSchema } from '../../../preload/contract/index.js';

/** How long the backend may take to begin an answer and to finish it, ms. */
const TIMEOUT_MS = 10_000;
/** The largest answer that is read, bytes: the whole tier tree is about 250 kB. */
const ANSWER_MAX = 32 * 1024 * 1024;

export type HttpAnswer<T> = { readonly status: number; readonly value: T; readonly serverTimeMs: number | undefined };

/** An expected failure of a call: `definite` ones were decided by the backend and are not worth repeating. */
export type HttpFailure = AppError & { readonly definite: boolean };

export type Call<T extends z.ZodType> = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly answer: T;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
};

/**
 * Calls of the backend's HTTP API. Every answer is checked against its schema; errors are `backend-away`,
 * `backend-garbage` (it answered something else than the API), or the backend's own problem code.
 */
export class HttpClient {
  readonly #agent: Agent;
  readonly #base: string;

  /** @param ca certificate of the backend's own authority, PEM */
  constructor(base: string, ca?: string) {
    this.#base = base.replace(/\/$/, '');
    this.#agent = new Agent({
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      connect: { timeout: TIMEOUT_MS, ...(ca === undefined ? {} : { ca }) },
      maxResponseSize: ANSWER_MAX,
    });
  }

  async call<T extends z.ZodType>(call: Call<T>): Promise<Result<HttpAnswer<z.infer<T>>, HttpFailure>> {
    let status: number;
    let text: string;
    let time: string | undefined;
    try {
      const response = await request(`${this.#base}${call.path}`, {
        method: call.method,
        dispatcher: this.#agent,
        headers: {
          accept: 'application/json',
          ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      status = response.statusCode;
      time = header(response.headers['yilan-time']);
      text = await response.body.text();
    } catch (error) {
      return failure('backend-away', false, { reason: reasonOf(error) });
    }
    const serverTimeMs = time === undefined || Number.isNaN(Date.parse(time)) ? undefined : Date.parse(time);
    const body = parseJson(text);
    if (status >= 400) return problemOf(status, body);
    const parsed = call.answer.safeParse(body);
    if (!parsed.success) return failure('backend-garbage', false, { path: call.path, status });
    return ok({ status, value: parsed.data, serverTimeMs });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

const failure = (code: string, definite: boolean, details?: AppError['details']): { ok: false; error: HttpFailure } => ({
  ok: false,
  error: { ...fail(code, details).error, definite },
});

/** A 4xx was decided; 429, 5xx and what is no problem document may pass. */
function problemOf(status: number, body: unknown): { ok: false; error: HttpFailure } {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) return failure('backend-garbage', false, { status });
  const { detail, path } = problem.data;
  const definite = status < 500 && status !== 429;
  return failure(problemCode(problem.data), definite, {
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(path === undefined ? {} : { path }),
  });
}

const header = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** The parsed text, or undefined, which fits no schema. An empty answer (204) is null. */
function parseJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON at all: the caller finds that it fits no schema and says `backend-garbage`.
    return undefined;
  }
}

export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : error instanceof Error ? error.message : String(error);
}

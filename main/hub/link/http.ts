import type { Dispatcher } from 'undici';
import { request } from 'undici';
import type { z } from 'zod';
import type { AppError, BackendAccess, Result } from '../../../preload/contract/index.js';
import { fail, ok, problemCode, problemSchema } from '../../../preload/contract/index.js';
import { awayCode, dispatcherFor } from './access.js';
import { parseAnswer } from './parse-answer.js';
import type { Misfit } from './read-message.js';
import { itemText, reasonOf } from './read-message.js';

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

/** Calls that are answered with a token, of a log-in or of its renewal: nothing of their answers is kept. */
const SECRET = /^\/v1\/sessions\b/;

/**
 * Calls of the backend's HTTP API. Every answer is checked against its schema; errors are `backend-away`,
 * `pin-mismatch`, `backend-garbage` (it answered something else than JSON), `answer-unfit` (JSON, but not what the API
 * says), or the backend's own problem code. An item of a list that does not fit is left out and told to `onMisfit`.
 */
export class HttpClient {
  readonly #agent: Dispatcher;
  readonly #base: string;
  readonly #onMisfit: (misfit: Misfit) => void;

  constructor(base: string, access: BackendAccess, onMisfit: (misfit: Misfit) => void) {
    this.#base = base.replace(/\/$/, '');
    this.#agent = dispatcherFor(new URL(base), access);
    this.#onMisfit = onMisfit;
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
      return failure(awayCode(error), false, { reason: failureReason(error) });
    }
    const serverTimeMs = time === undefined || Number.isNaN(Date.parse(time)) ? undefined : Date.parse(time);
    const body = parseJson(text);
    if (status >= 400) return problemOf(status, body);
    if (body === undefined) return failure('backend-garbage', false, { path: call.path, status });
    const { parsed, misfits } = parseAnswer(call.answer, body);
    for (const misfit of misfits) this.#onMisfit(misfit);
    if (!parsed.success) {
      const reason = `${call.path} ${reasonOf(parsed.error)}`;
      this.#onMisfit({ what: 'item', reason, text: SECRET.test(call.path) ? '' : itemText(body) });
      return failure('answer-unfit', false, { path: call.path, status, reason });
    }
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

export function failureReason(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : error instanceof Error ? error.message : String(error);
}

import type { Err, Problem, ProblemCode, Result } from '../../preload/contract/index.js';
import { err, PROBLEM_PREFIX, PROBLEMS } from '../../preload/contract/index.js';

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

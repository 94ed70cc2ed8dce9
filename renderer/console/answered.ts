import type { AppError, Result } from '../../preload/contract/index.js';

/** What the hub answered to a question that is asked again and again: the last it knew, and why there is nothing newer. */
export type Answered<T> = { readonly value?: T; readonly problem?: AppError };

/** A failure leaves the last answer standing: it says what was so, and the problem that it may be so no longer. */
export const afterAnswer = <T>(before: Answered<T>, result: Result<T>): Answered<T> =>
  result.ok ? { value: result.value } : { ...before, problem: result.error };

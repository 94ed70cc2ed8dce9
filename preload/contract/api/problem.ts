import { z } from 'zod';

export const PROBLEM_PREFIX = 'urn:yilan:problem:';

/** RFC 9457 problem details. `type` is `urn:yilan:problem:<code>`; `path` is the place of the fault (JSON Pointer). */
export const problemSchema = z.strictObject({
  type: z.string().startsWith(PROBLEM_PREFIX),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().optional(),
  path: z.string().optional(),
});
export type Problem = Readonly<z.infer<typeof problemSchema>>;

/** The stable code of a problem. */
export const problemCode = (problem: Problem): string => problem.type.slice(PROBLEM_PREFIX.length);

/** The backend does not take the token, or no longer: only a new log-in helps. */
export const isTokenProblem = ({ code }: { readonly code: string }): boolean => code === 'token' || code === 'token-expired';

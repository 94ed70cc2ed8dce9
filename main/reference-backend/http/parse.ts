import type { z } from 'zod';
import { ok } from '../../../preload/contract/index.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';

/** JSON Pointer (RFC 6901) of a place in a value. */
const pointer = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The first fault that zod found: where and what. A member that is not known is named itself. */
export function firstFault(error: z.ZodError): { path: string; detail: string } {
  return faultOf(error.issues[0], []);
}

function faultOf(issue: z.core.$ZodIssue | undefined, above: readonly PropertyKey[]): { path: string; detail: string } {
  if (issue === undefined) return { path: pointer(above), detail: 'does not fit' };
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    // Of alternatives the one is meant in which something further in is wrong, and that knows most of the members.
    const [meant] = issue.errors
      .filter(([first]) => first !== undefined && (first.path.length > 0 || first.code === 'unrecognized_keys'))
      .sort((a, b) => strangersIn(a) - strangersIn(b));
    if (meant !== undefined) return faultOf(meant[0], path);
  }
  const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return { path: pointer([...path, ...extra]), detail: issue.message };
}

const strangersIn = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys.length : 0), 0);

/**
 * Checks a value against a schema.
 * @returns errors `schema` with the place of the fault; text that is not Unicode (lone surrogates) is one too, since
 *   it has no canonical JSON
 */
export function parse<T extends z.ZodType>(schema: T, value: unknown): Outcome<z.output<T>> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return refuse('schema', firstFault(parsed.error));
  const broken = brokenText(parsed.data, []);
  if (broken !== undefined) return refuse('schema', { path: broken, detail: 'text with a lone surrogate' });
  return ok(parsed.data);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function brokenText(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (typeof value === 'string') return LONE_SURROGATE.test(value) ? pointer(path) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = LONE_SURROGATE.test(key) ? pointer(path) : brokenText(member, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

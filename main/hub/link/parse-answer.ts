import type { z } from 'zod';
import type { Misfit } from './read-message.js';
import { itemText, reasonOf } from './read-message.js';

type Parsed<T> = { readonly parsed: z.ZodSafeParseResult<T>; readonly misfits: readonly Misfit[] };

/**
 * Parses an answer. Of a list (`{items, next?}`) only the items that fit are taken: one thing that a later backend
 * tells in another way must not keep a hall from all the others.
 */
export function parseAnswer<T extends z.ZodType>(schema: T, body: unknown): Parsed<z.infer<T>> {
  const whole = schema.safeParse(body);
  if (whole.success) return { parsed: whole, misfits: [] };
  const items = itemsOf(body);
  const faults = new Map<number, z.core.$ZodIssue>();
  for (const issue of whole.error.issues) {
    const [member, index] = issue.path;
    if (member === 'items' && typeof index === 'number' && !faults.has(index)) faults.set(index, issue);
  }
  if (items === undefined || faults.size === 0) return { parsed: whole, misfits: [] };
  const rest = { ...(body as object), items: items.filter((_item, index) => !faults.has(index)) };
  const misfits = [...faults].map(([index, issue]): Misfit => ({
    what: 'item',
    reason: reasonOf({ issues: [issue] }),
    text: itemText(items[index]),
  }));
  const parsed = schema.safeParse(rest);
  return { parsed, misfits: parsed.success ? misfits : [] };
}

function itemsOf(body: unknown): readonly unknown[] | undefined {
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined;
  return Array.isArray(items) ? items : undefined;
}

import { z } from 'zod';
import type { Result } from './result.js';
import { fail, ok } from './result.js';

/** Why a window was replaced. `detail`: what the system said, for the installer; empty where it said nothing. */
export const windowFailureSchema = z.strictObject({
  reason: z.enum(['crashed', 'hung', 'not-loaded', 'closed']),
  detail: z.string(),
});
export type WindowFailure = Readonly<z.infer<typeof windowFailureSchema>>;

/** What the safe page says in place of a window that keeps failing. */
export const safeNoticeSchema = z.strictObject({
  /** the panel's id, or `console` */
  window: z.string(),
  locale: z.enum(['zh-CN', 'en']),
  failure: windowFailureSchema,
  /** when the window's own page is tried again, UTC ms */
  retryAt: z.number(),
  /** for the size of its letters */
  pxPerMm: z.number().positive(),
  viewingDistanceMm: z.number().positive(),
});
export type SafeNotice = Readonly<z.infer<typeof safeNoticeSchema>>;

const MARK = '?notice=';

/** The notice travels in the page's address: the page needs nothing else, neither main nor the hub. */
export const safeNoticeQuery = (notice: SafeNotice): string => MARK + encodeURIComponent(JSON.stringify(notice));

/** Reads what `safeNoticeQuery` wrote; error `safe-notice`. */
export function readSafeNotice(query: string): Result<SafeNotice> {
  if (!query.startsWith(MARK)) return fail('safe-notice');
  try {
    const parsed = safeNoticeSchema.safeParse(JSON.parse(decodeURIComponent(query.slice(MARK.length))));
    return parsed.success ? ok(parsed.data) : fail('safe-notice', { reason: parsed.error.message });
  } catch (error) {
    return fail('safe-notice', { reason: String(error) });
  }
}

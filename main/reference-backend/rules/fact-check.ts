import type { ProblemCode, TierCode } from '../../../preload/contract/index.js';
import type { TierBook } from '../tier-book.js';
import type { Caller } from './caller.js';
import { actsFor } from './caller.js';
import { mayRead } from './reach.js';

/** How far a source's clock may be ahead of the server's, ms. */
export const CLOCK_AHEAD_MS = 5 * 60_000;
/** Nothing was measured before this; receivers without a fix tell of 1970 or 1980. */
const EARLIEST = Date.UTC(2000, 0, 1);

/** Whether a time of measurement (UTC ms) can be right. */
export const isSkewed = (t: number, now: number): boolean => t > now + CLOCK_AHEAD_MS || t < EARLIEST;

/**
 * Says for which tiers a caller may hand facts in at `now` (UTC ms); null: it may. A tier that it may not even read is
 * `not-found`.
 */
export function tierJudge(
  caller: Caller,
  tiers: TierBook,
  now: number,
): (tier: TierCode) => Extract<ProblemCode, 'tier-unknown' | 'not-found' | 'foreign-tier'> | null {
  const today = new Set(tiers.today(now).map(({ code }) => code));
  const own = actsFor(caller, tiers, now);
  return (tier) => {
    if (own.has(tier)) return null;
    if (!today.has(tier)) return 'tier-unknown';
    return mayRead(tiers, caller, tier, now) ? 'foreign-tier' : 'not-found';
  };
}

/**
 * Whether two values are the same but for the last bit: SQLite reads decimal text to within a unit of the last place.
 */
export const sameNumber = (a: number | null, b: number | null): boolean =>
  a === b || (a !== null && b !== null && Math.abs(a - b) <= 2 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b)));

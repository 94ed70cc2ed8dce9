import type { Role, TierCode } from '../../../preload/contract/index.js';
import { subtree } from '../../../preload/contract/index.js';
import type { TierBook } from '../tier-book.js';

/** Who asks: an account with the token that it used. */
export type Caller = {
  readonly account: string;
  readonly roles: readonly Role[];
  readonly tier: TierCode;
  /** may act for the tiers below its own */
  readonly subtree: boolean;
  /** what it hands in is marked `demo` */
  readonly demo: boolean;
  readonly token: string;
  /** UTC ms; null for a ready token */
  readonly expiresAt: number | null;
};

/** The tiers that the caller may act for today (`now` in UTC ms). */
export const actsFor = (caller: Caller, tiers: TierBook, now: number): ReadonlySet<TierCode> =>
  new Set([caller.tier, ...(caller.subtree ? subtree(tiers.today(now), caller.tier).map(({ code }) => code) : [])]);

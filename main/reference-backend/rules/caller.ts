import type { Role, TierCode } from '../../../preload/contract/index.js';
import type { TokenFamily } from '../storage/tokens.js';
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
  /** the session that the token is of; null for a ready token */
  readonly session: TokenFamily | null;
};

/** The tiers that the caller may act for today (`now` in UTC ms). */
export function actsFor(
  { tier, subtree }: Pick<Caller, 'tier' | 'subtree'>,
  tiers: TierBook,
  now: number,
): ReadonlySet<TierCode> {
  const below = subtree ? tiers.below(tier, now) : undefined;
  return below?.has(tier) === true ? below : new Set([tier]);
}

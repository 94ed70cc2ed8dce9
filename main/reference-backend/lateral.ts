import type { TierCode } from '../../preload/contract/index.js';
import type { TierBook } from './tier-book.js';

/**
 * The tiers that an event about a directive concerns: the directive's, and the issuer's where a lateral request left the
 * issuer's subtree, because a tier hears only of what lies in its own. There are as many events, one after the
 * other with the same data; the stream gives whoever reads both tiers the first one alone.
 */
export const subjectsOf = (tiers: TierBook, tier: TierCode, issuer: TierCode, now: number): TierCode[] =>
  tiers.below(issuer, now).has(tier) ? [tier] : [tier, issuer];

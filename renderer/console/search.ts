import type { Tier } from '../../preload/contract/index.js';

/**
 * Tiers whose name contains the words or whose code begins with them, best first: name equal, name begins, code
 * begins, name contains; then by code. An empty query finds all, in the order of codes.
 */
export function findTiers(tiers: Iterable<Tier>, query: string): Tier[] {
  const words = query.trim().toLowerCase();
  const found: { readonly tier: Tier; readonly rank: number }[] = [];
  for (const tier of tiers) {
    const rank = rankOf(tier, words);
    if (rank !== undefined) found.push({ tier, rank });
  }
  return found.sort((a, b) => a.rank - b.rank || a.tier.code.localeCompare(b.tier.code)).map(({ tier }) => tier);
}

function rankOf(tier: Tier, words: string): number | undefined {
  const name = tier.name.toLowerCase();
  if (words === '' || name === words) return 0;
  if (name.startsWith(words)) return 1;
  if (tier.code.startsWith(words)) return 2;
  return name.includes(words) ? 3 : undefined;
}

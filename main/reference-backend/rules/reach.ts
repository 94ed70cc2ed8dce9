import type { TierCode } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { TierBook } from '../tier-book.js';
import type { Caller } from './caller.js';
import { actsFor } from './caller.js';

/**
 * The codes that a list shows: what the caller may read, or the part of it that lies at and below the tier asked for.
 * Null: all. Errors: `not-found` for a tier that the caller may not read.
 * @param now UTC ms
 */
export function reachOf(
  tiers: TierBook,
  caller: Caller,
  tier: TierCode | undefined,
  now: number,
): Outcome<ReadonlySet<TierCode> | null> {
  if (tier === undefined) return ok(tiers.readable(caller.tier, now));
  if (!mayName(tiers, caller, tier, now)) return refuse('not-found', { path: '/tier' });
  const codes = tiers.readable(tier, now);
  // A tier that was abolished has nothing below it today.
  return ok(codes === null ? null : new Set([...codes, tier]));
}

/** Whether the caller may read a tier's things. */
export function mayRead(tiers: TierBook, caller: Caller, tier: TierCode, now: number): boolean {
  const readable = tiers.readable(caller.tier, now);
  return readable === null || readable.has(tier);
}

/** Whether there is or was such a tier, and the caller may read it: what a query may ask for. */
export const mayName = (tiers: TierBook, caller: Caller, tier: TierCode, now: number): boolean =>
  tiers.isKnown(tier) && mayRead(tiers, caller, tier, now);

/**
 * Refuses who may not act for a tier: `not-found` when the caller may not even read it, else `foreign-tier`.
 * @param path of the fault
 */
export function checkActs(tiers: TierBook, caller: Caller, tier: TierCode, now: number, path?: string): Outcome<null> {
  if (actsFor(caller, tiers, now).has(tier)) return ok(null);
  const place = path === undefined ? {} : { path };
  return refuse(mayRead(tiers, caller, tier, now) ? 'foreign-tier' : 'not-found', place);
}

/** As `checkActs` for a new thing: its tier is named by the caller and must be one of today. */
export function checkNewAt(tiers: TierBook, caller: Caller, tier: TierCode, now: number, path: string): Outcome<null> {
  if (tiers.find(tier, now) === undefined) return refuse('tier-unknown', { path });
  return checkActs(tiers, caller, tier, now, path);
}

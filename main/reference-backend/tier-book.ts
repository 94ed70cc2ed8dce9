import type { Tier, TierCode } from '../../preload/contract/index.js';
import { subtree, tiersAt } from '../../preload/contract/index.js';

/** China has one time zone, UTC+8, without daylight saving since 1991. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The calendar day in China at a moment (UTC ms), `YYYY-MM-DD`: divisions change at midnight there. */
export const chinaDate = (utcMs: number): string => new Date(utcMs + CHINA_OFFSET_MS).toISOString().slice(0, 10);

/** The tier tree with its history. */
export class TierBook {
  readonly #all: readonly Tier[];
  #cached: { readonly date: string; readonly tiers: readonly Tier[] } = { date: '', tiers: [] };

  constructor(all: readonly Tier[]) {
    this.#all = all;
  }

  at(date: string): readonly Tier[] {
    return tiersAt(this.#all, date);
  }

  /** The tiers valid on the day of `now` (UTC ms). */
  today(now: number): readonly Tier[] {
    const date = chinaDate(now);
    if (this.#cached.date !== date) this.#cached = { date, tiers: this.at(date) };
    return this.#cached.tiers;
  }

  find(code: TierCode, now: number): Tier | undefined {
    return this.today(now).find((tier) => tier.code === code);
  }

  /**
   * The codes whose facts a tier may read: its subtree of today, and abolished tiers whose parent or successor is in
   * it. Null for the top of the tree, which reads everything.
   */
  readable(tier: TierCode, now: number): ReadonlySet<TierCode> | null {
    const today = this.today(now);
    if (today.some(({ code, parent }) => code === tier && parent === null)) return null;
    const codes = new Set(subtree(today, tier).map(({ code }) => code));
    const valid = new Set(today.map(({ code }) => code));
    for (const past of this.#all) {
      if (valid.has(past.code)) continue;
      if (codes.has(past.parent ?? '') || codes.has(past.successor ?? '')) codes.add(past.code);
    }
    return codes;
  }
}

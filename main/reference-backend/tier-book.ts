import type { Tier, TierCode } from '../../preload/contract/index.js';
import { subtree, tiersAt } from '../../preload/contract/index.js';

/** China has one time zone, UTC+8, without daylight saving since 1991. */
const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The calendar day in China at a moment (UTC ms), `YYYY-MM-DD`: divisions change at midnight there. */
export const chinaDate = (utcMs: number): string => new Date(utcMs + CHINA_OFFSET_MS).toISOString().slice(0, 10);

/** The tier tree with its history. */
export class TierBook {
  readonly #all: readonly Tier[];
  readonly #codes: ReadonlySet<TierCode>;
  #day = dayOf(-1, []);

  constructor(all: readonly Tier[]) {
    this.#all = all;
    this.#codes = new Set(all.map(({ code }) => code));
  }

  at(date: string): readonly Tier[] {
    return tiersAt(this.#all, date);
  }

  /** The tiers valid on the day of `now` (UTC ms). */
  today(now: number): readonly Tier[] {
    return this.#today(now).tiers;
  }

  find(code: TierCode, now: number): Tier | undefined {
    return this.#today(now).byCode.get(code);
  }

  /** Whether there is or ever was a tier of this code. */
  isKnown(code: TierCode): boolean {
    return this.#codes.has(code);
  }

  /** The tier of today that a code means: itself, or the one that took over from it. */
  current(code: TierCode, now: number): Tier | undefined {
    const today = this.find(code, now);
    if (today !== undefined) return today;
    const successor = this.#all.find((past) => past.code === code && past.successor !== undefined)?.successor;
    return successor === undefined ? undefined : this.find(successor, now);
  }

  /** The codes of a tier and of all below it today. */
  below(tier: TierCode, now: number): ReadonlySet<TierCode> {
    const { tiers, below } = this.#today(now);
    return remembered(below, tier, () => new Set(subtree(tiers, tier).map(({ code }) => code)));
  }

  /**
   * The codes whose facts a tier may read: its subtree of today, and abolished tiers whose parent or successor is in
   * it. Null for the top of the tree, which reads everything.
   */
  readable(tier: TierCode, now: number): ReadonlySet<TierCode> | null {
    const { byCode, readable } = this.#today(now);
    return remembered(readable, tier, () => {
      if (byCode.get(tier)?.parent === null) return null;
      const codes = new Set(this.below(tier, now));
      for (const past of this.#all) {
        if (byCode.has(past.code)) continue;
        if (codes.has(past.parent ?? '') || codes.has(past.successor ?? '')) codes.add(past.code);
      }
      return codes;
    });
  }

  #today(now: number): Day {
    // Asked for every target and receipt: the day is compared as a number.
    const day = Math.floor((now + CHINA_OFFSET_MS) / DAY_MS);
    if (this.#day.day === day) return this.#day;
    const tiers = this.at(chinaDate(now));
    // A clock that jumped to a day before the tree began leaves it as it was; the server does not start on such a day.
    this.#day = dayOf(day, tiers.length > 0 ? tiers : this.#day.tiers);
    return this.#day;
  }
}

/** The tiers of one day, and what was asked about them. */
type Day = {
  /** days since 1970 in China */
  readonly day: number;
  readonly tiers: readonly Tier[];
  readonly byCode: ReadonlyMap<TierCode, Tier>;
  readonly below: Map<TierCode, ReadonlySet<TierCode>>;
  readonly readable: Map<TierCode, ReadonlySet<TierCode> | null>;
};

const dayOf = (day: number, tiers: readonly Tier[]): Day => ({
  day,
  tiers,
  byCode: new Map(tiers.map((tier) => [tier.code, tier])),
  below: new Map(),
  readable: new Map(),
});

function remembered<V>(answers: Map<TierCode, V>, tier: TierCode, find: () => V): V {
  const known = answers.get(tier);
  if (known !== undefined) return known;
  const value = find();
  answers.set(tier, value);
  return value;
}

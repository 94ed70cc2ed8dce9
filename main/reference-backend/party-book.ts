import { z } from 'zod';
import type { Party, Tier, TierCode } from '../../preload/contract/index.js';
import { centreOf, partyId, tierLevelSchema } from '../../preload/contract/index.js';
import type { TierBook } from './tier-book.js';

/** The parties that every tier of a level has, besides what one of its own list adds. */
export const partyListFileSchema = z.strictObject({
  level: tierLevelSchema,
  /** `{tier}` in a name is the tier's name */
  centre: z.string().min(1),
  parties: z.array(
    z.strictObject({
      key: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
      kind: z.enum(['department', 'team']),
      name: z.string().min(1),
    }),
  ),
});
export type PartyListFile = Readonly<z.infer<typeof partyListFileSchema>>;

/** Whoever can be addressed: a function of the tiers of today and of the lists per level. */
export class PartyBook {
  readonly #tiers: TierBook;
  readonly #lists: ReadonlyMap<Tier['level'], PartyListFile>;
  #cached: { readonly tiers: readonly Tier[]; readonly all: readonly Party[]; readonly byId: ReadonlyMap<string, Party> } = {
    tiers: [],
    all: [],
    byId: new Map(),
  };

  constructor(tiers: TierBook, lists: readonly PartyListFile[]) {
    this.#tiers = tiers;
    this.#lists = new Map(lists.map((list) => [list.level, list]));
  }

  /** All parties of the day of `now` (UTC ms), in the order of the tiers. */
  today(now: number): readonly Party[] {
    return this.#day(now).all;
  }

  find(id: string, now: number): Party | undefined {
    return this.#day(now).byId.get(id);
  }

  /** Whether a tier of today has the party. */
  has(tier: TierCode, id: string, now: number): boolean {
    return this.find(id, now)?.tier === tier;
  }

  #day(now: number): { readonly all: readonly Party[]; readonly byId: ReadonlyMap<string, Party> } {
    const tiers = this.#tiers.today(now);
    if (this.#cached.tiers !== tiers) {
      const all = tiers.flatMap((tier) => this.#of(tier));
      this.#cached = { tiers, all, byId: new Map(all.map((party) => [party.id, party])) };
    }
    return this.#cached;
  }

  #of({ code, name, level }: Tier): Party[] {
    const list = this.#lists.get(level);
    const named = (text: string): string => text.replaceAll('{tier}', name);
    return [
      { id: centreOf(code), tier: code, kind: 'centre', name: named(list?.centre ?? '{tier}') },
      ...(list?.parties ?? []).map(({ key, kind, name: of }) => ({
        id: partyId(code, key),
        tier: code,
        kind,
        name: named(of),
      })),
    ];
  }
}

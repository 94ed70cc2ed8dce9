import type { Tier, TierCode } from './tier.js';
import { tierSchema } from './tier.js';

/** A change of the administrative division, as the data pack describes it. */
export type DivisionChange = {
  readonly effective: string;
  readonly abolish: readonly TierCode[];
  readonly establish: readonly { readonly provisionalCode: TierCode; readonly name: string; readonly seat: string }[];
  readonly move: readonly { readonly town: TierCode; readonly name: string; readonly from: TierCode; readonly to: TierCode }[];
};

/** The day from which the base list is taken to hold (statistics bureau, 2023-06-30). */
const BASE_LIST_VALID_FROM = '2023-06-30';

/**
 * Reads the tier list of the data pack: a header line, then `code,parent,level,name,lng,lat,quality`.
 * @throws Error naming the line that does not fit; the file ships with the program, so that is a bug
 */
export function parseTierList(csv: string): Tier[] {
  const lines = csv
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '');
  return lines.map((line, index) => {
    const [code, parent, level, name, lng, lat, quality] = line.split(',');
    const parsed = tierSchema.safeParse({
      code,
      parent: parent === '' ? null : parent,
      level,
      name,
      centroid: [Number(lng), Number(lat)],
      quality,
      validFrom: BASE_LIST_VALID_FROM,
    });
    if (!parsed.success) throw new Error(`tier list, line ${index + 2}: ${parsed.error.message}`);
    return parsed.data;
  });
}

/**
 * Applies a change of division as data: what ends gets `validTo` (and `successor`), what begins is added with
 * `validFrom`. History keeps its old names; the answer has one entry per code and period.
 *
 * A new district takes the point of its seat. A town whose district was abolished and that the change
 * does not move is a fault in the data.
 * @throws Error when the change names a tier that the list lacks, or leaves a town without a valid parent
 */
export function applyDivisionChange(tiers: readonly Tier[], change: DivisionChange): Tier[] {
  const current = new Map(tiers.filter((tier) => tier.validTo === undefined).map((tier) => [tier.code, tier]));
  const past = tiers.filter((tier) => tier.validTo !== undefined);
  const need = (code: TierCode): Tier => {
    const tier = current.get(code);
    if (tier === undefined) throw new Error(`division change ${change.effective}: no tier ${code}`);
    return tier;
  };
  const end = (code: TierCode, successor?: TierCode): Tier => {
    const tier = need(code);
    past.push({ ...tier, validTo: change.effective, ...(successor === undefined ? {} : { successor }) });
    current.delete(code);
    return tier;
  };

  for (const district of change.establish) {
    const seat = [...current.values()].find(
      (tier) => tier.name === district.seat && change.move.some((move) => move.town === tier.code),
    );
    if (seat === undefined) throw new Error(`division change ${change.effective}: no seat ${district.seat}`);
    const city = need(seat.parent ?? '').parent;
    current.set(district.provisionalCode, {
      code: district.provisionalCode,
      parent: city,
      level: 'district',
      name: district.name,
      centroid: seat.centroid,
      quality: 'derived',
      validFrom: change.effective,
    });
  }
  for (const move of change.move) {
    need(move.to);
    const town = end(move.town);
    current.set(move.town, { ...town, parent: move.to, validFrom: change.effective });
  }
  for (const code of change.abolish) {
    end(code, change.move.find((move) => move.from === code)?.to);
  }
  for (const tier of current.values()) {
    if (tier.parent !== null) need(tier.parent);
  }
  return [...past, ...current.values()];
}

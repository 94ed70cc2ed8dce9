import type { Tier, TierCode } from '../../../preload/contract/index.js';
import type { CapArea, LatLng } from './message.js';

/** The tiers that a message is about, and what told so. `tier` is the lowest one above all of them. */
export type Location = {
  readonly tier: TierCode;
  readonly tiers: readonly TierCode[];
  readonly located: 'geocode' | 'area' | 'nowhere';
};

/**
 * Finds the tiers of a message: those that its geocodes name, else those whose point lies in its polygons and circles,
 * else the root. The root's own point says nothing: it lies in one of its districts.
 * @param current the tier of today that a code means, also an abolished one
 */
export function locate(
  areas: readonly CapArea[],
  tiers: readonly Tier[],
  current: (code: TierCode) => Tier | undefined,
): Location {
  const named = areas.flatMap(({ geocodes }) => geocodes).flatMap((value) => tierOf(value, current) ?? []);
  if (named.length > 0) return location(named, tiers, 'geocode');
  const inside = tiers.filter(({ parent, centroid: [lng, lat] }) => parent !== null && areas.some(contains([lat, lng])));
  return location(
    inside.map(({ code }) => code),
    tiers,
    inside.length > 0 ? 'area' : 'nowhere',
  );
}

/** A tier's code of 6 or 9 digits, also with zeros up to 9 or 12, or a village's of 12, which lies in a town. */
function tierOf(value: string, current: (code: TierCode) => Tier | undefined): TierCode | undefined {
  if (!/^(\d{6}|\d{9}|\d{12})$/.test(value)) return undefined;
  const town = value.slice(0, 9);
  const code = town.length === 6 || town.endsWith('000') ? value.slice(0, 6) : town;
  return current(code)?.code;
}

function location(found: readonly TierCode[], tiers: readonly Tier[], located: Location['located']): Location {
  const root = tiers.find(({ parent }) => parent === null)?.code;
  if (root === undefined) throw new Error('the tier tree has no root');
  const parents = new Map(tiers.map(({ code, parent }) => [code, parent]));
  const codes = [...new Set(found)];
  return { tier: commonTier(codes, parents) ?? root, tiers: codes, located };
}

/** The lowest tier that is or lies above all of the codes; undefined for none. */
function commonTier(codes: readonly TierCode[], parents: ReadonlyMap<TierCode, TierCode | null>): TierCode | undefined {
  const above = (code: TierCode): TierCode[] => {
    const line: TierCode[] = [];
    for (let at: TierCode | null | undefined = code; at !== null && at !== undefined; at = parents.get(at)) line.push(at);
    return line;
  };
  const [first, ...others] = codes.map(above);
  return first?.find((code) => others.every((line) => line.includes(code)));
}

const contains =
  (point: LatLng) =>
  ({ polygons, circles }: CapArea): boolean =>
    polygons.some((ring) => inRing(point, ring)) ||
    circles.some(({ centre, radiusKm }) => radiusKm > 0 && distanceKm(point, centre) <= radiusKm);

/** Crossing number, in degrees: CAP's polygons are small beside the Earth. */
function inRing([lat, lng]: LatLng, ring: readonly LatLng[]): boolean {
  let inside = false;
  for (const [index, [latB, lngB]] of ring.entries()) {
    const [latA, lngA] = ring.at(index - 1) ?? [latB, lngB];
    if (latA > lat !== latB > lat && lng < ((lngB - lngA) * (lat - latA)) / (latB - latA) + lngA) inside = !inside;
  }
  return inside;
}

/** Mean radius of the Earth, km (IUGG). */
export const EARTH_KM = 6371.0088;
export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Along a great circle on a sphere (haversine). */
function distanceKm([latA, lngA]: LatLng, [latB, lngB]: LatLng): number {
  const half = (a: number, b: number): number => Math.sin(radians(b - a) / 2) ** 2;
  const h = half(latA, latB) + Math.cos(radians(latA)) * Math.cos(radians(latB)) * half(lngA, lngB);
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

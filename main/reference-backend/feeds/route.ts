/** [longitude, latitude], WGS 84 degrees */
export type Point = readonly [lng: number, lat: number];

/** A way with the metres from its beginning to each of its points. */
export type Route = { readonly points: readonly Point[]; readonly metres: readonly number[] };

export type Place = { readonly point: Point; /** degrees clockwise from north */ readonly heading: number };

/** Mean radius of the Earth (IUGG R1), m. */
const EARTH_M = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance by the haversine formula, m. */
export function distance([lng1, lat1]: Point, [lng2, lat2]: Point): number {
  const [a, b] = [Math.sin(radians(lat2 - lat1) / 2), Math.sin(radians(lng2 - lng1) / 2)];
  const h = a * a + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * b * b;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Initial bearing from one point to another, degrees in [0, 360). */
export function bearing([lng1, lat1]: Point, [lng2, lat2]: Point): number {
  const across = radians(lng2 - lng1);
  const y = Math.sin(across) * Math.cos(radians(lat2));
  const x =
    Math.cos(radians(lat1)) * Math.sin(radians(lat2)) - Math.sin(radians(lat1)) * Math.cos(radians(lat2)) * Math.cos(across);
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
}

/** @param points at least two */
export function routeOf(points: readonly Point[]): Route {
  const metres = [0];
  for (let index = 1; index < points.length; index += 1) {
    metres.push((metres[index - 1] ?? 0) + distance(points[index - 1] as Point, points[index] as Point));
  }
  return { points, metres };
}

export const lengthOf = ({ metres }: Route): number => metres.at(-1) ?? 0;

/** Where one is after so many metres from the beginning; before and beyond, its ends. */
export function placeAt({ points, metres }: Route, along: number): Place {
  const found = metres.findIndex((metre) => metre >= along);
  const next = Math.min(points.length - 1, Math.max(1, found < 0 ? points.length - 1 : found));
  const [from, to] = [points[next - 1] as Point, points[next] as Point];
  const [begin, end] = [metres[next - 1] ?? 0, metres[next] ?? 0];
  const share = end === begin ? 0 : Math.min(1, Math.max(0, (along - begin) / (end - begin)));
  return { point: [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share], heading: bearing(from, to) };
}

/** A point moved by metres east and north; good for distances far below the Earth's radius. */
export const shifted = ([lng, lat]: Point, east: number, north: number): Point => [
  lng + (east / (EARTH_M * Math.cos(radians(lat)))) * (180 / Math.PI),
  lat + (north / EARTH_M) * (180 / Math.PI),
];

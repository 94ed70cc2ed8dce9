import type { MultiPolygon, Polygon } from 'geojson';
import type clipping from 'polygon-clipping';
import type { Box } from '../../preload/contract/map-data.js';

/** Rings of [longitude, latitude]: polygon → ring (first outer, then holes) → point. */
export type Shape = clipping.MultiPolygon;

export const shapeOf = (geometry: Polygon | MultiPolygon): Shape =>
  (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as Shape;

export const geometryOf = (shape: Shape): Polygon | MultiPolygon => {
  const [only] = shape;
  return shape.length === 1 && only !== undefined
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: shape };
};

/** Twice the signed area of a ring in square degrees scaled by cos(latitude), so that sizes compare across the city. */
function ringArea(ring: clipping.Ring): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [ax, ay] = ring[j] as clipping.Pair;
    const [bx, by] = ring[i] as clipping.Pair;
    sum += (ax * by - bx * ay) * Math.cos((((ay + by) / 2) * Math.PI) / 180);
  }
  return Math.abs(sum) / 2;
}

/** Area in square degrees of longitude at the equator (local equirectangular); good for shares, not for surveying. */
export const shapeArea = (shape: Shape): number =>
  shape.reduce(
    (sum, [outer, ...holes]) =>
      sum + (outer === undefined ? 0 : ringArea(outer)) - holes.reduce((hole, ring) => hole + ringArea(ring), 0),
    0,
  );

/** Drops polygons and holes below `smallest` (unit of `shapeArea`): slivers left where two surveys do not quite meet. */
export const withoutSlivers = (shape: Shape, smallest: number): Shape =>
  shape
    .filter(([outer]) => outer !== undefined && ringArea(outer) >= smallest)
    .map(([outer, ...holes]) => [outer as clipping.Ring, ...holes.filter((hole) => ringArea(hole) >= smallest)]);

export function boxOf(shape: Shape): Box {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [outer] of shape) {
    for (const [x, y] of outer ?? []) {
      west = Math.min(west, x);
      east = Math.max(east, x);
      south = Math.min(south, y);
      north = Math.max(north, y);
    }
  }
  return [west, south, east, north];
}

/** Even-odd test over all rings; a point on a border may count either way. */
export function contains(shape: Shape, x: number, y: number): boolean {
  let inside = false;
  for (const polygon of shape) {
    for (const ring of polygon) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [ax, ay] = ring[j] as clipping.Pair;
        const [bx, by] = ring[i] as clipping.Pair;
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
    }
  }
  return inside;
}

/** Squared distance (longitudes shortened by cos of the latitude) from a point to the nearest border. */
function borderDistance(shape: Shape, x: number, y: number): number {
  const shrink = Math.cos((y * Math.PI) / 180);
  let nearest = Infinity;
  for (const polygon of shape) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i += 1) {
        const [ax, ay] = ring[i - 1] as clipping.Pair;
        const [bx, by] = ring[i] as clipping.Pair;
        const [dx, dy] = [(bx - ax) * shrink, by - ay];
        const [px, py] = [(x - ax) * shrink, y - ay];
        const t = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
        nearest = Math.min(nearest, (px - t * dx) ** 2 + (py - t * dy) ** 2);
      }
    }
  }
  return nearest;
}

/** The point of a 24 × 24 grid over the shape that lies inside and farthest from any border. */
export function innermostPoint(shape: Shape): [number, number] {
  const [west, south, east, north] = boxOf(shape);
  let best: [number, number] = [(west + east) / 2, (south + north) / 2];
  let farthest = -1;
  for (let row = 0; row < 24; row += 1) {
    for (let column = 0; column < 24; column += 1) {
      const x = west + ((column + 0.5) / 24) * (east - west);
      const y = south + ((row + 0.5) / 24) * (north - south);
      if (!contains(shape, x, y)) continue;
      const distance = borderDistance(shape, x, y);
      if (distance > farthest) [farthest, best] = [distance, [x, y]];
    }
  }
  return best;
}

/** Metres to about a degree's fifth digit, the precision of the source. */
export const rounded = (shape: Shape): Shape =>
  shape.map((polygon) => polygon.map((ring) => ring.map(([x, y]) => [round5(x), round5(y)])));

export const round5 = (value: number): number => Math.round(value * 1e5) / 1e5;

import type { Box, Feature } from '../../../preload/contract/index.js';

/** A feature with its bounding box. */
export type StaticFeature = { readonly feature: Feature; readonly box: Box };

export function boxed(feature: Feature): StaticFeature {
  const { geometry } = feature;
  const parts = geometry.type === 'GeometryCollection' ? geometry.geometries : [geometry];
  return { feature, box: union(parts.map(({ coordinates }) => boxOf(coordinates))) };
}

/** The smallest box around GeoJSON coordinates of any depth; none of ours crosses the antimeridian. */
export function boxOf(coordinates: readonly unknown[]): Box {
  const [first, second] = coordinates;
  if (typeof first === 'number' && typeof second === 'number') return [first, second, first, second];
  return union(coordinates.map((part) => boxOf(part as readonly unknown[])));
}

export const union = (boxes: readonly Box[]): Box =>
  boxes.reduce<Box>(
    ([west, south, east, north], [w, s, e, n]) => [Math.min(west, w), Math.min(south, s), Math.max(east, e), Math.max(north, n)],
    [Infinity, Infinity, -Infinity, -Infinity],
  );

/** Whether a box that was asked for meets another one; touching counts. It may cross the antimeridian. */
export function meets([west, south, east, north]: Box, [w, s, e, n]: Box): boolean {
  if (n < south || s > north) return false;
  return west <= east ? e >= west && w <= east : e >= west || w <= east;
}

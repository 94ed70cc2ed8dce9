import type { Feature, FeatureCollection, LineString, Position } from 'geojson';
import type { Rivers } from '../../preload/contract/map-data.js';
import { contains, round5, type Shape } from './polygon.js';

export type RiverSegments = FeatureCollection<LineString, { readonly level: number }>;
type River = Rivers['features'][number];

/**
 * Rivers with 5 digits (about a metre; the source is good for 0.6 km), cut where they cross the city's border, at the
 * source's own points. Segments without length are left out.
 */
export const riversOf = (segments: RiverSegments, city: Shape): Rivers => ({
  type: 'FeatureCollection',
  features: segments.features.flatMap((feature) => runs(feature, city)),
});

function runs({ properties: { level }, geometry }: Feature<LineString, { readonly level: number }>, city: Shape): River[] {
  const points = geometry.coordinates
    .map(([x = 0, y = 0]): [number, number] => [round5(x), round5(y)])
    .filter(([x, y], i, all) => i === 0 || x !== all[i - 1]?.[0] || y !== all[i - 1]?.[1]);
  const found: { inside: boolean; coordinates: Position[] }[] = [];
  for (const point of points) {
    const inside = contains(city, ...point);
    const run = found.at(-1);
    // The point at which it crosses ends one run and begins the next.
    run?.coordinates.push(point);
    if (run?.inside !== inside) found.push({ inside, coordinates: [point] });
  }
  return found
    .filter(({ coordinates }) => coordinates.length > 1)
    .map(({ inside, coordinates }) => ({
      type: 'Feature',
      properties: { level, inside },
      geometry: { type: 'LineString', coordinates },
    }));
}

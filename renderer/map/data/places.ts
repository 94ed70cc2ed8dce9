import type { Position } from 'geojson';
import type { MapData } from './load.js';
import type { Districts } from '../../../preload/contract/map-data.js';

export type Place = {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
  readonly lng: number;
  readonly lat: number;
};

/** Every tier by its code: the city, districts at their label points, towns. */
export function placesOf({ districts, outline, towns }: MapData): ReadonlyMap<string, Place> {
  const city = outline.properties;
  const places = new Map<string, Place>([
    [city.code, { code: city.code, name: city.name, parent: null, lng: city.seat[0], lat: city.seat[1] }],
  ]);
  for (const {
    properties: { code, name, labelPoint },
  } of districts.features) {
    places.set(code, { code, name, parent: city.code, lng: labelPoint[0], lat: labelPoint[1] });
  }
  towns.code.forEach((code, i) => {
    places.set(code, {
      code,
      name: towns.name[i] ?? '',
      parent: towns.parent[i] ?? '',
      lng: towns.lng[i] ?? 0,
      lat: towns.lat[i] ?? 0,
    });
  });
  return places;
}

type DistrictFeature = Districts['features'][number];

/** Even-odd test over a district's rings, after its box. */
export function districtHolds({ geometry, properties: { bbox } }: DistrictFeature, lng: number, lat: number): boolean {
  if (lng < bbox[0] || lat < bbox[1] || lng > bbox[2] || lat > bbox[3]) return false;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flat().reduce((inside, ring) => (crossings(ring, lng, lat) % 2 === 1 ? !inside : inside), false);
}

/** How often a ray to the east crosses a ring. */
function crossings(ring: readonly Position[], lng: number, lat: number): number {
  let count = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [ax = 0, ay = 0] = ring[i - 1] ?? [];
    const [bx = 0, by = 0] = ring[i] ?? [];
    if (ay > lat !== by > lat && lng < ((bx - ax) * (lat - ay)) / (by - ay) + ax) count += 1;
  }
  return count;
}

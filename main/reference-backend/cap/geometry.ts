import type { Geometry } from '../../../preload/contract/index.js';
import { EARTH_KM, radians } from './locate.js';
import type { CapArea, LatLng } from './message.js';

/** Corners of the polygon that stands for a circle. */
const CORNERS = 64;

/** How many positions the geometry of areas would have. */
export const positionsOf = (areas: readonly CapArea[]): number =>
  areas.reduce(
    (sum, { polygons, circles }) =>
      sum + circles.length * (CORNERS + 1) + polygons.reduce((points, ring) => points + ring.length, 0),
    0,
  );

/** Areas as GeoJSON: circles become polygons, a circle without a radius a point; null where there is no place. */
export function geometryOf(areas: readonly CapArea[]): Geometry | null {
  const circles = areas.flatMap((area) => area.circles);
  const rings = [
    ...areas.flatMap(({ polygons }) => polygons),
    ...circles.filter(({ radiusKm }) => radiusKm > 0).map(({ centre, radiusKm }) => circleRing(centre, radiusKm)),
  ].map(geoRing);
  const points = circles.filter(({ radiusKm }) => radiusKm === 0).map(({ centre: [lat, lng] }): [number, number] => [lng, lat]);
  const [ring] = rings;
  if (ring !== undefined) {
    return rings.length === 1
      ? { type: 'Polygon', coordinates: [ring] }
      : { type: 'MultiPolygon', coordinates: rings.map((each) => [each]) };
  }
  const [point] = points;
  if (point === undefined) return null;
  return points.length === 1 ? { type: 'Point', coordinates: point } : { type: 'MultiPoint', coordinates: points };
}

/** RFC 7946, 3.1.6: longitude first, the outer ring against the clock. */
function geoRing(ring: readonly LatLng[]): [number, number][] {
  const turned = ring.map(([lat, lng]): [number, number] => [lng, lat]);
  const doubledArea = turned.reduce((sum, [x, y], index) => {
    const [beforeX, beforeY] = turned.at(index - 1) ?? [x, y];
    return sum + (beforeX * y - x * beforeY);
  }, 0);
  return doubledArea < 0 ? turned.reverse() : turned;
}

/** Points at a distance from a centre, on a sphere; closed. */
function circleRing([lat, lng]: LatLng, radiusKm: number): LatLng[] {
  const angle = radiusKm / EARTH_KM;
  const degrees = (value: number): number => (value * 180) / Math.PI;
  const corners = Array.from({ length: CORNERS }, (_, index): LatLng => {
    const bearing = (-2 * Math.PI * index) / CORNERS;
    const sine = Math.sin(radians(lat)) * Math.cos(angle) + Math.cos(radians(lat)) * Math.sin(angle) * Math.cos(bearing);
    // Over a pole the sum may come out a little above one.
    const at = Math.asin(Math.max(-1, Math.min(1, sine)));
    const turn = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(radians(lat)),
      Math.cos(angle) - Math.sin(radians(lat)) * Math.sin(at),
    );
    return [degrees(at), wrap(lng + degrees(turn))];
  });
  const [first] = corners;
  return first === undefined ? corners : [...corners, first];
}

/** A longitude between -180 and 180. */
const wrap = (lng: number): number => ((((lng + 180) % 360) + 360) % 360) - 180;

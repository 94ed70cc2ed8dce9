import { Delaunay } from 'd3-delaunay';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import clipping from 'polygon-clipping';
import type { DistrictProperties, Districts } from '../../preload/contract/map-data.js';
import type { DivisionChange } from '../../preload/contract/domain/tier-tree.js';
import type { Tier } from '../../preload/contract/domain/tier.js';
import {
  boxOf,
  contains,
  geometryOf,
  innermostPoint,
  rounded,
  round5,
  shapeArea,
  shapeOf,
  withoutSlivers,
  type Shape,
} from './polygon.js';
import { tonesOf } from './tones.js';

export type OldDistrict = { readonly code: string; readonly name: string; readonly labelPoint: [number, number] };
export type OldDistricts = FeatureCollection<Polygon | MultiPolygon, OldDistrict>;

/** About 1 ha: anything smaller between two districts is a mismatch of their borders, not land. */
const SLIVER = 1e-6;

/**
 * Today's districts: those that the change touches are pieced together from the Voronoi cells of their towns,
 * cell by cell inside the old borders; all others keep their surveyed polygon.
 *
 * @param before tiers valid on the day before the change
 * @param today tiers valid now
 */
export function todaysDistricts(
  old: OldDistricts,
  before: readonly Tier[],
  today: readonly Tier[],
  change: DivisionChange,
): Districts {
  const touched = new Set(change.move.flatMap((move) => [move.from, move.to]));
  const pieces = piecesByDistrict(old, before, today, touched);
  const found = today
    .filter((tier) => tier.level === 'district')
    .map((tier) => {
      const survey = old.features.find((feature) => feature.properties.code === tier.code);
      const parts = pieces.get(tier.code);
      if (parts !== undefined) {
        const [first, ...rest] = parts;
        const shape = rounded(withoutSlivers(clipping.union(first as Shape, ...rest), SLIVER));
        return { tier, shape, approximate: true, labelPoint: innermostPoint(shape) };
      }
      if (survey === undefined) throw new Error(`no polygon for ${tier.code} ${tier.name}`);
      return { tier, shape: shapeOf(survey.geometry), approximate: false, labelPoint: survey.properties.labelPoint };
    });
  const total = found.reduce((sum, { shape }) => sum + shapeArea(shape), 0);
  const tones = tonesOf(found.map(({ shape }) => shape));
  return {
    type: 'FeatureCollection',
    features: found.map(
      ({ tier, shape, approximate, labelPoint }, index): Feature<Polygon | MultiPolygon, DistrictProperties> => ({
        type: 'Feature',
        geometry: geometryOf(shape),
        properties: {
          code: tier.code,
          name: tier.name,
          labelPoint: [round5(labelPoint[0]), round5(labelPoint[1])],
          bbox: boxOf(shape),
          tone: tones[index] ?? 0,
          share: Math.round((shapeArea(shape) / total) * 1e6) / 1e6,
          approximate,
        },
      }),
    ),
  };
}

/** New district → the pieces of old ones that it is made of, for those that the change touches. */
function piecesByDistrict(
  old: OldDistricts,
  before: readonly Tier[],
  today: readonly Tier[],
  touched: ReadonlySet<string>,
): Map<string, Shape[]> {
  const parentNow = new Map(today.map((tier) => [tier.code, tier.parent]));
  const pieces = new Map<string, Shape[]>();
  for (const { geometry, properties } of old.features) {
    if (!touched.has(properties.code)) continue;
    const shape = shapeOf(geometry);
    const towns = before.filter((tier) => tier.parent === properties.code);
    for (const [owner, cells] of cellsByOwner(towns, parentNow, shape)) {
      const [first, ...rest] = cells;
      const piece = clipping.intersection(shape, clipping.union(first as Shape, ...rest));
      const known = pieces.get(owner);
      if (known === undefined) pieces.set(owner, [piece]);
      else known.push(piece);
    }
  }
  return pieces;
}

/** Voronoi cells of a district's towns over its box, gathered by the district that each town belongs to today. */
function cellsByOwner(towns: readonly Tier[], parentNow: ReadonlyMap<string, string | null>, shape: Shape): Map<string, Shape[]> {
  const [west, south, east, north] = boxOf(shape);
  const margin = 0.01;
  const inside = towns.filter(({ centroid: [x, y] }) => contains(shape, x, y));
  const cells = Delaunay.from(
    inside,
    (tier) => tier.centroid[0],
    (tier) => tier.centroid[1],
  ).voronoi([west - margin, south - margin, east + margin, north + margin]);
  const owners = new Map<string, Shape[]>();
  inside.forEach((town, index) => {
    // Two towns on one spot share a cell: the second has none of its own.
    const ring = cells.cellPolygon(index) as clipping.Ring | null;
    const owner = parentNow.get(town.code);
    if (ring === null || owner === null || owner === undefined) return;
    const known = owners.get(owner);
    if (known === undefined) owners.set(owner, [[[ring]]]);
    else known.push([[ring]]);
  });
  return owners;
}

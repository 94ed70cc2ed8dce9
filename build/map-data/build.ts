import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import clipping from 'polygon-clipping';
import type { DataVersion, Districts, Outline, Rivers, Towns } from '../../preload/contract/map-data.js';
import { applyDivisionChange, parseTierList, type DivisionChange } from '../../preload/contract/domain/tier-tree.js';
import { tiersAt, type Tier } from '../../preload/contract/domain/tier.js';
import { todaysDistricts, type OldDistricts } from './districts.js';
import { riversOf, type RiverSegments } from './rivers.js';
import { boxOf, geometryOf, rounded, round5, shapeOf, withoutSlivers, type Shape } from './polygon.js';

export type MapData = {
  readonly 'districts.json': Districts;
  readonly 'outline.json': Outline;
  readonly 'rivers.json': Rivers;
  readonly 'towns.json': Towns;
  readonly 'data.version': DataVersion;
};

const SOURCES = ['tiers-2023.csv', 'division-change-2025-11-06.json', 'districts.geojson', 'rivers.geojson'] as const;

/** Everything that the windows draw, made from the data pack in `folder`. Same pack, same answer, byte for byte. */
export function buildMapData(folder: string): MapData {
  const [list, changeText, districtText, riverText] = SOURCES.map((name) => readFileSync(join(folder, name), 'utf8')) as [
    string,
    string,
    string,
    string,
  ];
  const change = JSON.parse(changeText) as DivisionChange;
  const before = parseTierList(list);
  const today = tiersAt(applyDivisionChange(before, change), change.effective);
  const old = JSON.parse(districtText) as OldDistricts;
  const districts = todaysDistricts(old, before, today, change);
  const outline = outlineOf(districts, cityOf(today));
  const towns = today.filter((tier) => tier.level === 'town').sort((a, b) => (a.code < b.code ? -1 : 1));
  return {
    'districts.json': districts,
    'outline.json': outline,
    'rivers.json': riversOf(JSON.parse(riverText) as RiverSegments, shapeOf(outline.geometry)),
    'towns.json': {
      code: towns.map((town) => town.code),
      parent: towns.map((town) => town.parent ?? ''),
      name: towns.map((town) => town.name),
      lng: towns.map((town) => round5(town.centroid[0])),
      lat: towns.map((town) => round5(town.centroid[1])),
      synthetic: towns.map((town) => (town.quality === 'synthetic' ? 1 : 0)),
    },
    'data.version': {
      version: createHash('sha256')
        .update(list)
        .update(changeText)
        .update(districtText)
        .update(riverText)
        .digest('hex')
        .slice(0, 12),
      validFrom: change.effective,
      districts: districts.features.length,
      towns: towns.length,
    },
  };
}

/** The city's border; gaps between districts are mismatches of their borders, so every hole is closed. */
function outlineOf(districts: Districts, city: Tier): Outline {
  const [first, ...rest] = districts.features.map((feature) => shapeOf(feature.geometry));
  const whole = withoutSlivers(clipping.union(first as Shape, ...rest), 1e-4);
  const shape = rounded(whole.map(([outer]) => [outer as [number, number][]]));
  const { code, name, centroid } = city;
  return { type: 'Feature', geometry: geometryOf(shape), properties: { code, name, seat: centroid, bbox: boxOf(shape) } };
}

function cityOf(tiers: readonly Tier[]): Tier {
  const city = tiers.find((tier) => tier.level === 'city');
  if (city === undefined) throw new Error('tier list: no city');
  return city;
}

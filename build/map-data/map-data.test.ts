import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildMapData } from './build.js';
import type { OldDistricts } from './districts.js';
import { contains, shapeArea, shapeOf } from './polygon.js';

const folder = 'resources/data';
const data = buildMapData(folder);
const old = JSON.parse(readFileSync(`${folder}/districts.geojson`, 'utf8')) as OldDistricts;
const districts = data['districts.json'].features;
const areaOf = (codes: readonly string[], features: OldDistricts['features'] | typeof districts): number =>
  features
    .filter((feature) => codes.includes(feature.properties.code))
    .reduce((sum, feature) => sum + shapeArea(shapeOf(feature.geometry)), 0);

describe('map data', () => {
  it('has the 37 districts of today and all 1,031 towns', () => {
    expect(districts).toHaveLength(37);
    expect(data['towns.json'].code).toHaveLength(1031);
    expect(districts.map((feature) => feature.properties.code)).not.toContain('500105');
    expect(
      districts
        .filter((feature) => feature.properties.approximate)
        .map((feature) => feature.properties.name)
        .sort(),
    ).toEqual(['两江新区', '北碚区']);
  });

  it('covers the same ground as the old districts within 0.1 %', () => {
    const before = areaOf(['500105', '500112', '500109'], old.features);
    const after = areaOf(['500198', '500109'], districts);
    expect(Math.abs(after / before - 1)).toBeLessThan(0.001);
  });

  it('has each district named inside itself, in a tone that its neighbours lack', () => {
    for (const { geometry, properties } of districts) {
      expect(contains(shapeOf(geometry), ...properties.labelPoint), properties.name).toBe(true);
    }
    expect(new Set(districts.map((feature) => feature.properties.tone)).size).toBeLessThanOrEqual(4);
  });

  it('has every town inside its district, as far as its point is', () => {
    const { code, parent, lng, lat } = data['towns.json'];
    const shapes = new Map(districts.map((feature) => [feature.properties.code, shapeOf(feature.geometry)]));
    const outside = code.filter((_, i) => !contains(shapes.get(parent[i] ?? '') ?? [], lng[i] ?? 0, lat[i] ?? 0));
    expect(outside).toEqual([]);
  });

  it('cuts rivers at the border of the city and loses none of them', () => {
    const { features } = data['rivers.json'];
    const source = JSON.parse(readFileSync(`${folder}/rivers.geojson`, 'utf8')) as (typeof data)['rivers.json'];
    const length = (all: typeof features): number =>
      all.reduce(
        (sum, { geometry: { coordinates } }) =>
          sum +
          coordinates
            .slice(1)
            .reduce(
              (part, [x = 0, y = 0], i) => part + Math.hypot(x - (coordinates[i]?.[0] ?? 0), y - (coordinates[i]?.[1] ?? 0)),
              0,
            ),
        0,
      );
    expect(new Set(features.map((feature) => feature.properties.inside)).size).toBe(2);
    expect(length(features) / length(source.features)).toBeCloseTo(1, 3);
  });

  it('is the same every time', () => {
    expect(JSON.stringify(buildMapData(folder))).toBe(JSON.stringify(data));
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { geometrySchema } from '../../../preload/contract/index.js';
import { loadResources } from '../resources.js';
import { geometryOf } from './geometry.js';
import { locate } from './locate.js';
import type { CapArea } from './message.js';

const { tiers } = loadResources(join(import.meta.dirname, '../../../resources'));
const NOW = Date.UTC(2026, 6, 1);
const area = (parts: Partial<CapArea>): CapArea => ({ polygons: [], circles: [], geocodes: [], ...parts });
const at = (parts: Partial<CapArea>) => locate([area(parts)], tiers.today(NOW), (code) => tiers.current(code, NOW));
const box = (south: number, west: number, north: number, east: number): CapArea['polygons'] => [
  [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
    [south, west],
  ],
];
const point = (code: string): readonly [number, number] => {
  const [lng, lat] = tiers.find(code, NOW)?.centroid ?? [0, 0];
  return [lat, lng];
};

describe('locate', () => {
  it.each([
    [['500104'], '500104'],
    [['500104101'], '500104101'],
    [['500104000'], '500104'],
    [['500104000000'], '500104'],
    [['500104101000'], '500104101'],
    [['500104101001'], '500104101'],
    [['500000'], '500000'],
    [['500104101', '500104102'], '500104'],
    [['500104', '500103'], '500000'],
    [['500105'], '500198'],
    [['999999', '500104'], '500104'],
  ])('takes the geocodes %j for %s', (geocodes, tier) => {
    expect(at({ geocodes })).toMatchObject({ tier, located: 'geocode' });
  });

  it('goes by geocodes before areas', () => {
    expect(at({ geocodes: ['500104'], polygons: box(28, 105, 33, 111) }).tier).toBe('500104');
  });

  it('finds the points inside polygons and circles', () => {
    const town = point('500104101');
    expect(at({ circles: [{ centre: town, radiusKm: 0.05 }] })).toMatchObject({ tier: '500104101', located: 'area' });
    const [lat, lng] = town;
    expect(at({ polygons: box(lat - 0.0005, lng - 0.0005, lat + 0.0005, lng + 0.0005) }).tier).toBe('500104101');
    expect(at({ polygons: box(28, 105, 33, 111) })).toMatchObject({ tier: '500000', tiers: { length: 1068 } });
  });

  it.each([
    { geocodes: ['abc', '123456'] },
    { polygons: box(0, 0, 1, 1) },
    { circles: [{ centre: [29.4, 106.4] as const, radiusKm: 0 }] },
    {},
  ])('takes the root for %j', (parts) => {
    expect(at(parts)).toEqual({ tier: '500000', tiers: [], located: 'nowhere' });
  });
});

describe('geometryOf', () => {
  it('is valid for a circle that reaches a pole', () => {
    const circle = { centre: [35.51, 0] as const, radiusKm: 6059.019922 };
    expect(geometrySchema.safeParse(geometryOf([area({ circles: [circle] })])).success).toBe(true);
  });

  it('is valid GeoJSON, outer rings against the clock', () => {
    const clockwise = [...(box(29, 106, 30, 107)[0] ?? [])].reverse();
    const geometry = geometryOf([area({ polygons: [clockwise] })]);
    expect(geometry).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [106, 29],
          [107, 29],
          [107, 30],
          [106, 30],
          [106, 29],
        ],
      ],
    });
    const both = geometryOf([area({ polygons: [clockwise], circles: [{ centre: [29.5, 179.99], radiusKm: 50 }] })]);
    expect(geometrySchema.safeParse(both)).toMatchObject({ success: true, data: { type: 'MultiPolygon' } });
    expect(geometryOf([area({ circles: [{ centre: [29, 106], radiusKm: 0 }] })])).toEqual({
      type: 'Point',
      coordinates: [106, 29],
    });
    expect(geometryOf([area({})])).toBeNull();
  });
});

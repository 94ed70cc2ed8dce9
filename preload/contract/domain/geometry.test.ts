import { describe, expect, it } from 'vitest';
import { countPositions, geometrySchema } from './geometry.js';

const ring = [
  [106, 29],
  [107, 29],
  [107, 30],
  [106, 29],
];

describe('geometrySchema', () => {
  it.each([
    { type: 'Point', coordinates: [106.5, 29.5] },
    { type: 'Point', coordinates: [106.5, 29.5, 180] },
    { type: 'LineString', coordinates: [ring[0], ring[1]] },
    { type: 'Polygon', coordinates: [ring] },
    { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] },
    { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }] },
  ])('takes $type', (geometry) => {
    expect(geometrySchema.safeParse(geometry).success).toBe(true);
  });

  it.each([
    ['latitude and longitude changed over', { type: 'Point', coordinates: [29.5, 106.5] }],
    ['a number too many', { type: 'Point', coordinates: [1, 2, 3, 4] }],
    ['text', { type: 'Point', coordinates: ['106', '29'] }],
    ['a line of one position', { type: 'LineString', coordinates: [ring[0]] }],
    ['an open ring', { type: 'Polygon', coordinates: [[...ring.slice(0, 3), [106, 29.1]]] }],
    ['a ring of three', { type: 'Polygon', coordinates: [[ring[0], ring[1], ring[0]]] }],
    ['an empty polygon', { type: 'Polygon', coordinates: [] }],
    ['an unknown member', { type: 'Point', coordinates: [1, 2], crs: 'x' }],
    ['an unknown type', { type: 'Circle', coordinates: [1, 2] }],
    [
      'a collection in a collection',
      { type: 'GeometryCollection', geometries: [{ type: 'GeometryCollection', geometries: [] }] },
    ],
    ['too many positions in all', { type: 'MultiLineString', coordinates: [Array(3000).fill([1, 2]), Array(3000).fill([1, 2])] }],
  ])('refuses %s', (_what, geometry) => {
    expect(geometrySchema.safeParse(geometry).success).toBe(false);
  });
});

describe('countPositions', () => {
  it('counts through all levels', () => {
    const geometry = geometrySchema.parse({
      type: 'GeometryCollection',
      geometries: [
        { type: 'Point', coordinates: [1, 2] },
        { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] },
      ],
    });
    expect(countPositions(geometry)).toBe(13);
  });
});

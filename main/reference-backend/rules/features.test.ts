import { describe, expect, it } from 'vitest';
import type { Box } from '../../../preload/contract/index.js';
import { boxOf, meets, union } from './features.js';

describe('boxOf', () => {
  it.each([
    ['a point', [106, 29], [106, 29, 106, 29]],
    [
      'a line',
      [
        [106, 29],
        [105, 30],
      ],
      [105, 29, 106, 30],
    ],
    [
      'polygons',
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        [
          [
            [-1, 5],
            [0, 0],
          ],
        ],
      ],
      [-1, 0, 3, 5],
    ],
  ])('is the smallest around %s', (_name, coordinates, box) => {
    expect(boxOf(coordinates)).toEqual(box);
  });

  it('joins', () => {
    expect(
      union([
        [1, 1, 2, 2],
        [0, 3, 1, 4],
      ]),
    ).toEqual([0, 1, 2, 4]);
  });
});

describe('meets', () => {
  const box: Box = [106, 29, 107, 30];
  it.each<[string, Box, boolean]>([
    ['inside', [106.2, 29.2, 106.3, 29.3], true],
    ['around', [100, 20, 110, 40], true],
    ['over an edge', [105, 28, 106.5, 29.5], true],
    ['touching a corner', [105, 28, 106, 29], true],
    ['west', [104, 29, 105.9, 30], false],
    ['north', [106, 30.1, 107, 31], false],
    ['across the antimeridian, from the east', [170, 29, 106.5, 30], true],
    ['across the antimeridian, from the west', [106.5, 29, -170, 30], true],
    ['across the antimeridian, elsewhere', [170, 29, -170, 30], false],
  ])('%s', (_name, asked, expected) => {
    expect(meets(asked, box)).toBe(expected);
  });
});

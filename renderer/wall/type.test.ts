import { expect, it } from 'vitest';
import { LEGIBLE_ARC_MINUTES } from '../../preload/contract/domain/wall.js';
import { FIGURE_EM, fontPx, HAN_EM, TYPE_SIZES, typeProperties } from './type.js';
import { gridWall } from '../map/camera/walls.fixture.js';

const minutesOf = (mm: number, distanceMm: number): number => (Math.atan(mm / distanceMm) * 180 * 60) / Math.PI;

it.each([
  ['640 px LED of 2.4 m at 8 m', 640 / 2400, 8000],
  ['1920 px LED of 2.4 m at 8 m', 1920 / 2400, 8000],
  ['a monitor at 1 m', 1920 / 530, 1000],
])('every size is legible on %s', (_, pxPerMm, viewingDistanceMm) => {
  for (const size of TYPE_SIZES) {
    const mm = fontPx(size, { pxPerMm, viewingDistanceMm }) / pxPerMm;
    expect(minutesOf(mm * HAN_EM, viewingDistanceMm), size).toBeGreaterThanOrEqual(LEGIBLE_ARC_MINUTES.chinese - 1e-6);
    expect(minutesOf(mm * FIGURE_EM, viewingDistanceMm), size).toBeGreaterThanOrEqual(LEGIBLE_ARC_MINUTES.latin - 1e-6);
  }
});

it('is 51 mm for Chinese notes at 8 m (4-wall.md)', () => {
  expect(fontPx('note', { pxPerMm: 1, viewingDistanceMm: 8000 }) * HAN_EM).toBeCloseTo(51.2, 1);
});

it('becomes four custom properties', () => {
  const [panel] = gridWall(1, 1).panels;
  if (panel === undefined) throw new Error('no panel');
  expect(Object.keys(typeProperties(panel))).toEqual(['--hero', '--value', '--label', '--note', '--minute']);
});

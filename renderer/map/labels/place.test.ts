import { describe, expect, it } from 'vitest';
import type { Camera, LngLat } from '../../../preload/contract/domain/camera.js';
import { fitCamera } from '../../../preload/contract/domain/camera.js';
import { gridWall, type Wall } from '../camera/walls.fixture.js';
import { placeLabels, type LabelCandidate, type LabelScene } from './place.js';
import { overlaps, within, type Rect } from './rect.js';
import { textEm } from './text.js';

/** About the corners of the city's land, degrees. */
const CITY: readonly LngLat[] = [
  [105.29, 29.6],
  [106, 28.6],
  [109.2, 28.2],
  [110.2, 31.2],
  [108.7, 32.2],
];
const NAMES = ['巫溪县', '开州区', '忠县', '石柱土家族自治县', '涪陵区', '永川区', '合川区', '南川区', 'Fuling'];
/** A name every quarter of a degree: far more than fit. */
const CANDIDATES = Array.from({ length: 20 * 16 }, (_, i): LabelCandidate => ({
  id: `n${i}`,
  text: NAMES[i % NAMES.length] as string,
  lng: 105.3 + (i % 20) * 0.25,
  lat: 28.2 + Math.floor(i / 20) * 0.25,
  rank: (i * 7919) % 97,
  sizePx: 16,
  anchor: i % 3 === 0 ? 'beside' : 'over',
  gapPx: 5,
  tone: 'quiet',
}));
const rectOf = (panel: Wall['panels'][number]): Rect => ({
  left: panel.left / panel.densityRatio,
  top: panel.top / panel.densityRatio,
  width: panel.width / panel.densityRatio,
  height: panel.height / panel.densityRatio,
});
const scene = (wall: Wall, camera: Camera, extra: Partial<LabelScene> = {}): LabelScene => ({
  camera,
  canvas: wall.canvas,
  candidates: CANDIDATES,
  panels: wall.panels.map(rectOf),
  obstacles: [{ left: 20, top: 20, width: 300, height: 120 }],
  spots: [{ lng: 106.55, lat: 29.56, radiusPx: 10 }],
  marginPx: 3,
  ...extra,
});

const walls: readonly [string, Wall][] = [
  ['3 × 2 without bezels', gridWall(3, 2)],
  ['3 × 3 with bezels', gridWall(3, 3, { bezelMm: 20 })],
  ['one panel', gridWall(1, 1)],
  ['two densities', gridWall(2, 2, { density: (column) => (column === 0 ? 0.3 : 0.6) })],
];
describe.each(walls)('names on a wall of %s', (_, wall) => {
  it.each([
    [0, 0],
    [40, 0],
    [60, 20],
  ])('pitch %d, bearing %d: none crosses a seam, a tile or another, none twice', (pitch, bearing) => {
    const camera = fitCamera(CITY, wall.canvas, { marginPx: 10, pitch, bearing, maxZoom: 14 });
    const input = scene(wall, camera);
    const placed = placeLabels(input);
    expect(placed.length).toBeGreaterThan(10);
    expect(new Set(placed.map((label) => label.id)).size).toBe(placed.length);
    for (const { box, id } of placed) {
      expect(
        input.panels.filter((panel) => within(box, panel)),
        id,
      ).toHaveLength(1);
      expect(
        input.obstacles.some((tile) => overlaps(tile, box)),
        id,
      ).toBe(false);
    }
    placed.forEach((a, i) => {
      for (const b of placed.slice(i + 1)) expect(overlaps(a.box, b.box), `${a.id} ${b.id}`).toBe(false);
    });
    expect(placeLabels(structuredClone(input))).toStrictEqual(placed);
  });
});

it('prefers the lower rank, and moves a name off a seam rather than cutting it', () => {
  const wall = gridWall(2, 1);
  const camera: Camera = { lng: 107, lat: 30, zoom: 7, pitch: 0, bearing: 0 };
  const middle: LabelCandidate = {
    id: 'a',
    text: '涪陵区',
    lng: 107,
    lat: 30,
    rank: 1,
    sizePx: 16,
    anchor: 'over',
    gapPx: 0,
    tone: 'quiet',
  };
  const [only] = placeLabels(scene(wall, camera, { candidates: [middle], obstacles: [] }));
  const seam = wall.canvas.width / 2;
  const { left = 0, width = 0 } = only?.box ?? {};
  expect(left + width <= seam || left >= seam).toBe(true);
  expect(Math.abs(left + width / 2 - seam)).toBeLessThan(width);
  const first = { ...middle, id: 'b', rank: 0 };
  expect(placeLabels(scene(wall, camera, { candidates: [middle, first], obstacles: [] }))[0]?.id).toBe('b');
});

it('leaves out a name that cannot keep to its area', () => {
  const wall = gridWall(1, 1);
  const camera: Camera = { lng: 107, lat: 30, zoom: 7, pitch: 40, bearing: 0 };
  const [first] = CANDIDATES;
  const candidates = [{ ...(first as LabelCandidate), lng: 107, lat: 30, holds: () => false }];
  expect(placeLabels(scene(wall, camera, { candidates, obstacles: [] }))).toEqual([]);
});

it('counts Han as one em', () => {
  expect(textEm('涪陵区')).toBe(3);
  expect(textEm('ab')).toBeCloseTo(1.12);
});

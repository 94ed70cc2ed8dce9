import type { MapViewState } from '@deck.gl/core';
import { describe, expect, it } from 'vitest';
import type { Camera } from '../../../preload/contract/domain/camera.js';
import type { PanelView } from '../../../preload/contract/domain/wall.js';
import { panelCamera } from './panel-camera.js';
import { canvasViewport } from './reference.js';
import { gridWall, type Wall } from './walls.fixture.js';
import { WallView } from './wall-view.js';

/** Small deterministic generator (mulberry32), so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const next = random(7);
/** Over the city, some of them high above the ground (metres). */
const POINTS = Array.from({ length: 2000 }, (): [number, number, number] => [
  105.3 + next() * 4.8,
  28.2 + next() * 3.9,
  next() < 0.5 ? 0 : next() * 20_000,
]);

const viewState = (camera: Camera, panel: PanelView, planes: Partial<MapViewState> = {}): MapViewState => ({
  longitude: camera.lng,
  latitude: camera.lat,
  zoom: camera.zoom + Math.log2(panel.densityRatio),
  pitch: camera.pitch,
  bearing: camera.bearing,
  ...planes,
});
const crop = (camera: Camera, panel: PanelView, planes?: Partial<MapViewState>) =>
  new WallView(panel).makeViewport({ width: panel.width, height: panel.height, viewState: viewState(camera, panel, planes) });

/**
 * MapLibre's mercator matrix (maplibre-gl 6.17 `MercatorTransform._calcMatrices`), as far as a point's pixel and depth
 * need it: scaled world px, y down, camera at distance d over the padded centre, m[8], m[9] shifted by the offset.
 */
function mapLibrePixel(camera: Camera, panel: PanelView, [lng, lat]: readonly number[], near: number, far: number) {
  const of = panelCamera(camera, panel);
  const world = 512 * 2 ** of.zoom;
  const mercator = (x: number, y: number): [number, number] => [
    ((x + 180) / 360) * world,
    ((180 - (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (y * Math.PI) / 360))) / 360) * world,
  ];
  const [cx, cy] = mercator(...of.center);
  const [px, py] = mercator(lng ?? 0, lat ?? 0);
  const [bearing, pitch] = [(of.bearing * Math.PI) / 180, (of.pitch * Math.PI) / 180];
  const [dx, dy] = [px - cx, py - cy];
  const x = dx * Math.cos(bearing) + dy * Math.sin(bearing);
  const flat = -dx * Math.sin(bearing) + dy * Math.cos(bearing);
  const fov = (of.fovDeg * Math.PI) / 180;
  const distance = (0.5 / Math.tan(fov / 2)) * panel.height;
  const y = flat * Math.cos(pitch);
  const w = distance - flat * Math.sin(pitch);
  const centre = [
    (of.padding.left + panel.width - of.padding.right) / 2,
    (of.padding.top + panel.height - of.padding.bottom) / 2,
  ];
  const depth = (((far + near) / (far - near)) * w - (2 * far * near) / (far - near)) / w;
  return { x: (centre[0] ?? 0) + (x / w) * distance, y: (centre[1] ?? 0) + (y / w) * distance, w, depth };
}

const WALLS: readonly [string, Wall][] = [
  ['3 × 3', gridWall(3, 3)],
  ['2 × 4 with bezels', gridWall(2, 4, { widthMm: 1213.2, heightMm: 684.7, bezelMm: 12, density: () => 1920 / 1213.2 })],
  ['3 × 2, one row twice as dense', gridWall(3, 2, { bezelMm: 5, density: (_, row) => (row === 0 ? 0.4 : 0.8) })],
];

describe.each(WALLS)('a wall of %s', (_, { canvas, panels }) => {
  describe.each([0, 45, 60])('pitch %d', (pitch) => {
    it.each([0, 20])('bearing %d: every crop agrees with the one canvas and with MapLibre', (bearing) => {
      const camera: Camera = { lng: 107.9, lat: 30.1, zoom: 6.8, pitch, bearing };
      const reference = canvasViewport(camera, canvas);
      let [worst, worstMap, worstDepth] = [0, 0, 0];
      for (const panel of panels) {
        // MapLibre's own planes of a panel, in px; deck gets them divided by the panel's height.
        const [near, far] = [panel.height / 50, panel.canvasHeight * 6];
        const cropped = crop(camera, panel, { nearZ: near / panel.height, farZ: far / panel.height });
        for (const point of POINTS) {
          const [x = 0, y = 0] = reference.project(point);
          const [px = 0, py = 0] = cropped.project(point);
          // Points far outside the canvas are seen by nobody.
          if (Math.abs(x) > 3 * canvas.width || Math.abs(y) > 3 * canvas.height) continue;
          worst = Math.max(
            worst,
            Math.abs((px + panel.left) / panel.densityRatio - x),
            Math.abs((py + panel.top) / panel.densityRatio - y),
          );
          if (point[2] !== 0) continue;
          const map = mapLibrePixel(camera, panel, point, near, far);
          const [, , depth = 0] = cropped.project([point[0], point[1], 0]);
          worstMap = Math.max(worstMap, Math.abs(map.x - px), Math.abs(map.y - py));
          if (map.w > near) worstDepth = Math.max(worstDepth, Math.abs(map.depth - depth));
        }
      }
      expect(worst).toBeLessThan(0.01);
      expect(worstMap).toBeLessThan(0.5);
      expect(worstDepth).toBeLessThan(1e-6);
    });
  });
});

it('sees the whole canvas with the default field of view when there is one panel', () => {
  const {
    panels: [panel],
  } = gridWall(1, 1);
  const of = panelCamera({ lng: 107, lat: 30, zoom: 7, pitch: 40, bearing: 0 }, panel as PanelView);
  expect(of.fovDeg).toBeCloseTo(36.87, 2);
  expect(of.padding).toEqual({ left: 0, right: 0, top: 0, bottom: 0 });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Camera, CameraMove, LngLat } from './camera.js';
import { cameraAt, fitCamera, latFromMercator, mercatorY, projectToCanvas } from './camera.js';

const from: Camera = { lng: 106, lat: 29, zoom: 7, pitch: 0, bearing: 350 };
const to: Camera = { lng: 108, lat: 31, zoom: 11, pitch: 50, bearing: 20 };
const move: CameraMove = { id: 1, from, to, startAt: 1000, durationMs: 2000, easing: 'in-out-cubic' };

describe('cameraAt', () => {
  it('rests before the start and after the end, exactly', () => {
    expect(cameraAt(move, 0)).toEqual(from);
    expect(cameraAt(move, 1000)).toEqual(from);
    expect(cameraAt(move, 3000)).toEqual(to);
    expect(cameraAt(move, 1e9)).toEqual(to);
  });

  it('is half way at half time and turns the short way round', () => {
    const half = cameraAt(move, 2000);
    expect(half.zoom).toBeCloseTo(9);
    expect(half.pitch).toBeCloseTo(25);
    expect(half.bearing).toBeCloseTo(365);
    expect(mercatorY(half.lat)).toBeCloseTo((mercatorY(29) + mercatorY(31)) / 2, 12);
  });

  it('never leaves the span between its ends', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4000, noNaN: true }), (time) => {
        const { lng, zoom } = cameraAt(move, time);
        expect(lng).toBeGreaterThanOrEqual(106);
        expect(lng).toBeLessThanOrEqual(108);
        expect(zoom).toBeGreaterThanOrEqual(7);
        expect(zoom).toBeLessThanOrEqual(11);
      }),
    );
  });
});

describe('mercator', () => {
  it('is inverted', () => {
    fc.assert(
      fc.property(fc.double({ min: -85, max: 85, noNaN: true }), (lat) => {
        expect(latFromMercator(mercatorY(lat))).toBeCloseTo(lat, 9);
      }),
    );
  });
});

describe('fitCamera', () => {
  const point = fc.tuple(fc.double({ min: 105, max: 110, noNaN: true }), fc.double({ min: 28, max: 32, noNaN: true }));

  it('shows every point inside the margins and wastes nothing, at any pitch and bearing', () => {
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 3, maxLength: 20 }),
        fc.constantFrom(0, 35, 45, 60),
        fc.constantFrom(0, 20, 200),
        fc.constantFrom({ width: 5760, height: 2160 }, { width: 1920, height: 720 }, { width: 640, height: 1440 }),
        (points: LngLat[], pitch, bearing, canvas) => {
          const marginPx = canvas.height * 0.06;
          const camera = fitCamera(points, canvas, { marginPx, pitch, bearing, maxZoom: 22 });
          const seen = points.map((each) => projectToCanvas(each, camera, canvas));
          const half = { width: canvas.width / 2 - marginPx, height: canvas.height / 2 - marginPx };
          const filled = Math.max(...seen.map(([x, y]) => Math.max(Math.abs(x) / half.width, Math.abs(y) / half.height)));
          expect(filled).toBeLessThan(1.01);
          if (camera.zoom < 22) expect(filled).toBeGreaterThan(0.99);
        },
      ),
    );
  });

  it('stays within the zoom it may use', () => {
    const camera = fitCamera([[106.5, 29.5]], { width: 1920, height: 720 }, { marginPx: 10, pitch: 35, bearing: 0, maxZoom: 13 });
    expect(camera).toMatchObject({ zoom: 13, lng: 106.5 });
    expect(camera.lat).toBeCloseTo(29.5, 9);
  });
});

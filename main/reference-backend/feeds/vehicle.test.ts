import { describe, expect, it } from 'vitest';
import { dice } from '../dice.js';
import { bearing, distance, lengthOf, placeAt, routeOf, shifted } from './route.js';
import type { Vehicle } from './vehicle.js';
import { arrivals, truth } from './vehicle.js';

const STEP = 5000;
const route = routeOf([
  [106.5, 29.5],
  [106.6, 29.5],
  [106.6, 29.6],
]);
const vehicle: Vehicle = { id: 'truck-1', route, speed: 12, restMs: 600_000, offsetMs: 0 };

describe('route', () => {
  it('measures on the sphere', () => {
    // One degree of latitude is π/180 · R.
    expect(distance([106, 29], [106, 30])).toBeCloseTo(111_195.08, 1);
    expect(bearing([106, 29], [106, 30])).toBeCloseTo(0, 6);
    expect(bearing([106, 29], [107, 29])).toBeCloseTo(89.76, 2);
    const [lng, lat] = shifted([106, 29], 100, -50);
    expect(distance([106, 29], [lng, 29])).toBeCloseTo(100, 2);
    expect(distance([106, 29], [106, lat])).toBeCloseTo(50, 2);
  });

  it('finds the place after so many metres, and stays at its ends', () => {
    expect(placeAt(route, -5).point).toEqual([106.5, 29.5]);
    expect(placeAt(route, lengthOf(route) + 5).point).toEqual([106.6, 29.6]);
    const half = placeAt(route, (route.metres[1] ?? 0) / 2);
    expect(half.point[0]).toBeCloseTo(106.55, 6);
    expect(half.heading).toBeCloseTo(90, 0);
  });
});

describe('truth', () => {
  it('goes there, rests, comes back with the opposite heading, rests', () => {
    const drive = (lengthOf(route) / vehicle.speed) * 1000;
    expect(truth(vehicle, 0)).toMatchObject({ point: [106.5, 29.5], speed: 12 });
    expect(truth(vehicle, drive + 1)).toMatchObject({ point: [106.6, 29.6], speed: 0 });
    const back = truth(vehicle, drive + vehicle.restMs + 1000);
    expect(back.speed).toBe(12);
    expect(back.heading).toBeCloseTo(180, 0);
    expect(truth(vehicle, 2 * drive + vehicle.restMs + 1).speed).toBe(0);
  });

  it('moves no faster than its speed', () => {
    for (let t = 0; t < 3_600_000; t += STEP) {
      const moved = distance(truth(vehicle, t).point, truth(vehicle, t + STEP).point);
      expect(moved).toBeLessThanOrEqual(12 * (STEP / 1000) + 0.01);
    }
  });
});

describe('arrivals', () => {
  const day = (seed: number): { step: number; fixes: ReturnType<typeof arrivals> }[] => {
    const draw = dice(`${seed}|truck-1`);
    return Array.from({ length: 17_280 }, (_, index) => ({
      step: index * STEP,
      fixes: arrivals(vehicle, draw, index * STEP, STEP),
    }));
  };
  const steps = day(1);
  const all = steps.flatMap(({ fixes }) => fixes);

  it('depends on the seed and the time alone', () => {
    expect(day(1)).toEqual(steps);
    expect(day(2)).not.toEqual(steps);
  });

  it('has the defects of real receivers', () => {
    const times = all.map(({ t }) => t);
    expect(new Set(times).size).toBeLessThan(times.length);
    expect(times.some((t, index) => index > 0 && t < (times[index - 1] ?? 0))).toBe(true);
    const gaps = steps.filter(({ fixes }) => fixes.length === 0).length;
    expect(gaps / steps.length).toBeGreaterThan(0.02);
    expect(gaps / steps.length).toBeLessThan(0.1);
    const parked = all.filter(({ t }) => truth(vehicle, t).speed === 0);
    expect(parked.some(({ point, t }) => distance(point, truth(vehicle, t).point) > 10)).toBe(true);
    expect(all.some(({ quality }) => quality === 'uncertain')).toBe(true);
  });

  it('stays near the truth but for a few that go astray', () => {
    const far = all.filter(({ point, t }) => distance(point, truth(vehicle, t).point) > 60);
    expect(far.every(({ quality }) => quality === 'uncertain')).toBe(true);
    expect(far.length / all.length).toBeLessThan(0.01);
  });
});

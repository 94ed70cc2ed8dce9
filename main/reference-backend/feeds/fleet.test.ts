import { describe, expect, it } from 'vitest';
import type { Position, Tier } from '../../../preload/contract/index.js';
import { positionSchema } from '../../../preload/contract/domain/asset.js';
import { loadResources } from '../resources.js';
import { driving, makeFleet } from './fleet.js';
import type { Point } from './route.js';
import { distance, lengthOf } from './route.js';

const NOW = Date.UTC(2026, 10, 25, 4);
const tiers: readonly Tier[] = loadResources('resources').tiers.today(NOW);
const river: Point[] = Array.from({ length: 200 }, (_, index) => [106 + index * 0.01, 29.5]);
const fleet = makeFleet(7, tiers, [river]);

describe('makeFleet', () => {
  it('is the same for the same seed and another for another', () => {
    expect(makeFleet(7, tiers, [river])).toEqual(fleet);
    expect(makeFleet(8, tiers, [river])).not.toEqual(fleet);
    expect(new Set(fleet.map(({ kind }) => kind))).toEqual(new Set(['truck', 'ambulance', 'boat']));
    expect(makeFleet(7, tiers, []).some(({ kind }) => kind === 'boat')).toBe(false);
  });

  it('drives each vehicle between towns of its district, bent but not astray', () => {
    for (const { kind, tier, vehicle } of fleet) {
      if (kind === 'boat') continue;
      const [from, to] = [vehicle.route.points[0] as Point, vehicle.route.points.at(-1) as Point];
      const ends = tiers.filter(({ centroid }) => [from, to].some((end) => distance(end, centroid) < 1));
      expect(ends.length).toBeGreaterThanOrEqual(2);
      expect(ends.some(({ parent }) => parent === tier)).toBe(true);
      expect(lengthOf(vehicle.route)).toBeLessThan(2 * distance(from, to) + 1);
    }
  });
});

describe('driving', () => {
  it('hands in what the contract takes, the same however the time is cut', () => {
    const feed = driving(7, fleet);
    const positions = (from: number, to: number): Position[] =>
      feed.between(from, to).flatMap(({ body }) => (body as { positions: Position[] }).positions);
    const whole = positions(NOW, NOW + 60_000);
    expect(whole.length).toBeGreaterThan(fleet.length * 5);
    for (const position of whole) expect(positionSchema.parse(position)).toEqual(position);
    expect([...positions(NOW, NOW + 25_000), ...positions(NOW + 25_000, NOW + 60_000)]).toEqual(whole);
    expect(feed.between(NOW, NOW)).toEqual([]);
  });
});

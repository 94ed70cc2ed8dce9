import type { Position, Tier } from '../../../preload/contract/index.js';
import { POSITIONS_MAX, toWireTime } from '../../../preload/contract/index.js';
import type { Dice } from '../dice.js';
import { dice, pick } from '../dice.js';
import type { Feed } from './feed.js';
import { chunks, ticks } from './feed.js';
import type { Point } from './route.js';
import { distance, lengthOf, routeOf, shifted } from './route.js';
import type { Vehicle } from './vehicle.js';
import { arrivals } from './vehicle.js';

/** How many of each the demo drives, and how fast, m/s. */
const KINDS = {
  truck: { count: 36, name: '渣土车', speed: [8, 14] },
  ambulance: { count: 24, name: '救护车', speed: [9, 18] },
  boat: { count: 8, name: '巡逻艇', speed: [4, 8] },
} as const;
type Kind = keyof typeof KINDS;

/** How often a receiver reports, ms. */
const STEP_MS = 10_000;
const MEMORY_MS = 5 * 60_000;
/** Between two towns a road is not straight: it leaves the straight line by up to this share of its length. */
const BEND = 0.12;
/** A boat's beat on the river is about this long, m. */
const BEAT_M = 12_000;

export type Member = { readonly vehicle: Vehicle; readonly kind: Kind; readonly name: string; readonly tier: string };

/**
 * The demo's vehicles: trucks and ambulances between towns of one district, boats on the river. The same seed, tiers
 * and rivers give the same fleet.
 * @param rivers lines of the large rivers; without any there are no boats
 */
export function makeFleet(seed: number, tiers: readonly Tier[], rivers: readonly (readonly Point[])[]): Member[] {
  const districts = tiers.filter(({ level }) => level === 'district');
  const townsOf = new Map(districts.map(({ code }) => [code, tiers.filter(({ parent }) => parent === code)]));
  const roads = (['truck', 'ambulance'] as const).flatMap((kind) =>
    numbered(kind, seed).flatMap(({ id, name, draw }) => {
      const district = pick(districts, draw('district'));
      const towns = townsOf.get(district.code) ?? [];
      if (towns.length < 2) return [];
      const from = pick(towns, draw('from'));
      const to = pick(
        towns.filter((town) => town !== from),
        draw('to'),
      );
      return [member(kind, id, name, district.code, road(from.centroid, to.centroid, draw), draw)];
    }),
  );
  const beats = rivers.flatMap(beatsOf);
  const boats = numbered('boat', seed).flatMap(({ id, name, draw }) => {
    if (beats.length === 0) return [];
    const beat = pick(beats, draw('beat'));
    return [member('boat', id, name, nearest(districts, beat[0] as Point), beat, draw)];
  });
  return [...roads, ...boats];
}

/** The fixes of the whole fleet, one posting for all that arrive in the same time. */
export function driving(seed: number, fleet: readonly Member[]): Feed {
  const draws = new Map(fleet.map(({ vehicle }) => [vehicle.id, dice(`${seed}|fix|${vehicle.id}`)]));
  return {
    name: 'vehicles',
    memoryMs: MEMORY_MS,
    between: (from, to) => {
      const positions = ticks(from, to, STEP_MS).flatMap((t) =>
        fleet.flatMap((of) =>
          arrivals(of.vehicle, draws.get(of.vehicle.id) as Dice, t, STEP_MS).map((fix) => positionOf(of, fix)),
        ),
      );
      return [...chunks(positions, POSITIONS_MAX)].map((part) => ({
        method: 'POST',
        path: '/v1/positions',
        body: { positions: part },
      }));
    },
  };
}

function numbered(kind: Kind, seed: number): { id: string; name: string; draw: Dice }[] {
  return Array.from({ length: KINDS[kind].count }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    const id = `demo-${kind}-${number}`;
    return { id, name: `${KINDS[kind].name} 演示${number}`, draw: dice(`${seed}|${id}`) };
  });
}

function member(kind: Kind, id: string, name: string, tier: string, points: readonly Point[], draw: Dice): Member {
  const [slow, fast] = KINDS[kind].speed;
  const vehicle: Vehicle = {
    id,
    route: routeOf(points),
    speed: slow + draw('speed') * (fast - slow),
    restMs: Math.round((3 + 12 * draw('rest')) * 60_000),
    offsetMs: Math.round(draw('offset') * 7_200_000),
  };
  return { vehicle, kind, name, tier };
}

/** A bent way between two points; vehicles of different dice take different ones. */
function road(from: Point, to: Point, draw: Dice): Point[] {
  const bend = distance(from, to) * BEND;
  const between = [0.2, 0.4, 0.6, 0.8].map((share): Point => {
    const straight: Point = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    return shifted(straight, bend * (2 * draw(`east ${share}`) - 1), bend * (2 * draw(`north ${share}`) - 1));
  });
  return [from, ...between, to];
}

/** Cuts a river into beats of about the same length. */
function beatsOf(river: readonly Point[]): Point[][] {
  const beats: Point[][] = [];
  let beat: Point[] = [];
  for (const point of river) {
    beat.push(point);
    if (beat.length > 1 && lengthOf(routeOf(beat)) >= BEAT_M) {
      beats.push(beat);
      beat = [point];
    }
  }
  return beats;
}

function nearest(districts: readonly Tier[], point: Point): string {
  const sorted = [...districts].sort((a, b) => distance(a.centroid, point) - distance(b.centroid, point));
  return sorted[0]?.code ?? '';
}

function positionOf({ kind, name, tier }: Member, fix: ReturnType<typeof arrivals>[number]): Position {
  const { asset, t, point, heading, speed, quality } = fix;
  const [lng, lat] = point;
  return { asset, t: toWireTime(t), lng: round6(lng), lat: round6(lat), heading, speed, quality, kind, name, tier };
}

/** A tenth of a metre is more than any receiver knows. */
const round6 = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

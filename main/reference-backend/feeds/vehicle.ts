import type { Dice } from '../dice.js';
import type { Place, Point, Route } from './route.js';
import { lengthOf, placeAt, shifted } from './route.js';

/** A vehicle that goes to and fro on its route, resting at both ends. */
export type Vehicle = {
  readonly id: string;
  readonly route: Route;
  /** m/s while it moves */
  readonly speed: number;
  /** how long it rests at each end, ms */
  readonly restMs: number;
  /** where in its round it is at time 0, ms */
  readonly offsetMs: number;
};

/** What a receiver in the vehicle reports. `t` in UTC ms, `speed` in m/s, `heading` in degrees. */
export type Fix = {
  readonly asset: string;
  readonly t: number;
  readonly point: Point;
  readonly heading: number;
  readonly speed: number;
  readonly quality: 'good' | 'uncertain';
};

/** Where the vehicle truly is at a moment (UTC ms). */
export function truth({ route, speed, restMs, offsetMs }: Vehicle, t: number): Place & { readonly speed: number } {
  const way = lengthOf(route);
  const driveMs = (way / speed) * 1000;
  const round = 2 * (driveMs + restMs);
  const phase = (((t + offsetMs) % round) + round) % round;
  const back = phase >= driveMs + restMs;
  const inLeg = back ? phase - driveMs - restMs : phase;
  const moving = inLeg < driveMs;
  const along = moving ? (inLeg / 1000) * speed : way;
  const place = placeAt(route, back ? way - along : along);
  return { point: place.point, heading: back ? (place.heading + 180) % 360 : place.heading, speed: moving ? speed : 0 };
}

/** A tunnel or a dead spot lasts this long at least, ms. */
const GAP_WINDOW_MS = 5 * 60_000;
/** Shares of what goes wrong with real receivers. */
const SHARE = { gap: 0.04, duplicate: 0.01, late: 0.01, jump: 0.003 } as const;
/** Spread of a fix in metres: under way, and parked, where the position wanders. */
const SPREAD_M = { moving: 4, parked: 12 } as const;
/** A fix that goes astray between houses is off by up to this, m. */
const JUMP_M = 250;
/** How late a fix that was held back arrives, in steps. */
const LATE_STEPS = 3;

/**
 * The fixes that arrive in the step that ends at `t`, as real receivers deliver them: some twice, some late and so out
 * of order, none during a gap, wandering while parked. A function of the dice and the time alone.
 * @param stepMs how often a fix is taken; `t` must be a multiple of it
 */
export function arrivals(vehicle: Vehicle, draw: Dice, t: number, stepMs: number): Fix[] {
  const now = taken(vehicle, draw, t);
  const held = taken(vehicle, draw, t - LATE_STEPS * stepMs);
  const fixes: Fix[] = [];
  if (now !== undefined && !isLate(draw, now.t)) fixes.push(now);
  if (held !== undefined && isLate(draw, held.t)) fixes.push(held);
  if (now !== undefined && draw(`twice ${t}`) < SHARE.duplicate) fixes.push(now);
  return fixes;
}

const isLate = (draw: Dice, t: number): boolean => draw(`late ${t}`) < SHARE.late;

/** The fix taken at a moment; undefined in a gap. */
function taken(vehicle: Vehicle, draw: Dice, t: number): Fix | undefined {
  if (draw(`gap ${Math.floor(t / GAP_WINDOW_MS)}`) < SHARE.gap) return undefined;
  const { point, heading, speed } = truth(vehicle, t);
  const astray = draw(`jump ${t}`) < SHARE.jump;
  const spread = astray ? JUMP_M : speed > 0 ? SPREAD_M.moving : SPREAD_M.parked;
  const [east, north] = gauss(draw, `spread ${t}`);
  return {
    asset: vehicle.id,
    t,
    point: shifted(point, east * spread, north * spread),
    // A receiver at rest has no course; it keeps the last one.
    heading: Math.round(heading * 10) / 10,
    speed: Math.round(Math.max(0, speed * (1 + 0.1 * (draw(`speed ${t}`) - 0.5))) * 10) / 10,
    quality: astray ? 'uncertain' : 'good',
  };
}

/** Two independent standard normal numbers (Box and Muller, 1958). */
function gauss(draw: Dice, what: string): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(`${what} r`)));
  const angle = 2 * Math.PI * draw(`${what} a`);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

import type { Camera, CameraMove, Canvas, LngLat, Result, Tier } from '../../../preload/contract/index.js';
import { cameraAt, fail, fitCamera, ok, subtree } from '../../../preload/contract/index.js';

/** The overview leans a little, so that arcs and heights can be read; a district is seen more from above. */
const OVERVIEW = { pitch: 40, bearing: 0 } as const;
const DISTRICT = { pitch: 35, bearing: 0 } as const;
/** Free space around what is fitted, as a share of the canvas's height. */
const MARGIN = 0.06;
const MAX_ZOOM = 13;
/** Windows hear of a move this long before it begins, ms, so that all of them begin together. */
const LEAD_MS = 150;
const MOVE_MS = 2500;
/**
 * The outermost points of the city, [longitude, latitude]: corners of the convex hull of the data pack's districts.
 * The overview must not wait for the tier tree.
 */
const CITY_OUTLINE: readonly LngLat[] = [
  [110.2, 31.16],
  [110.14, 31.39],
  [109.73, 31.7],
  [108.51, 32.2],
  [108.39, 32.2],
  [105.54, 30.18],
  [105.29, 29.56],
  [105.32, 29.45],
  [106.34, 28.54],
  [108.98, 28.16],
  [109.1, 28.2],
];

/** The wall's one camera: where it is, and the scheduled move to where it goes. Times in the hub's monotonic ms. */
export class WallCamera {
  #move: CameraMove;
  #canvas: Canvas;
  readonly #now: () => number;

  constructor(canvas: Canvas, now: () => number) {
    this.#canvas = canvas;
    this.#now = now;
    const still = overview(canvas);
    this.#move = { id: 0, from: still, to: still, startAt: now(), durationMs: 0, easing: 'in-out-cubic' };
  }

  get move(): CameraMove {
    return this.#move;
  }

  /** The wall was measured anew: the overview is fitted to it. */
  setCanvas(canvas: Canvas): void {
    this.#canvas = canvas;
    this.lookAt(overview(canvas));
  }

  /** Looks at a tier and what belongs to it; null is the overview. Errors: `tier-unknown`. */
  lookAtTier(code: string | null, tiers: readonly Tier[]): Result<null> {
    const tier = tiers.find((candidate) => candidate.code === code);
    if (code !== null && tier === undefined) return fail('tier-unknown', { tier: code });
    if (tier === undefined || tier.level === 'city') this.lookAt(overview(this.#canvas));
    else this.lookAt(fit(around(subtree(tiers, tier.code)), this.#canvas, DISTRICT));
    return ok(null);
  }

  lookAt(to: Camera): void {
    const startAt = this.#now() + LEAD_MS;
    // A move that is under way is left from where it will be at that moment, so nothing jumps.
    const from = cameraAt(this.#move, startAt);
    this.#move = { id: this.#move.id + 1, from, to, startAt, durationMs: MOVE_MS, easing: 'in-out-cubic' };
  }
}

const overview = (canvas: Canvas): Camera => fit(CITY_OUTLINE, canvas, OVERVIEW);

const fit = (points: readonly LngLat[], canvas: Canvas, angles: { pitch: number; bearing: number }): Camera =>
  fitCamera(points, canvas, { ...angles, marginPx: canvas.height * MARGIN, maxZoom: MAX_ZOOM });

/** The points of some tiers, each with room around it so that its area fits too: 0.03° is about 3 km. */
function around(tiers: readonly Tier[]): LngLat[] {
  const room = 0.03;
  return tiers.flatMap(({ centroid: [lng, lat] }): LngLat[] => [
    [lng - room, lat - room],
    [lng + room, lat + room],
  ]);
}

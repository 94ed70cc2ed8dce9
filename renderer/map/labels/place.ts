import type { Camera } from '../../../preload/contract/domain/camera.js';
import type { Canvas } from '../../../preload/contract/domain/wall.js';
import { canvasViewport } from '../camera/reference.js';
import { grown, overlaps, within, type Rect } from './rect.js';
import { LINE_EM, textEm } from './text.js';

/** What may get a name. Sizes in px of the canvas's reference density. */
export type LabelCandidate = {
  readonly id: string;
  readonly text: string;
  readonly lng: number;
  readonly lat: number;
  /** smaller is placed first; equal ones in the order given */
  readonly rank: number;
  readonly sizePx: number;
  /** `over`: stands on its point, for an area; `beside`: stands next to it, for a spot of radius `gapPx` */
  readonly anchor: 'over' | 'beside';
  readonly gapPx: number;
  /** `beside` only: how much farther out it may stand when the places next to the spot are taken */
  readonly reachPx?: number;
  readonly tone: 'quiet' | 'strong' | 'small';
  /** the middle of the name must lie here, [lng, lat]; for areas, so that a name never stands on its neighbour */
  readonly holds?: (lng: number, lat: number) => boolean;
};

/** A spot that no name may cover. */
export type Spot = { readonly lng: number; readonly lat: number; readonly radiusPx: number };

export type PlacedLabel = {
  readonly id: string;
  readonly text: string;
  readonly tone: LabelCandidate['tone'];
  readonly sizePx: number;
  readonly box: Rect;
};

export type LabelScene = {
  readonly camera: Camera;
  readonly canvas: Canvas;
  readonly candidates: readonly LabelCandidate[];
  /** every panel's area; what is outside all of them is seam, bezel or nothing */
  readonly panels: readonly Rect[];
  /** tiles and other things that cover the map */
  readonly obstacles: readonly Rect[];
  readonly spots: readonly Spot[];
  /** free space around a name and to a panel's edge, px */
  readonly marginPx: number;
};

/** Offsets of the box's middle from the point, in box widths and line heights. */
const OVER: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, -0.9],
  [0, 0.9],
  [-0.62, 0],
  [0.62, 0],
  [-0.62, -0.9],
  [0.62, -0.9],
  [-0.62, 0.9],
  [0.62, 0.9],
  [0, -1.8],
  [0, 1.8],
  [-1.1, 0],
  [1.1, 0],
  [-1.1, -0.9],
  [1.1, -0.9],
  [-1.1, 0.9],
  [1.1, 0.9],
];
const BESIDE: readonly (readonly [number, number])[] = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -0.8],
  [-1, -0.8],
  [1, 0.8],
  [-1, 0.8],
];
/** Distances tried, in parts of the reach. */
const RINGS = [0, 0.15, 0.3, 0.45, 0.6, 0.8, 1] as const;
/** Names side by side read as one unless they are this many margins apart. */
const APART = 3;

/**
 * Places names once for the whole canvas: each window calls this with the same input and gets the same answer, so no
 * name is cut at a seam or shown twice. Greedy by rank; of several places around its point a name takes the first
 * that lies wholly within one panel and covers no tile, no spot and no name placed before.
 */
export function placeLabels(scene: LabelScene): PlacedLabel[] {
  const viewport = canvasViewport(scene.camera, scene.canvas);
  const area: Rect = { left: 0, top: 0, width: scene.canvas.width, height: scene.canvas.height };
  const project = (lng: number, lat: number): readonly [number, number] | undefined => {
    const [x = NaN, y = NaN, depth = NaN] = viewport.project([lng, lat, 0]);
    return depth > -1 && depth < 1 && within({ left: x, top: y, width: 0, height: 0 }, area) ? [x, y] : undefined;
  };
  const panels = scene.panels.map((panel) => grown(panel, -scene.marginPx));
  const taken: Rect[] = [];
  const spots: Rect[] = [];
  for (const { lng, lat, radiusPx } of scene.spots) {
    const at = project(lng, lat);
    if (at !== undefined) {
      spots.push({ left: at[0] - radiusPx, top: at[1] - radiusPx, width: 2 * radiusPx, height: 2 * radiusPx });
    }
  }
  const placed: PlacedLabel[] = [];
  const order = scene.candidates
    .map((candidate, index) => ({ candidate, index }))
    .sort((a, b) => a.candidate.rank - b.candidate.rank || a.index - b.index);
  for (const { candidate } of order) {
    const at = project(candidate.lng, candidate.lat);
    if (at === undefined) continue;
    const box = boxesAround(candidate, at).find((free) => {
      if (!panels.some((panel) => within(free, panel))) return false;
      const wide = grown(free, scene.marginPx);
      const wider: Rect = { ...wide, left: free.left - APART * scene.marginPx, width: free.width + 2 * APART * scene.marginPx };
      if (scene.obstacles.some((tile) => overlaps(wide, tile)) || taken.some((other) => overlaps(wider, other))) return false;
      // A name may stand close to a spot: it usually is the spot's own.
      if (spots.some((spot) => overlaps(free, spot))) return false;
      if (candidate.holds === undefined) return true;
      const [lng = NaN, lat = NaN] = viewport.unproject([free.left + free.width / 2, free.top + free.height / 2]);
      return candidate.holds(lng, lat);
    });
    if (box === undefined) continue;
    taken.push(box);
    placed.push({ id: candidate.id, text: candidate.text, tone: candidate.tone, sizePx: candidate.sizePx, box });
  }
  return placed;
}

function boxesAround({ text, sizePx, anchor, gapPx, reachPx = 0 }: LabelCandidate, [x, y]: readonly [number, number]): Rect[] {
  const width = textEm(text) * sizePx;
  const height = LINE_EM * sizePx;
  const offsets =
    anchor === 'over'
      ? OVER.map(([dx, dy]) => [dx * width, dy * height] as const)
      : (reachPx > 0 ? RINGS : [0]).flatMap((ring) => {
          const gap = gapPx + ring * reachPx;
          return BESIDE.map(([dx, dy]) => [dx * (width / 2 + gap), dy * (height / 2 + gap)] as const);
        });
  return offsets.map(([dx, dy]) => ({ left: x + dx - width / 2, top: y + dy - height / 2, width, height }));
}

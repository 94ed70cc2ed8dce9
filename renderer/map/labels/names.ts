import type { Camera } from '../../../preload/contract/domain/camera.js';
import type { Canvas } from '../../../preload/contract/domain/wall.js';
import { canvasViewport } from '../camera/reference.js';
import type { MapData } from '../data/load.js';
import { districtHolds } from '../data/places.js';
import { symbolMinutes } from '../layers/index.js';
import type { TreeShape } from '../layers/tree.js';
import { nearness, widthOf } from '../scale.js';
import type { LabelCandidate, Spot } from './place.js';
import { LINE_EM, textEm } from './text.js';

export type NameScale = {
  /** font sizes, px of the canvas's reference density */
  readonly labelPx: number;
  readonly notePx: number;
  /** px of the reference density per arc-minute */
  readonly minute: number;
};

/** A district is looked at when its box fills at least this share of the canvas's width or height. */
const FILLS = 0.4;
/** Letter spacing of the far names would cost legibility: a name is left out when its land is smaller than it. */
const ROOM = { width: 0.85, height: 1.3 } as const;

/** How far a district of the command may push its name out of the crowd of its towns, arc-minutes. */
const REACH = 110;

/** Diameter that a town's dot takes at most, arc-minutes. */
const TOWN_MINUTES = 6.5;

type Feature = MapData['districts']['features'][number];

/** Width and height of a district's box on the canvas, px. */
function extent(viewport: ReturnType<typeof canvasViewport>, { properties: { bbox } }: Feature): readonly [number, number] {
  const corners = [
    [bbox[0], bbox[1]],
    [bbox[2], bbox[1]],
    [bbox[2], bbox[3]],
    [bbox[0], bbox[3]],
  ].map((corner) => viewport.project(corner));
  const xs = corners.map(([x = 0]) => x);
  const ys = corners.map(([, y = 0]) => y);
  return [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
}

/** The district in the middle of a near view, or null in an overview. */
export function lookedAt(camera: Camera, canvas: Canvas, data: MapData): string | null {
  const viewport = canvasViewport(camera, canvas);
  const district = data.districts.features.find((feature) => districtHolds(feature, camera.lng, camera.lat));
  if (district === undefined) return null;
  const [width, height] = extent(viewport, district);
  return width >= FILLS * canvas.width || height >= FILLS * canvas.height ? district.properties.code : null;
}

/**
 * Who may have a name in this view: districts with room for it, those with a part in the command in any case; the
 * towns of the district that is looked at, and those of the command near by.
 */
export function mapNames(
  data: MapData,
  tree: TreeShape,
  camera: Camera,
  canvas: Canvas,
  scale: NameScale,
): { readonly candidates: LabelCandidate[]; readonly spots: Spot[] } {
  const viewport = canvasViewport(camera, canvas);
  const looked = lookedAt(camera, canvas, data);
  const symbols = new Map(tree.symbols.map((symbol) => [symbol.code, symbol]));
  const near = nearness(camera, canvas, widthOf(data));
  const radius = (code: string): number => {
    const symbol = symbols.get(code);
    return ((symbol === undefined ? TOWN_MINUTES : symbolMinutes(symbol, near)) / 2) * scale.minute;
  };
  const districts = data.districts.features.flatMap((feature): LabelCandidate[] => {
    const {
      code,
      name,
      labelPoint: [lng, lat],
      share,
    } = feature.properties;
    const involved = tree.districts.has(code);
    const sizePx = involved ? scale.labelPx : scale.notePx;
    const [width, height] = extent(viewport, feature);
    const roomy = width >= ROOM.width * textEm(name) * sizePx && height >= ROOM.height * LINE_EM * sizePx;
    if (!involved && !roomy) return [];
    return [
      {
        id: code,
        text: name,
        lng,
        lat,
        rank: involved ? 0 : 2 - share,
        sizePx,
        anchor: symbols.has(code) ? 'beside' : 'over',
        gapPx: radius(code) + scale.minute * 2,
        ...(involved ? { reachPx: REACH * scale.minute } : {}),
        tone: involved || code === looked ? 'strong' : 'quiet',
        ...(involved ? {} : { holds: (x: number, y: number) => districtHolds(feature, x, y) }),
      },
    ];
  });
  const { towns } = data;
  const townNames =
    looked === null
      ? []
      : towns.code.flatMap((code, i): LabelCandidate[] => {
          const symbol = symbols.get(code);
          if (towns.parent[i] !== looked && symbol === undefined) return [];
          const late = symbol?.look === 'overdue' || symbol?.look === 'unreachable';
          return [
            {
              id: code,
              text: towns.name[i] ?? '',
              lng: towns.lng[i] ?? 0,
              lat: towns.lat[i] ?? 0,
              rank: late ? 0.2 : symbol !== undefined ? 0.5 : 3,
              sizePx: scale.notePx,
              anchor: 'beside',
              gapPx: radius(code) + scale.minute * 1.5,
              tone: symbol === undefined ? 'small' : 'strong',
            },
          ];
        });
  const spots = tree.symbols.map(({ code, at }): Spot => ({ lng: at[0], lat: at[1], radiusPx: radius(code) }));
  return { candidates: [...districts, ...townNames], spots };
}

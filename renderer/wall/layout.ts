import type { PanelView } from '../../preload/contract/domain/wall.js';
import { overlaps, type Rect } from '../map/labels/rect.js';

/** Each panel is 24 × 12 cells with a gutter of one eighth of a cell (5-look.md). */
const GRID = { columns: 24, rows: 12, gutter: 1 / 8 } as const;

/** A panel's area in px of the canvas's reference density. */
export const areaOf = (panel: PanelView): Rect => ({
  left: panel.left / panel.densityRatio,
  top: panel.top / panel.densityRatio,
  width: panel.width / panel.densityRatio,
  height: panel.height / panel.densityRatio,
});

/** The compact tree leaves out the bars: on a wall of one or two panels the map keeps at least half of the canvas. */
export type TileKind = 'title' | 'tree' | 'compactTree' | 'status' | 'provenance';
const FEW_PANELS = 2;
/** Cells from the panel's top left corner. */
type Cells = { readonly column: number; readonly row: number; readonly columns: number; readonly rows: number };

const CELLS: Readonly<Record<TileKind, Cells>> = {
  title: { column: 0.5, row: 0.5, columns: 19, rows: 1.75 },
  tree: { column: 5, row: 3.25, columns: 18.5, rows: 7.75 },
  compactTree: { column: 5, row: 6.25, columns: 18.5, rows: 4.75 },
  status: { column: 12.5, row: 11, columns: 11, rows: 0.8 },
  provenance: { column: 0.5, row: 11, columns: 12, rows: 0.8 },
};

export type PlacedTile = { readonly kind: TileKind; readonly panel: string; readonly cells: Cells };

const byPlace = (a: PanelView, b: PanelView): number => {
  const [one, other] = [areaOf(a), areaOf(b)];
  return one.top - other.top || one.left - other.left;
};

/**
 * Which tile stands on which panel: the title top left, the command at the bottom right, the state of link and data
 * on every panel, the map's sources once, at the bottom left. Works for any arrangement of panels.
 */
export function tilesOf(panels: readonly PanelView[]): PlacedTile[] {
  const sorted = [...panels].sort(byPlace);
  const bottom = Math.max(...sorted.map((panel) => areaOf(panel).top));
  const lowest = sorted.filter((panel) => areaOf(panel).top >= bottom - areaOf(panel).height / 2);
  const on = (kind: TileKind, panel: PanelView | undefined): PlacedTile[] =>
    panel === undefined ? [] : [{ kind, panel: panel.id, cells: CELLS[kind] }];
  const leftFirst = [...lowest].sort((a, b) => areaOf(a).left - areaOf(b).left);
  const topLeft = [...sorted].sort((a, b) => areaOf(a).left + areaOf(a).top - areaOf(b).left - areaOf(b).top)[0];
  return [
    ...on('title', topLeft),
    ...on(panels.length <= FEW_PANELS ? 'compactTree' : 'tree', leftFirst.at(-1)),
    ...on('provenance', leftFirst[0]),
    ...sorted.flatMap((panel) => on('status', panel)),
  ];
}

/** A tile's rectangle in fractions of its panel, its gutters taken off. */
export function rectOf(cells: Cells): Rect {
  const { columns, rows, gutter } = GRID;
  return {
    left: (cells.column + gutter / 2) / columns,
    top: (cells.row + gutter / 2) / rows,
    width: (cells.columns - gutter) / columns,
    height: (cells.rows - gutter) / rows,
  };
}

/** Rectangles of all tiles on the canvas, px at its reference density: what names on the map keep clear of. */
export const tileRects = (panels: readonly PanelView[]): Rect[] =>
  tilesOf(panels).flatMap(({ panel: id, cells }) => {
    const panel = panels.find((candidate) => candidate.id === id);
    if (panel === undefined) return [];
    const [area, rect] = [areaOf(panel), rectOf(cells)];
    return [
      {
        left: area.left + rect.left * area.width,
        top: area.top + rect.top * area.height,
        width: rect.width * area.width,
        height: rect.height * area.height,
      },
    ];
  });

export type Side = 'left' | 'right' | 'top' | 'bottom';

/** The sides of a panel beyond which no other panel lies: where the frame of the whole wall runs. */
export function outerSides(panel: PanelView, panels: readonly PanelView[]): Side[] {
  const own = areaOf(panel);
  const others = panels.filter((other) => other.id !== panel.id).map(areaOf);
  const reach = 1e7;
  const beyond: Readonly<Record<Side, Rect>> = {
    left: { ...own, left: own.left - reach, width: reach },
    right: { ...own, left: own.left + own.width, width: reach },
    top: { ...own, top: own.top - reach, height: reach },
    bottom: { ...own, top: own.top + own.height, height: reach },
  };
  // Half a pixel of tolerance: sizes come from millimetres.
  return (Object.keys(beyond) as Side[]).filter(
    (side) =>
      !others.some((other) =>
        overlaps(beyond[side], {
          left: other.left + 0.5,
          top: other.top + 0.5,
          width: other.width - 1,
          height: other.height - 1,
        }),
      ),
  );
}

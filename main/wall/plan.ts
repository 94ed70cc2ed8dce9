import type { Canvas, PanelView, SiteFault, SitePanel, SiteWall, Site } from '../../preload/contract/index.js';
import type { DisplayInfo } from '../platform/site/index.js';
import { displayFaults, isDisplay } from '../platform/site/index.js';
import { primaryOf, wallFromDisplays } from './from-displays.js';

export type Bounds = DisplayInfo['bounds'];

/** One panel of the wall: its crop of the canvas, and where its window goes; without a display it is missing. */
export type PlannedPanel = {
  readonly column: number;
  readonly row: number;
  readonly view: PanelView;
  readonly bounds: Bounds | undefined;
};

export type WallPlan = {
  readonly canvas: Canvas;
  readonly panels: readonly PlannedPanel[];
  /** where the console goes; `shared`: on a display that also carries a panel */
  readonly console: { readonly bounds: Bounds; readonly shared: boolean };
  readonly faults: readonly SiteFault[];
  /** the file's wall cannot be shown on these displays at all, so it is made from what was found */
  readonly fromDisplays: boolean;
};

/**
 * Decides which window goes where: a pure function of the site file and the displays, computed again at every change
 * of the displays. Without a wall in the file, or when no panel of it has a display, the wall is made from the
 * displays found.
 *
 * @param displays at least one
 */
export function plan(site: Site | undefined, displays: readonly DisplayInfo[]): WallPlan {
  const faults = site === undefined ? [] : displayFaults(site, displays);
  const anyShown = site?.wall?.panels.some((panel) => displays.some((display) => isDisplay(panel.display, display)));
  const fromDisplays = anyShown !== true;
  const consoleId = site?.console?.display;
  const bound = consoleId === undefined ? undefined : displays.find((display) => isDisplay(consoleId, display));
  const wall = fromDisplays ? wallFromDisplays(displays, bound) : (site?.wall as SiteWall);
  const panels = planPanels(wall, displays);
  const used = new Set(panels.map(({ display }) => display));
  const consoleDisplay = bound ?? displays.find((display) => !used.has(display)) ?? primaryOf(displays);
  return {
    canvas: canvasOf(wall),
    panels: panels.map(({ planned }) => planned),
    console: { bounds: consoleDisplay.bounds, shared: used.has(consoleDisplay) },
    faults,
    fromDisplays,
  };
}

/**
 * Plans anew after a change of the displays. While these cannot be told apart (`isSure` false) and therefore no panel
 * finds its own, the wall of the site file stays where it was: it is not replaced by one made from the displays.
 */
export function replan(before: WallPlan, site: Site | undefined, displays: readonly DisplayInfo[], isSure: boolean): WallPlan {
  const next = plan(site, displays);
  return !isSure && next.fromDisplays && !before.fromDisplays ? before : next;
}

function planPanels(
  wall: SiteWall,
  displays: readonly DisplayInfo[],
): { planned: PlannedPanel; display: DisplayInfo | undefined }[] {
  const taken = new Set<DisplayInfo>();
  return wall.panels.map((panel) => {
    const display = displays.find((candidate) => !taken.has(candidate) && isDisplay(panel.display, candidate));
    if (display !== undefined) taken.add(display);
    return {
      planned: { column: panel.column, row: panel.row, view: panelView(wall, panel, display), bounds: display?.bounds },
      display,
    };
  });
}

/** Millimetres from the canvas's edge to where each column (or row) of lit areas begins, and the whole length. */
function tracks(
  count: number,
  sizeOf: (index: number) => number,
  before: number,
  after: number,
): { starts: number[]; length: number } {
  const starts: number[] = [];
  // Frames at the wall's outer edge hide nothing, so the canvas begins and ends with lit area.
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (index > 0) at += after + before;
    starts.push(at);
    at += sizeOf(index);
  }
  return { starts, length: at };
}

function layout(wall: SiteWall): { columns: ReturnType<typeof tracks>; rows: ReturnType<typeof tracks> } {
  const { left, right, top, bottom } = wall.bezelMm;
  const largest = (sizes: readonly number[]): number => Math.max(...sizes, 1);
  const widthOf = (column: number): number =>
    largest(wall.panels.filter((panel) => panel.column === column).map((panel) => panel.widthMm));
  const heightOf = (row: number): number =>
    largest(wall.panels.filter((panel) => panel.row === row).map((panel) => panel.heightMm));
  return { columns: tracks(wall.columns, widthOf, left, right), rows: tracks(wall.rows, heightOf, top, bottom) };
}

/** The canvas's reference density is that of its first panel, px/mm. */
const referencePxPerMm = (wall: SiteWall): number => {
  const first = wall.panels[0] as SitePanel;
  return first.widthPx / first.widthMm;
};

function canvasOf(wall: SiteWall): Canvas {
  const { columns, rows } = layout(wall);
  const density = referencePxPerMm(wall);
  return { width: columns.length * density, height: rows.length * density };
}

function panelView(wall: SiteWall, panel: SitePanel, display: DisplayInfo | undefined): PanelView {
  const { columns, rows } = layout(wall);
  // A window is measured in device-independent pixels; a missing panel has none, so the file's size stands in.
  const width = display?.bounds.width ?? panel.widthPx;
  const height = display?.bounds.height ?? panel.heightPx;
  const pxPerMm = width / panel.widthMm;
  return {
    id: panel.id,
    width,
    height,
    canvasWidth: columns.length * pxPerMm,
    canvasHeight: rows.length * pxPerMm,
    left: (columns.starts[panel.column] ?? 0) * pxPerMm,
    top: (rows.starts[panel.row] ?? 0) * pxPerMm,
    pxPerMm,
    densityRatio: pxPerMm / referencePxPerMm(wall),
    viewingDistanceMm: wall.viewingDistanceMm,
  };
}

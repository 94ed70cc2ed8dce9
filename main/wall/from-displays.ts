import type { SiteWall } from '../../preload/contract/index.js';
import type { DisplayInfo } from '../platform/site/index.js';

/**
 * What is assumed of a wall that nobody has measured: panels 2.4 m wide without bezels, seen from 8 m
 * (a 1.25 mm LED cabinet row of 1,920 px). The console says that the site file is missing.
 */
const ASSUMED = { panelWidthMm: 2400, viewingDistanceMm: 8000 } as const;

/** The display that the system calls primary, else the first. */
export const primaryOf = (displays: readonly DisplayInfo[]): DisplayInfo =>
  displays.find(({ primary }) => primary) ?? (displays[0] as DisplayInfo);

/**
 * A wall made from the displays found: all but the console's, in the grid of their positions. With one display
 * the wall shares it with the console.
 *
 * @param consoleDisplay the console's, when the site file names it; else the primary one
 */
export function wallFromDisplays(displays: readonly DisplayInfo[], consoleDisplay = primaryOf(displays)): SiteWall {
  const others = displays.filter((display) => display !== consoleDisplay);
  const wall = others.length === 0 ? displays : others;
  const xs = distinct(wall.map(({ bounds }) => bounds.x));
  const ys = distinct(wall.map(({ bounds }) => bounds.y));
  return {
    columns: xs.length,
    rows: ys.length,
    viewingDistanceMm: ASSUMED.viewingDistanceMm,
    bezelMm: { left: 0, right: 0, top: 0, bottom: 0 },
    panels: wall.map(({ bounds, scaleFactor }) => {
      const column = xs.indexOf(bounds.x);
      const row = ys.indexOf(bounds.y);
      return {
        id: `r${row + 1}c${column + 1}`,
        column,
        row,
        widthPx: Math.round(bounds.width * scaleFactor),
        heightPx: Math.round(bounds.height * scaleFactor),
        widthMm: ASSUMED.panelWidthMm,
        heightMm: (ASSUMED.panelWidthMm * bounds.height) / bounds.width,
        rotation: 0 as const,
        display: { bounds: [bounds.x, bounds.y, bounds.width, bounds.height] as [number, number, number, number] },
      };
    }),
  };
}

const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/**
 * @typedef {import('./layout.mjs').Screen} Screen
 * @typedef {import('./virtual-wall.mjs').VirtualWall} VirtualWall
 */

/** Chongqing: the tier that an installation without a site file of its own serves. */
const DEFAULT_TIER = '500000';
const VIEWING_DISTANCE_MM = 8000;
const BEZEL_MM = 6;

/**
 * The site file (see preload/contract/site.ts) that describes a virtual wall as an installer would:
 * screens are named by their EDID, or by their connector where they have none.
 *
 * @param {Pick<VirtualWall, 'panels' | 'console'>} wall
 * @param {{tier?: string, locale?: 'zh-CN' | 'en', bezelMm?: number}} [choices]
 */
export function siteFileFor(wall, { tier = DEFAULT_TIER, locale = 'zh-CN', bezelMm = BEZEL_MM } = {}) {
  return {
    version: 1,
    tier,
    locale,
    backend: 'embedded',
    console: { display: identityOf(wall.console) },
    wall: {
      columns: Math.max(...wall.panels.map((panel) => panel.column)) + 1,
      rows: Math.max(...wall.panels.map((panel) => panel.row)) + 1,
      viewingDistanceMm: VIEWING_DISTANCE_MM,
      bezelMm: { left: bezelMm, right: bezelMm, top: bezelMm, bottom: bezelMm },
      panels: wall.panels.map((panel) => ({
        id: panel.id,
        column: panel.column,
        row: panel.row,
        widthPx: panel.bounds.width,
        heightPx: panel.bounds.height,
        ...panel.physical,
        rotation: 0,
        display: identityOf(panel),
      })),
    },
  };
}

/** @param {Screen} screen */
function identityOf({ edid, output }) {
  return edid === null ? { connector: output } : { edid };
}

import type { Camera } from '../../preload/contract/domain/camera.js';
import type { MapData } from './data/load.js';
import { arcMinutes, type Canvas, type PanelView } from '../../preload/contract/domain/wall.js';

/** Pixels of a panel that span one arc-minute at its viewing distance. */
export const pxPerMinute = (panel: Pick<PanelView, 'pxPerMm' | 'viewingDistanceMm'>): number =>
  arcMinutes(1, panel.viewingDistanceMm) * panel.pxPerMm;

/** The same at the canvas's reference density; the same number in every window. */
export function referencePxPerMinute(panels: readonly PanelView[]): number {
  const [first] = panels;
  return first === undefined ? 1 : pxPerMinute(first) / first.densityRatio;
}

/**
 * Magnification on top of the view in which the city's box fills the canvas: 1 = overview, 2 = twice as near.
 * Sizes that grow on approach follow it, so that they do not depend on the canvas's pixels.
 */
export function nearness(camera: Camera, canvas: Canvas, cityWidthDeg: number): number {
  const degreesAcross = (canvas.width / (512 * 2 ** camera.zoom)) * 360;
  return Math.max(1, (1.6 * cityWidthDeg) / degreesAcross);
}

/** Width of the city's box, degrees. */
export const widthOf = ({
  outline: {
    properties: { bbox },
  },
}: MapData): number => bbox[2] - bbox[0];

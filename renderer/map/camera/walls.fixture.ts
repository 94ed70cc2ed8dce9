import type { Canvas, PanelView } from '../../../preload/contract/domain/wall.js';

export type Wall = { readonly canvas: Canvas; readonly panels: readonly PanelView[] };

/** A regular wall for tests: sizes in mm, `pxPerMm` per panel (the first panel's density is the reference). */
export function gridWall(
  columns: number,
  rows: number,
  options: {
    readonly widthMm?: number;
    readonly heightMm?: number;
    readonly bezelMm?: number;
    readonly distanceMm?: number;
    readonly density?: (column: number, row: number) => number;
  } = {},
): Wall {
  const { widthMm = 2400, heightMm = 1350, bezelMm = 0, distanceMm = 8000, density = () => 640 / 2400 } = options;
  const canvasMm = { width: columns * (widthMm + 2 * bezelMm), height: rows * (heightMm + 2 * bezelMm) };
  const reference = density(0, 0);
  const panels = Array.from({ length: columns * rows }, (_, index): PanelView => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const pxPerMm = density(column, row);
    return {
      id: `p${column}${row}`,
      width: widthMm * pxPerMm,
      height: heightMm * pxPerMm,
      canvasWidth: canvasMm.width * pxPerMm,
      canvasHeight: canvasMm.height * pxPerMm,
      left: (column * (widthMm + 2 * bezelMm) + bezelMm) * pxPerMm,
      top: (row * (heightMm + 2 * bezelMm) + bezelMm) * pxPerMm,
      pxPerMm,
      densityRatio: pxPerMm / reference,
      viewingDistanceMm: distanceMm,
    };
  });
  return { canvas: { width: canvasMm.width * reference, height: canvasMm.height * reference }, panels };
}

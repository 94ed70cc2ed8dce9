import { EdgeInsets, Point } from 'maplibre-gl';

/**
 * Lets the camera's centre lie outside the window. MapLibre's own method clamps it into the window, which breaks
 * every panel that does not contain the middle of the canvas (4-wall.md). The test beside this file fails when a
 * new MapLibre computes the centre differently.
 */
export function allowOffAxis(): void {
  EdgeInsets.prototype.getCenter = function getCenter(this: EdgeInsets, width: number, height: number): Point {
    return new Point((this.left + width - this.right) / 2, (this.top + height - this.bottom) / 2);
  };
}

import { WebMercatorViewport } from '@deck.gl/core';
import { FIELD_OF_VIEW } from '../../../preload/contract/domain/camera.js';
import type { Camera } from '../../../preload/contract/domain/camera.js';
import type { Canvas, PanelView } from '../../../preload/contract/domain/wall.js';

/** Camera distance over canvas height: d = 0.5 / tan(fov / 2) · H (4-wall.md); 1.5 with MapLibre's field of view. */
export const ALTITUDE = 0.5 / Math.tan(FIELD_OF_VIEW / 2);

/** A panel's place relative to the whole canvas, px of the panel. */
export type Crop = {
  /** panel centre right of and below the canvas centre, px */
  readonly offsetX: number;
  readonly offsetY: number;
  /** canvas size over panel size */
  readonly scaleX: number;
  readonly scaleY: number;
};

export const cropOf = (panel: PanelView): Crop => ({
  offsetX: panel.left + panel.width / 2 - panel.canvasWidth / 2,
  offsetY: panel.top + panel.height / 2 - panel.canvasHeight / 2,
  scaleX: panel.canvasWidth / panel.width,
  scaleY: panel.canvasHeight / panel.height,
});

/**
 * The viewport of the whole canvas at its reference density: what labels are placed with, and what every panel's
 * crop must agree with. `project` answers px from the canvas's top left corner.
 */
export const canvasViewport = (camera: Camera, canvas: Canvas): WebMercatorViewport =>
  new WebMercatorViewport({
    width: canvas.width,
    height: canvas.height,
    longitude: camera.lng,
    latitude: camera.lat,
    zoom: camera.zoom,
    pitch: camera.pitch,
    bearing: camera.bearing,
    altitude: ALTITUDE,
  });

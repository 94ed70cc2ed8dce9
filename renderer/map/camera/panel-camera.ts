import type { Camera } from '../../../preload/contract/domain/camera.js';
import type { PanelView } from '../../../preload/contract/domain/wall.js';
import { ALTITUDE, cropOf } from './reference.js';

export type Padding = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** What one panel's MapLibre map needs to show its crop of the canvas's camera. */
export type PanelCamera = {
  readonly center: readonly [lng: number, lat: number];
  readonly zoom: number;
  readonly pitch: number;
  readonly bearing: number;
  /** vertical field of view of the panel, degrees */
  readonly fovDeg: number;
  readonly padding: Padding;
};

/**
 * The camera distance d is the same in every panel, so a panel of height h has fov = 2·atan(h / 2d); the camera's
 * centre lies at (−offsetX, −offsetY) from the panel's own, which MapLibre takes as padding on the far sides
 * (4-wall.md; needs `allowOffAxis`).
 */
export function panelCamera(camera: Camera, panel: PanelView): PanelCamera {
  const { offsetX, offsetY } = cropOf(panel);
  const distance = ALTITUDE * panel.canvasHeight;
  return {
    center: [camera.lng, camera.lat],
    zoom: camera.zoom + Math.log2(panel.densityRatio),
    pitch: camera.pitch,
    bearing: camera.bearing,
    fovDeg: (2 * Math.atan(panel.height / (2 * distance)) * 180) / Math.PI,
    padding: {
      left: Math.max(0, -2 * offsetX),
      right: Math.max(0, 2 * offsetX),
      top: Math.max(0, -2 * offsetY),
      bottom: Math.max(0, 2 * offsetY),
    },
  };
}

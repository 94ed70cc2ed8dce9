import { MapView, WebMercatorViewport } from '@deck.gl/core';
import type { MapViewProps, MapViewState } from '@deck.gl/core';
import type { PanelView } from '../../../preload/contract/domain/wall.js';
import { ALTITUDE, cropOf } from './reference.js';

/** The id by which deck's MapLibre overlay finds the view that follows the map. */
const MAPLIBRE_VIEW_ID = 'maplibre';

/** Near and far plane for layers that MapLibre does not pass its own for, in units of the canvas height. */
const NEAR = 0.02;
const FAR = 100;

type Matrix = number[] & { length: 16 };

/**
 * Column-major perspective matrix of the whole canvas, cropped to the panel: NDC scaled by (W/w, H/h) and shifted by
 * (−2·ox/w, +2·oy/h) (4-wall.md). `near` and `far` are in units of the panel's height, as the view matrix is.
 */
function cropMatrix(panel: PanelView, near: number, far: number): Matrix {
  const { offsetX, offsetY, scaleX, scaleY } = cropOf(panel);
  const focal = 2 * ALTITUDE;
  return [
    ((focal * panel.canvasHeight) / panel.canvasWidth) * scaleX,
    0,
    0,
    0,
    0,
    focal * scaleY,
    0,
    0,
    (2 * offsetX) / panel.width,
    (-2 * offsetY) / panel.height,
    (near + far) / (near - far),
    -1,
    0,
    0,
    (2 * near * far) / (near - far),
    0,
  ] as Matrix;
}

export type WallViewProps = MapViewProps & { readonly panel: PanelView };

/**
 * deck's view for one panel: the reference viewport of the whole canvas, cropped. `zoom` comes from the panel's map
 * and so holds the panel's density already; MapLibre's padding is not used, the crop does its work.
 */
export class WallView extends MapView {
  // The panel lives in `props`: deck seals a view in its constructor and compares views by their props.
  declare readonly props: WallViewProps;

  constructor(panel: PanelView) {
    super({ id: MAPLIBRE_VIEW_ID, panel } as MapViewProps);
  }

  override makeViewport({ viewState }: { width: number; height: number; viewState: MapViewState }): WebMercatorViewport {
    const { panel } = this.props;
    const unit = panel.canvasHeight / panel.height;
    const { nearZ = NEAR * unit, farZ = FAR * unit } = viewState;
    return new WebMercatorViewport({
      id: this.id,
      x: 0,
      y: 0,
      width: panel.width,
      height: panel.height,
      longitude: viewState.longitude,
      latitude: viewState.latitude,
      zoom: viewState.zoom,
      pitch: viewState.pitch ?? 0,
      bearing: viewState.bearing ?? 0,
      // Its element 5 tells deck the altitude: ALTITUDE · H / h.
      projectionMatrix: cropMatrix(panel, nearZ, farZ),
    });
  }
}

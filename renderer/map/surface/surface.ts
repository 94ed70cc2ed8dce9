import { MapLibreOverlay, type MapLibreOverlayProps } from '@deck.gl/maplibre';
import { Map as MapLibreMap } from 'maplibre-gl';
import type { Camera } from '../../../preload/contract/domain/camera.js';
import type { Canvas, PanelView } from '../../../preload/contract/domain/wall.js';
import { allowOffAxis, panelCamera, WallView } from '../camera/index.js';
import type { MapData } from '../data/load.js';
import { mapLayers } from '../layers/index.js';
import type { Atlas } from '../layers/atlas.js';
import { EMPTY_TREE, type TreeShape } from '../layers/tree.js';
import { nearness, pxPerMinute, widthOf } from '../scale.js';
import { Keepsake } from './keepsake.js';
import { mapStyle } from './style.js';
import { serveOwnWorker } from './worker.js';

export type SurfaceOptions = {
  readonly container: HTMLElement;
  readonly panel: PanelView;
  readonly canvas: Canvas;
  readonly camera: Camera;
  readonly data: MapData;
  readonly atlas: Atlas;
  /** everything asked for so far is drawn */
  readonly onIdle: () => void;
  readonly onError: (error: unknown) => void;
};

/** What is highlighted: districts with a part in the command, and the one that is looked at. */
export type Highlight = { readonly involved: ReadonlySet<string>; readonly looked: string | null };

export type Surface = {
  /** Draws at once, so that a move is on the screen in the frame that evaluated it. */
  setCamera(camera: Camera): void;
  setTree(tree: TreeShape): void;
  setHighlight(highlight: Highlight): void;
  setPanel(panel: PanelView, canvas: Canvas): void;
  destroy(): void;
};

/** A surface whose map can end while its last picture stays. */
export type MortalSurface = Surface & { end(): void };

// The overlay's props are typed for a deck without views of its own, yet it takes them (its `_getViews`).
const viewsOf = (panel: PanelView): MapLibreOverlayProps['views'] =>
  [new WallView(panel)] as unknown as MapLibreOverlayProps['views'];

/** Steps in which sizes follow the approach: a twelfth of an octave, too small to see, large enough to rest. */
const NEAR_STEP = 1 / 12;
const stepped = (near: number): number => 2 ** (Math.round(Math.log2(near) / NEAR_STEP) * NEAR_STEP);

/**
 * The map of one panel: its crop of the canvas's camera, with deck's layers in MapLibre's own context. It takes no
 * input and draws nothing while nothing changes.
 * @throws Error when the window has no WebGL2
 */
export function createMortalSurface(options: SurfaceOptions): MortalSurface {
  const { container, data, atlas } = options;
  const cityWidth = widthOf(data);
  let { panel, canvas, camera } = options;
  let tree = EMPTY_TREE;
  let highlight: Highlight = { involved: new Set(), looked: null };
  let near = stepped(nearness(camera, canvas, cityWidth));
  const scale = () => ({ minute: pxPerMinute(panel), zoomShift: Math.log2(panel.densityRatio) });

  allowOffAxis();
  serveOwnWorker();
  const size = (): void => {
    Object.assign(container.style, { width: `${panel.width}px`, height: `${panel.height}px` });
  };
  size();
  const start = panelCamera(camera, panel);
  const map = new MapLibreMap({
    container,
    style: mapStyle(data, scale()),
    center: [...start.center],
    zoom: start.zoom,
    pitch: start.pitch,
    bearing: start.bearing,
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
    renderWorldCopies: false,
    canvasContextAttributes: { antialias: true, powerPreference: 'high-performance' },
  });
  const keepsake = new Keepsake(container);
  const overlay = new MapLibreOverlay({
    interleaved: true,
    views: viewsOf(panel),
    layers: [],
    onError: (error) => {
      options.onError(error);
    },
  });

  const draw = (): void => {
    overlay.setProps({
      views: viewsOf(panel),
      layers: mapLayers({ towns: data.towns, tree, atlas, minute: pxPerMinute(panel), near }),
    });
  };
  const aim = (): void => {
    const { center, zoom, pitch, bearing, padding, fovDeg } = panelCamera(camera, panel);
    map.setVerticalFieldOfView(fovDeg);
    map.jumpTo({ center: [...center], zoom, pitch, bearing, padding });
  };
  const paintHighlight = (): void => {
    for (const {
      properties: { code },
    } of data.districts.features) {
      map.setFeatureState(
        { source: 'districts', id: code },
        { involved: highlight.involved.has(code), looked: highlight.looked === code },
      );
    }
  };
  const ready = { styled: false };
  let ended = false;
  const end = (): void => {
    if (!ended) map.remove();
    ended = true;
    ready.styled = false;
  };

  map.on('error', ({ error }) => {
    options.onError(error);
  });
  map.on('idle', () => {
    keepsake.keep(map.getCanvas());
    options.onIdle();
  });
  map.once('style.load', () => {
    ready.styled = true;
    map.addControl(overlay);
    draw();
  });
  map.on('style.load', paintHighlight);
  aim();

  return {
    setCamera: (next) => {
      camera = next;
      if (ended) return;
      const nextNear = stepped(nearness(camera, canvas, cityWidth));
      aim();
      if (nextNear !== near) {
        near = nextNear;
        if (ready.styled) draw();
      }
      if (ready.styled) map.redraw();
    },
    setTree: (next) => {
      tree = next;
      if (ready.styled) draw();
    },
    setHighlight: (next) => {
      highlight = next;
      if (ready.styled) paintHighlight();
    },
    setPanel: (nextPanel, nextCanvas) => {
      if (ended || (nextPanel === panel && nextCanvas === canvas)) return;
      panel = nextPanel;
      canvas = nextCanvas;
      near = stepped(nearness(camera, canvas, cityWidth));
      size();
      map.resize();
      map.setStyle(mapStyle(data, scale()));
      aim();
      if (ready.styled) draw();
    },
    end,
    destroy: () => {
      end();
      keepsake.remove();
    },
  };
}

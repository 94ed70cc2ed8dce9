import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera, CommandSummary, WallBridge, WallContext } from '../../preload/contract/index.js';
import { cameraAt } from '../../preload/contract/index.js';
import { faultOf } from '../kit/index.js';
import { createSurface, EMPTY_TREE, lookedAt, sameTree, treeShape, type Surface } from '../map/index.js';
import { hubNow, pictureStore, usePicture } from '../state/index.js';
import { runCamera } from './camera-loop.js';
import { Labels } from './Labels.js';
import type { MapResources } from './use-map-resources.js';
import { useDrawn } from './use-drawn.js';
import { useKept } from './use-kept.js';

type Props = {
  readonly bridge: WallBridge;
  readonly context: WallContext;
  readonly resources: MapResources;
  readonly command: CommandSummary | null;
};

const cameraNow = (): Camera | undefined => {
  const move = pictureStore.getState().picture?.camera;
  return move === undefined ? undefined : cameraAt(move, hubNow() ?? Infinity);
};

/** This panel's map with its names. It appears with the first picture, which brings the camera. */
export function MapPane({ bridge, context, resources, command }: Props): ReactElement {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const surface = useRef<Surface | null>(null);
  const place = useRef(context);
  const hasPicture = usePicture(() => true) ?? false;
  const [rest, setRest] = useState<Camera | null>(null);
  const [failed, setFailed] = useState(false);
  const onMapIdle = useDrawn(bridge, rest !== null || failed);
  const { panel, canvas } = context;
  const shape = useMemo(
    () => (command === null ? EMPTY_TREE : treeShape(command, resources.places)),
    [command, resources.places],
  );
  const tree = useKept(shape, sameTree);
  const looked = useMemo(() => (rest === null ? null : lookedAt(rest, canvas, resources.data)), [rest, canvas, resources.data]);

  useEffect(() => {
    const container = host.current;
    const root = document.documentElement;
    const camera = cameraNow();
    // Which move has ended and is whole on the screen: the map may fall idle before or after the loop says that it rests.
    let idle = false;
    let resting: number | undefined;
    const markPainted = (): void => {
      if (idle && resting !== undefined) root.dataset['painted'] = String(resting);
    };
    if (!hasPicture || container === null || camera === undefined) return undefined;
    try {
      surface.current = createSurface({
        container,
        panel: place.current.panel,
        canvas: place.current.canvas,
        camera,
        data: resources.data,
        atlas: resources.atlas,
        onIdle: () => {
          idle = true;
          markPainted();
          onMapIdle();
        },
        onError: (error) => {
          bridge.fault(faultOf(error));
        },
      });
    } catch (error) {
      // Without WebGL2 there is no map; the panel says so and keeps its tiles.
      bridge.fault(faultOf(error));
      const soon = setTimeout(() => {
        setFailed(true);
        onMapIdle();
      });
      return () => {
        clearTimeout(soon);
      };
    }
    const end = runCamera({
      picture: () => pictureStore.getState().picture,
      onPicture: (listener) => pictureStore.subscribe(listener),
      hubNow,
      frame: (step) => requestAnimationFrame(step),
      cancel: (id) => {
        cancelAnimationFrame(id);
      },
      apply: (next) => {
        idle = false;
        resting = undefined;
        surface.current?.setCamera(next);
      },
      onMoving: () => {
        root.dataset['atRest'] = 'false';
        setRest(null);
      },
      onRest: (next, move) => {
        root.dataset['atRest'] = 'true';
        resting = move;
        markPainted();
        setRest(next);
      },
      onFault: (error) => {
        bridge.fault(faultOf(error));
      },
    });
    return () => {
      end();
      surface.current?.destroy();
      surface.current = null;
    };
  }, [hasPicture, bridge, resources, onMapIdle]);

  useEffect(() => {
    place.current = { ...place.current, panel, canvas };
    surface.current?.setPanel(panel, canvas);
  }, [panel, canvas]);
  useEffect(() => {
    surface.current?.setTree(tree);
  }, [tree, hasPicture]);
  useEffect(() => {
    surface.current?.setHighlight({ involved: tree.districts, looked });
  }, [tree, looked, hasPicture]);

  return (
    <>
      <div ref={host} className="map" />
      <Labels context={context} data={resources.data} tree={tree} camera={rest} />
      {failed && <p className="broken">{t('wall.noMap', { reason: t('wall.noWebgl') })}</p>}
    </>
  );
}

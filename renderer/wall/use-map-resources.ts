import { useEffect, useState } from 'react';
import type { WallBridge } from '../../preload/contract/index.js';
import { faultOf } from '../kit/index.js';
import { loadMapData, placesOf, symbolAtlas, type Atlas, type MapData, type Place } from '../map/index.js';

export type MapResources = { readonly data: MapData; readonly atlas: Atlas; readonly places: ReadonlyMap<string, Place> };

/** Loads what the map draws; a failure is reported and leaves the panel without a map, not without its tiles. */
export function useMapResources(bridge: WallBridge): { readonly resources?: MapResources; readonly failed: boolean } {
  const [state, setState] = useState<{ readonly resources?: MapResources; readonly failed: boolean }>({ failed: false });
  useEffect(() => {
    let ended = false;
    Promise.all([loadMapData(), symbolAtlas()]).then(
      ([data, atlas]) => {
        if (!ended) setState({ resources: { data, atlas, places: placesOf(data) }, failed: false });
      },
      (error: unknown) => {
        if (ended) return;
        bridge.fault(faultOf(error));
        setState({ failed: true });
        // Its tiles are all that this panel will ever draw.
        bridge.drawn();
      },
    );
    return () => {
      ended = true;
    };
  }, [bridge]);
  return state;
}

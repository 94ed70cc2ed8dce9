import { useCallback, useEffect, useRef, useState } from 'react';
import type { WallBridge } from '../../preload/contract/index.js';

/**
 * Tells main once that this panel shows its first complete picture: the map is idle, the camera rests (so names are
 * placed) and the fonts that those names need are there. Answers what the map calls when it is idle.
 */
export function useDrawn(bridge: WallBridge, complete: boolean): () => void {
  const [idle, setIdle] = useState(false);
  const told = useRef(false);
  useEffect(() => {
    if (!idle || !complete || told.current) return undefined;
    let ended = false;
    void document.fonts.ready.then(() => {
      // Two frames on, what was laid out with those fonts is on the screen.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (ended || told.current) return;
          told.current = true;
          bridge.drawn();
        }),
      );
    });
    return () => {
      ended = true;
    };
  }, [bridge, idle, complete]);
  return useCallback(() => {
    setIdle(true);
  }, []);
}

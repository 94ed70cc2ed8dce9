import { useStore } from 'zustand';
import type { Desk, Diagnostics, Dispose, Picture } from '../../preload/contract/index.js';
import { browserTiming } from './browser-timing.js';
import { createHubState } from './hub-state.js';
import { markRoot } from './root-marks.js';

export { keepContext } from './context.js';

/** One window has one hub: these stores are the window's. Tests make their own with `createHubState`. */
const hub = createHubState(browserTiming);

/** Subscribes this window's stores to its bridge. */
export const connect = hub.connect;
/** The clock that the times of the shown picture are of; see `HubState`. */
export const hubNow = hub.hubNow;
/** For what is not React, such as the map: `getState().picture`, `subscribe`. */
export const pictureStore = hub.pictureStore;
export const deskStore = hub.deskStore;
export const pulseStore = hub.pulseStore;

/**
 * A part of the picture in effect, undefined before the first. The selector must answer the same reference for the
 * same picture (no new objects); derive in `useMemo` instead.
 */
export const usePicture = <T>(selector: (picture: Picture) => T): T | undefined =>
  useStore(hub.pictureStore, ({ picture }) => (picture === undefined ? undefined : selector(picture)));

/** A part of what only the console knows; see `usePicture`. */
export const useDesk = <T>(selector: (desk: Desk) => T): T | undefined =>
  useStore(hub.deskStore, ({ desk }) => (desk === undefined ? undefined : selector(desk)));

/** A part of what the hub tells of itself; see `usePicture`. */
export const useDiagnostics = <T>(selector: (diagnostics: Diagnostics) => T): T | undefined =>
  useStore(hub.diagnosticsStore, ({ diagnostics }) => (diagnostics === undefined ? undefined : selector(diagnostics)));

/** `lostSinceMs`: how long the hub has been silent, from 3,000 ms on; undefined while it is heard. */
export function useHeartbeat(): { readonly lostSinceMs: number | undefined } {
  return { lostSinceMs: useStore(hub.pulseStore, (pulse) => pulse.lostSinceMs) };
}

/** ms since the last word from the backend, each second; undefined before the first. */
export const useDataAge = (): number | undefined => useStore(hub.pulseStore, (pulse) => pulse.dataAgeMs);

/** The server's UTC ms, each second. */
export const useNow = (): number => useStore(hub.pulseStore, (pulse) => pulse.utcNow);

/** Keeps the root element's `data-…` attributes current. */
export const keepRootMarked = (root: HTMLElement): Dispose => markRoot(root, hub);

import type { Dispose } from '../../preload/contract/index.js';
import type { HubState } from './hub-state.js';

/** Keeps `data-mode`, `data-link`, `data-age-ms` and `data-version` of a root element current (4-wall.md). */
export function markRoot(root: HTMLElement, hub: Pick<HubState, 'pictureStore' | 'pulseStore'>): Dispose {
  const set = (name: string, value: string | number | undefined): void => {
    if (value === undefined) delete root.dataset[name];
    else root.dataset[name] = String(value);
  };
  const picture = (): void => {
    const now = hub.pictureStore.getState().picture;
    set('mode', now?.mode);
    set('link', now?.link.state);
    set('version', now?.version);
  };
  const pulse = (): void => {
    const { dataAgeMs } = hub.pulseStore.getState();
    set('ageMs', dataAgeMs === undefined ? undefined : Math.round(dataAgeMs));
  };
  picture();
  pulse();
  const ends = [hub.pictureStore.subscribe(picture), hub.pulseStore.subscribe(pulse)];
  return () => {
    for (const end of ends) end();
  };
}

import { screen } from 'electron';
import type { DisplaysSeen } from './display-watch.js';
import { DisplayWatch } from './display-watch.js';
import type { SystemDisplay } from './identify.js';
import { readRandr } from './read-randr.js';

function systemDisplays(): SystemDisplay[] {
  const primary = screen.getPrimaryDisplay().id;
  return screen.getAllDisplays().map(({ id, label, bounds, scaleFactor }) => {
    const { x, y, width, height } = bounds;
    return { id, label, bounds: { x, y, width, height }, scaleFactor, primary: id === primary };
  });
}

/** The displays of this machine, with what identifies each. */
export const openDisplayWatch = (): DisplayWatch => new DisplayWatch({ displays: systemDisplays, outputs: () => readRandr() });

/** Calls the listener after every change of the displays: plugged, unplugged, another mode. */
export function followDisplays(watch: DisplayWatch, first: DisplaysSeen, listener: (seen: DisplaysSeen) => void): void {
  const look = (): void => watch.changed(listener);
  screen.on('display-added', look);
  screen.on('display-removed', look);
  screen.on('display-metrics-changed', look);
  watch.goOn(first, listener);
}

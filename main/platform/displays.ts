import { screen } from 'electron';
import type { DisplayInfo } from './site/index.js';
import { randrOutputs } from './randr.js';

/** The displays that the system has, with what identifies each; RandR outputs are matched by their bounds. */
export async function currentDisplays(): Promise<DisplayInfo[]> {
  const outputs = await randrOutputs();
  const primary = screen.getPrimaryDisplay().id;
  return screen.getAllDisplays().map((display) => {
    const { x, y, width, height } = display.bounds;
    const scale = display.scaleFactor;
    const output = outputs.find(
      ({ bounds }) =>
        bounds.x === Math.round(x * scale) &&
        bounds.y === Math.round(y * scale) &&
        bounds.width === Math.round(width * scale) &&
        bounds.height === Math.round(height * scale),
    );
    return {
      id: display.id,
      label: display.label,
      bounds: { x, y, width, height },
      scaleFactor: scale,
      primary: display.id === primary,
      ...(output === undefined ? {} : { connector: output.connector }),
      ...(output?.edid === undefined ? {} : { edid: output.edid }),
    };
  });
}

/** Calls the listener after every change of the displays: plugged, unplugged, another mode. */
export function onDisplaysChanged(listener: () => void): void {
  screen.on('display-added', listener);
  screen.on('display-removed', listener);
  screen.on('display-metrics-changed', listener);
}

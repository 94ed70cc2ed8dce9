import type { Result, SiteFault } from '../../preload/contract/index.js';
import type { RandrOutput } from './randr.js';
import type { DisplayInfo } from './site/index.js';

/** A display as Electron reports it, without what only RandR knows. */
export type SystemDisplay = Omit<DisplayInfo, 'connector' | 'edid'>;

/** Gives every display the identity of the RandR output at its bounds; where no output fits, it has none. */
export function identify(displays: readonly SystemDisplay[], outputs: readonly RandrOutput[]): DisplayInfo[] {
  return displays.map((display) => {
    const { x, y, width, height } = display.bounds;
    const px = (length: number): number => Math.round(length * display.scaleFactor);
    const output = outputs.find(
      ({ bounds }) => bounds.x === px(x) && bounds.y === px(y) && bounds.width === px(width) && bounds.height === px(height),
    );
    return {
      ...display,
      ...(output === undefined ? {} : { connector: output.connector }),
      ...(output?.edid === undefined ? {} : { edid: output.edid }),
    };
  });
}

/** What to tell about outputs that could not be read; nothing when they could. */
export function outputsFault(outputs: Result<unknown>): SiteFault | undefined {
  if (outputs.ok) return undefined;
  const { code, details } = outputs.error;
  const message =
    code === 'xrandr-missing'
      ? 'xrandr is not installed, so panels bound by EDID or connector find no display; install it (Debian: x11-xserver-utils)'
      : `xrandr does not answer (${String(details?.['reason'])}), so displays keep the identity last known at their place, if any; it is asked again by itself`;
  return { path: 'displays', code, message };
}

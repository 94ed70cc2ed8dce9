import type { DisplayId, Site, SiteFault } from '../../../preload/contract/index.js';

/** A display as the system reports it, with everything by which a panel can be bound to it. */
export type DisplayInfo = {
  /** Electron's id: good for this run only, never stored */
  readonly id: number;
  readonly label: string;
  /** in device-independent pixels, as windows are placed */
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly scaleFactor: number;
  readonly primary: boolean;
  readonly connector?: string;
  readonly edid?: { readonly vendor: string; readonly product: number; readonly serial: number };
};

/** Whether a display is the one that a site file means. */
export function isDisplay(id: DisplayId, display: DisplayInfo): boolean {
  if ('edid' in id) {
    const { edid } = display;
    return edid?.vendor === id.edid.vendor && edid.product === id.edid.product && edid.serial === id.edid.serial;
  }
  if ('connector' in id) return display.connector === id.connector;
  if ('label' in id) return display.label === id.label;
  const { x, y, width, height } = display.bounds;
  return id.bounds[0] === x && id.bounds[1] === y && id.bounds[2] === width && id.bounds[3] === height;
}

/** What identifies a display, in the words of the person who mounts it. */
const displayText = (id: DisplayId): string => JSON.stringify(id);

/**
 * Compares a site file with the displays that are there: `wall-larger-than-displays`, `display-missing`,
 * `display-shared` (two ids of the file mean one display), `panel-size`, `display-ambiguous`.
 */
export function displayFaults(site: Site, displays: readonly DisplayInfo[]): SiteFault[] {
  const panels = site.wall?.panels ?? [];
  const faults: SiteFault[] = [];
  if (panels.length > displays.length) {
    faults.push({
      path: 'wall.panels',
      code: 'wall-larger-than-displays',
      message: `the wall has ${panels.length} panels, the system sees ${displays.length} displays; connect the others or make the wall smaller`,
    });
  }
  const taken = new Map<DisplayInfo, string>();
  panels.forEach((panel, index) => {
    const path = `wall.panels[${index}].display`;
    const found = displays.filter((display) => isDisplay(panel.display, display));
    const [display] = found;
    if (display === undefined) {
      faults.push({
        path,
        code: 'display-missing',
        message: `no display answers to ${displayText(panel.display)} (panel "${panel.id}"); check cable and power, or bind the panel anew`,
      });
      return;
    }
    if (found.length > 1) {
      faults.push({
        path,
        code: 'display-ambiguous',
        message: `${found.length} displays answer to ${displayText(panel.display)}; bind panel "${panel.id}" by its connector`,
      });
    }
    const other = taken.get(display);
    if (other !== undefined) {
      faults.push({
        path,
        code: 'display-shared',
        message: `panel "${other}" is on the same display; bind each panel to a display of its own`,
      });
    }
    taken.set(display, panel.id);
    const width = Math.round(display.bounds.width * display.scaleFactor);
    const height = Math.round(display.bounds.height * display.scaleFactor);
    if (width !== panel.widthPx || height !== panel.heightPx) {
      faults.push({
        path: `wall.panels[${index}].widthPx`,
        code: 'panel-size',
        message: `panel "${panel.id}" is ${panel.widthPx} × ${panel.heightPx} px in the file, its display shows ${width} × ${height}; set the display's mode or correct the file`,
      });
    }
  });
  return faults;
}

import { describe, expect, it } from 'vitest';
import type { Camera } from '../../preload/contract/index.js';
import type { Area, Picture } from './support/pictures.js';
import { bareMap, compare, crop, settledPicture } from './support/pictures.js';
import { Hall } from './support/hall.js';

/** A camera at which every approximation shows: tilted, turned, the city's dense middle across the seams. */
const CAMERA: Camera = { lng: 106.9, lat: 29.75, zoom: 7.6, pitch: 50, bearing: 20 };
const PANEL = [640, 360] as const;
/** Panels of 640 px are 2400 mm wide: 75 mm between two lit areas are 20 px. */
const BEZEL_PX = 20;
const BEZEL_MM = 37.5;

type Photographed = { readonly picture: Picture; readonly complaints: readonly string[] };

/** Photographs the bare map of a hall: the panels' area of the root window. */
async function photograph(hall: Hall, area: Area): Promise<Photographed> {
  await hall.look(CAMERA);
  const pages = await hall.panels();
  await bareMap(pages);
  return { picture: await settledPicture(hall.wall, pages, area), complaints: hall.complaints };
}

/** One window over a canvas of so many pixels: the reference, where nothing is cut. */
async function reference(width: number, height: number): Promise<Photographed> {
  const mm = [(width * 2400) / 640, (height * 2400) / 640] as const;
  const hall = await Hall.open({ columns: 1, rows: 1, panel: [width, height], panelMm: mm });
  try {
    return await photograph(hall, { x: 0, y: 0, width, height });
  } finally {
    await hall.close();
  }
}

async function sixPanels(bezelMm: number): Promise<Photographed> {
  const hall = await Hall.open({ columns: 3, rows: 2, panel: PANEL, bezelMm });
  try {
    return await photograph(hall, { x: 0, y: 0, width: 3 * PANEL[0], height: 2 * PANEL[1] });
  } finally {
    await hall.close();
  }
}

describe('one map over six windows', () => {
  it('equals one big window, but for antialiasing on edges', async () => {
    const wall = await sixPanels(0);
    const whole = await reference(3 * PANEL[0], 2 * PANEL[1]);
    const { different, offEdge } = compare(wall.picture, whole.picture);
    process.stdout.write(`3 × 2 against one window: ${(different * 100).toFixed(3)} % differ, ${offEdge} off edges\n`);
    expect(different).toBeLessThanOrEqual(0.02);
    expect(offEdge).toBe(0);
    expect([...wall.complaints, ...whole.complaints]).toEqual([]);
  });

  it('skips what lies under a bezel', async () => {
    const wall = await sixPanels(BEZEL_MM);
    const whole = await reference(3 * PANEL[0] + 2 * BEZEL_PX, 2 * PANEL[1] + BEZEL_PX);
    const [width, height] = PANEL;
    for (const column of [0, 1, 2]) {
      for (const row of [0, 1]) {
        const shown = crop(wall.picture, { x: column * width, y: row * height, width, height });
        const behind = (skip: number): Picture =>
          crop(whole.picture, { x: column * (width + skip), y: row * (height + skip), width, height });
        const exact = compare(shown, behind(BEZEL_PX));
        expect(exact.different).toBeLessThanOrEqual(0.02);
        expect(exact.offEdge).toBe(0);
        // The strip is really left out: the same panel cut without it shows something else.
        if (column + row > 0) expect(compare(shown, behind(0)).different).toBeGreaterThan(exact.different);
      }
    }
    expect([...wall.complaints, ...whole.complaints]).toEqual([]);
  });
});

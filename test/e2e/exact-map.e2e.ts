import { describe, expect, it } from 'vitest';
import type { Camera } from '../../preload/contract/index.js';
import type { Area, Comparison, Picture } from './support/pictures.js';
import { bareMap, compare, crop, keepPicture, settledPicture } from './support/pictures.js';
import type { HallOptions } from './support/hall.js';
import { Hall } from './support/hall.js';

/** A camera at which every approximation shows: tilted, turned, the city's dense middle across the seams. */
const CAMERA: Camera = { lng: 106.9, lat: 29.75, zoom: 7.6, pitch: 50, bearing: 20 };
const PANEL = [640, 360] as const;
/** Panels of 640 px are 2400 mm wide: 75 mm between two lit areas, half of them on each frame, are 20 px. */
const BEZEL_PX = 20;
const BEZEL_MM = 75;

/** Differing pixels lie on edges only, and are few: what antialiasing does. */
const isExact = ({ different, offEdge }: Comparison): boolean => different <= 0.02 && offEdge === 0;
/** Opens a hall, looks from the camera and photographs the bare map. */
async function photograph(options: HallOptions, area: Area): Promise<Picture> {
  const hall = await Hall.open(options);
  try {
    await hall.look(CAMERA);
    await bareMap(await hall.panels());
    const picture = await settledPicture(hall, area);
    expect(hall.complaints).toEqual([]);
    return picture;
  } finally {
    await hall.close();
  }
}

/** One window over a canvas of so many pixels: the reference, where nothing is cut. */
const reference = (width: number, height: number): Promise<Picture> =>
  photograph(
    { columns: 1, rows: 1, panel: [width, height], panelMm: [(width * 2400) / 640, (height * 2400) / 640] },
    { x: 0, y: 0, width, height },
  );

const [WIDTH, HEIGHT] = PANEL;
const WALL: Area = { x: 0, y: 0, width: 3 * WIDTH, height: 2 * HEIGHT };

describe('one map over six windows', () => {
  it('equals one big window, but for antialiasing on edges', async () => {
    const whole = await reference(WALL.width, WALL.height);
    const options = { columns: 3, rows: 2, panel: PANEL };
    const wall = await photograph(options, WALL);
    const { different, offEdge } = compare(wall, whole);
    process.stdout.write(`3 × 2 against one window: ${(different * 100).toFixed(3)} % differ, ${offEdge} off edges\n`);
    keepOnFailure(different <= 0.02 && offEdge === 0, { wall, whole });
    expect(different).toBeLessThanOrEqual(0.02);
    expect(offEdge).toBe(0);
  });

  it('skips what lies under a bezel', async () => {
    const whole = await reference(WALL.width + 2 * BEZEL_PX, WALL.height + BEZEL_PX);
    /** What the reference shows where a panel is, when this much is left out between two panels. */
    const behind = (column: number, row: number, skip: number): Picture =>
      crop(whole, { x: column * (WIDTH + skip), y: row * (HEIGHT + skip), width: WIDTH, height: HEIGHT });
    const shown = (picture: Picture, column: number, row: number): Picture =>
      crop(picture, { x: column * WIDTH, y: row * HEIGHT, width: WIDTH, height: HEIGHT });
    const cells = [0, 1, 2].flatMap((column) => [0, 1].map((row) => [column, row] as const));
    const compareCell = (picture: Picture, [column, row]: readonly [number, number], skip: number): Comparison =>
      compare(shown(picture, column, row), behind(column, row, skip));

    const options = { columns: 3, rows: 2, panel: PANEL, bezelMm: BEZEL_MM / 2 };
    const wall = await photograph(options, WALL);
    for (const cell of cells) {
      const exact = compareCell(wall, cell, BEZEL_PX);
      keepOnFailure(isExact(exact), { wall, whole });
      expect(exact.different).toBeLessThanOrEqual(0.02);
      expect(exact.offEdge).toBe(0);
      // The strip is really left out: the same panel cut without it shows something else.
      if (cell[0] + cell[1] > 0) expect(compareCell(wall, cell, 0).different).toBeGreaterThan(exact.different * 2);
    }
  });
});

function keepOnFailure(passed: boolean, pictures: Readonly<Record<string, Picture>>): void {
  if (passed) return;
  for (const [name, picture] of Object.entries(pictures)) keepPicture(picture, `exact-map-${name}`);
}

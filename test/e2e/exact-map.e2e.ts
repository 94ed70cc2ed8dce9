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
const MOST_DIFFERENT = 0.02;
const isExact = ({ different, offEdge }: Comparison): boolean => different <= MOST_DIFFERENT && offEdge === 0;

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

const [WIDTH, HEIGHT] = PANEL;

/** What one window over the whole canvas shows, bezels and all. */
const reference = (width: number, height: number): Promise<Picture> =>
  photograph(
    { columns: 1, rows: 1, panel: [width, height], panelMm: [(width * 2400) / WIDTH, (height * 2400) / WIDTH] },
    { x: 0, y: 0, width, height },
  );

const cell = (picture: Picture, x: number, y: number): Picture => crop(picture, { x, y, width: WIDTH, height: HEIGHT });

describe('one map over six windows', () => {
  it('equals one big window but for antialiasing on edges, and skips what lies under a bezel', async () => {
    const whole = await reference(3 * WIDTH + 2 * BEZEL_PX, 2 * HEIGHT);
    // Frames between the columns, none between the rows: both kinds of seam in one wall.
    const options = { columns: 3, rows: 2, panel: PANEL, bezelMm: [BEZEL_MM / 2, 0] } as const;
    const wall = await photograph(options, { x: 0, y: 0, width: 3 * WIDTH, height: 2 * HEIGHT });
    const seen: number[] = [];
    for (const column of [0, 1, 2]) {
      for (const row of [0, 1]) {
        const shown = cell(wall, column * WIDTH, row * HEIGHT);
        const exact = compare(shown, cell(whole, column * (WIDTH + BEZEL_PX), row * HEIGHT));
        seen.push(exact.different);
        keepOnFailure(isExact(exact), { wall, whole });
        expect(exact.different).toBeLessThanOrEqual(MOST_DIFFERENT);
        expect(exact.offEdge).toBe(0);
        // The strip is really left out: the same panel cut without it shows something else.
        if (column === 0) continue;
        expect(compare(shown, cell(whole, column * WIDTH, row * HEIGHT)).different).toBeGreaterThan(exact.different * 2);
      }
    }
    process.stdout.write(`3 × 2 against one window: at most ${(Math.max(...seen) * 100).toFixed(3)} % differ\n`);
  });
});

function keepOnFailure(passed: boolean, pictures: Readonly<Record<string, Picture>>): void {
  if (passed) return;
  for (const [name, picture] of Object.entries(pictures)) keepPicture(picture, `exact-map-${name}`);
}

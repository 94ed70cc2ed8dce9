import type { Page } from 'playwright-core';
import type { VirtualWall } from './hall.js';

export type Picture = Awaited<ReturnType<VirtualWall['pixels']>>;
export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Leaves the bare map on the wall: tiles, names, ages and clocks are hidden. */
export async function bareMap(pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.addStyleTag({ content: '[data-chrome] { visibility: hidden !important; }' });
}

/** So many equal pictures in a row mean that nothing is on its way to the screen any more. */
const EQUAL_PICTURES = 5;

/**
 * The wall as a photograph of the X root window, taken when nothing moves any more: every window has drawn two more
 * frames, and then picture after picture is the same.
 * @param area in root pixels
 */
export async function settledPicture(wall: VirtualWall, pages: readonly Page[], area: Area): Promise<Picture> {
  const frames = (): Promise<void> =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
  for (const page of pages) await page.evaluate(frames);
  let last = await wall.pixels(area);
  for (let equal = 1; equal < EQUAL_PICTURES;) {
    const next = await wall.pixels(area);
    equal = next.data.equals(last.data) ? equal + 1 : 1;
    last = next;
  }
  return last;
}

/** Cuts an area out of a picture. */
export function crop(picture: Picture, { x, y, width, height }: Area): Picture {
  const data = Buffer.alloc(width * height * 4);
  for (let row = 0; row < height; row += 1) {
    picture.data.copy(data, row * width * 4, ((y + row) * picture.width + x) * 4, ((y + row) * picture.width + x + width) * 4);
  }
  return { width, height, data };
}

/** Channels further apart than this are a difference that somebody could see; antialiasing's rounding is below it. */
const CHANNEL_TOLERANCE = 8;

const differs = (a: Picture, b: Picture, at: number): boolean =>
  [0, 1, 2].some((channel) => Math.abs((a.data[at + channel] ?? 0) - (b.data[at + channel] ?? 0)) > CHANNEL_TOLERANCE);

export type Comparison = {
  /** share of pixels that differ, 0 … 1 */
  readonly different: number;
  /** differing pixels that lie on no edge of either picture: there is no excuse for them */
  readonly offEdge: number;
};

/** Compares two pictures of one size. */
export function compare(a: Picture, b: Picture): Comparison {
  if (a.width !== b.width || a.height !== b.height) throw new Error(`${a.width}×${a.height} against ${b.width}×${b.height}`);
  let different = 0;
  let offEdge = 0;
  for (let y = 0; y < a.height; y += 1) {
    for (let x = 0; x < a.width; x += 1) {
      if (!differs(a, b, (y * a.width + x) * 4)) continue;
      different += 1;
      if (!onEdge(a, x, y) && !onEdge(b, x, y)) offEdge += 1;
    }
  }
  return { different: different / (a.width * a.height), offEdge };
}

/** Whether a pixel's neighbourhood of 3 × 3 holds more than one colour. */
function onEdge(picture: Picture, x: number, y: number): boolean {
  const at = (y * picture.width + x) * 4;
  for (let down = -1; down <= 1; down += 1) {
    for (let right = -1; right <= 1; right += 1) {
      const [nx, ny] = [x + right, y + down];
      if (nx < 0 || ny < 0 || nx >= picture.width || ny >= picture.height) continue;
      const other = (ny * picture.width + nx) * 4;
      if ([0, 1, 2].some((channel) => picture.data[at + channel] !== picture.data[other + channel])) return true;
    }
  }
  return false;
}

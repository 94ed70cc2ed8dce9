import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import type { Hall, VirtualWall } from './hall.js';

export type Picture = Awaited<ReturnType<VirtualWall['pixels']>>;
export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Leaves the bare map on the wall: tiles, names, ages and clocks are hidden. */
export async function bareMap(pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.addStyleTag({ content: '[data-chrome] { visibility: hidden !important; }' });
}

/** A colour that nothing else on the wall has, in the top left corner of a window. */
const MARKER = { side: 2, red: 255, green: 0, blue: 255 } as const;

/**
 * Waits until the screen shows what a window has drawn by now. Frames reach the screen in order, and in software they may
 * be seconds late, so a marker is put over the page and awaited on the screen, and then its going.
 */
async function presented(hall: Hall, page: Page, { x, y }: Area): Promise<void> {
  const { side, red, green, blue } = MARKER;
  const onScreen = async (): Promise<boolean> => {
    const { data } = await hall.wall.pixels({ x, y, width: side, height: side });
    return data[0] === red && data[1] === green && data[2] === blue;
  };
  const marker = await page.evaluateHandle(
    ([size, colour]) => {
      const element = document.createElement('div');
      Object.assign(element.style, {
        position: 'fixed',
        left: '0',
        top: '0',
        width: size,
        height: size,
        background: colour,
        zIndex: '99',
      });
      document.body.append(element);
      return element;
    },
    [`${side}px`, `rgb(${red}, ${green}, ${blue})`] as const,
  );
  while (!(await onScreen()));
  await marker.evaluate((element) => {
    element.remove();
  });
  while (await onScreen());
}

const overlap = (a: Area, b: Area): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** An area of the X root window as a photograph, taken when the last frame of every panel in it is on the screen. */
export async function settledPicture(hall: Hall, area: Area): Promise<Picture> {
  const pages = await hall.panels();
  for (const [index, { bounds }] of hall.wall.panels.entries()) {
    const page = pages[index];
    if (page !== undefined && overlap(bounds, area)) await presented(hall, page, bounds);
  }
  let last = await hall.wall.pixels(area);
  for (;;) {
    const next = await hall.wall.pixels(area);
    if (next.data.equals(last.data)) return next;
    last = next;
  }
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

/** An edge and its antialiasing reach this far, px. */
const EDGE_REACH = 2;

/** Whether the pixels around one are of more than one colour. */
function onEdge(picture: Picture, x: number, y: number): boolean {
  const colour = (column: number, row: number): number =>
    picture.data.readUInt32LE((row * picture.width + column) * 4) & 0xffffff;
  const here = colour(x, y);
  for (let row = Math.max(0, y - EDGE_REACH); row <= Math.min(picture.height - 1, y + EDGE_REACH); row += 1) {
    for (let column = Math.max(0, x - EDGE_REACH); column <= Math.min(picture.width - 1, x + EDGE_REACH); column += 1) {
      if (colour(column, row) !== here) return true;
    }
  }
  return false;
}

/** Keeps a picture for a person to look at, and says where. */
export function keepPicture(picture: Picture, name: string): void {
  const file = join(tmpdir(), `yilan-${name}.png`);
  const png = new PNG({ width: picture.width, height: picture.height });
  picture.data.copy(png.data);
  for (let alpha = 3; alpha < png.data.length; alpha += 4) png.data[alpha] = 255;
  writeFileSync(file, PNG.sync.write(png));
  process.stdout.write(`picture kept: ${file}\n`);
}

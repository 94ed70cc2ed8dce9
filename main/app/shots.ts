import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeImage } from 'electron';
import { nativeImage } from 'electron';
import type { HallWindow } from '../platform/index.js';
import type { PlannedPanel, WallPlan } from '../wall/index.js';

type Shot = { readonly panel: PlannedPanel; readonly window: HallWindow };

/**
 * Photographs what the windows show: `panel-<id>.png`, `console.png`, and `wall.png` with every panel at its place on
 * the canvas, in reference pixels; what lies under a bezel, and a missing panel, is black.
 */
export async function takeShots(
  dir: string,
  canvas: WallPlan['canvas'],
  panels: readonly Shot[],
  consoleWindow: HallWindow | undefined,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const shots = await Promise.all(panels.map(async ({ panel, window }) => ({ panel, image: await window.capture() })));
  for (const { panel, image } of shots) await writeFile(join(dir, `panel-${panel.view.id}.png`), image.toPNG());
  await writeFile(join(dir, 'wall.png'), mosaic(canvas, shots).toPNG());
  if (consoleWindow !== undefined) await writeFile(join(dir, 'console.png'), (await consoleWindow.capture()).toPNG());
}

/** BGRA, four bytes a pixel, as `nativeImage` keeps it. */
const BYTES = 4;

function mosaic(canvas: WallPlan['canvas'], shots: readonly { panel: PlannedPanel; image: NativeImage }[]): NativeImage {
  const width = Math.round(canvas.width);
  const height = Math.round(canvas.height);
  const wall = Buffer.alloc(width * height * BYTES);
  for (let alpha = 3; alpha < wall.length; alpha += BYTES) wall[alpha] = 255;
  for (const { panel, image } of shots) {
    const { view } = panel;
    const size = { width: Math.round(view.width / view.densityRatio), height: Math.round(view.height / view.densityRatio) };
    const tile = image.resize({ ...size, quality: 'best' });
    const pixels = tile.toBitmap();
    const left = Math.round(view.left / view.densityRatio);
    const top = Math.round(view.top / view.densityRatio);
    const columns = Math.min(size.width, width - left);
    for (let row = 0; row < Math.min(size.height, height - top); row += 1) {
      const from = row * size.width * BYTES;
      pixels.copy(wall, ((top + row) * width + left) * BYTES, from, from + columns * BYTES);
    }
  }
  return nativeImage.createFromBitmap(wall, { width, height });
}

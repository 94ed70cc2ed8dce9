import { directiveLook, symbolSvg, type DirectiveLookKey } from '../../kit/look.js';

/** Size of one symbol in the atlas, px: twice what the densest usual wall shows. */
const CELL = 96;
/** Symbols stand on a disc of the ground colour so that they read on any land and over each other. */
const BACK = '#0b0e12';

export type Atlas = {
  readonly image: string;
  readonly mapping: Readonly<Record<string, { x: number; y: number; width: number; height: number; mask: boolean }>>;
};

const KEYS = Object.keys(directiveLook) as DirectiveLookKey[];

/** All directive symbols on one canvas, drawn from the kit's shapes and colours. */
export async function symbolAtlas(): Promise<Atlas> {
  const image = document.createElement('canvas');
  image.width = CELL * KEYS.length;
  image.height = CELL;
  const paper = image.getContext('2d');
  if (paper === null) throw new Error('symbol atlas: no 2D canvas');
  const mapping: Record<string, Atlas['mapping'][string]> = {};
  await Promise.all(
    KEYS.map(async (key, index) => {
      const { symbol, colour } = directiveLook[key];
      const inner = CELL * 0.8;
      const picture = new Image(inner, inner);
      picture.src = `data:image/svg+xml,${encodeURIComponent(symbolSvg(symbol, colour, inner))}`;
      await picture.decode();
      const left = index * CELL;
      paper.fillStyle = BACK;
      paper.beginPath();
      paper.arc(left + CELL / 2, CELL / 2, CELL * 0.47, 0, 2 * Math.PI);
      paper.fill();
      paper.drawImage(picture, left + (CELL - inner) / 2, (CELL - inner) / 2, inner, inner);
      mapping[key] = { x: left, y: 0, width: CELL, height: CELL, mask: false };
    }),
  );
  // Typed as an address, but deck takes what WebGL takes; an address it would fetch, which the page's policy forbids.
  return { image: image as unknown as string, mapping };
}

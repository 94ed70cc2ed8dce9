/**
 * The plan of a virtual wall: which RandR output shows what, and where. Pure.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Bounds in pixels of the X screen
 * @typedef {{vendor: string, product: number, serial: number}} EdidIdentity
 *
 * @typedef {object} Screen one output of the X server
 * @property {string} output name of the RandR output, such as DUMMY0
 * @property {Bounds} bounds
 * @property {string} name what the EDID calls it, at most 13 ASCII characters
 * @property {EdidIdentity | null} edid null when the wall was started without EDIDs
 * @property {{widthMm: number, heightMm: number}} physical
 *
 * @typedef {Screen & {id: string, column: number, row: number}} Panel column and row count from 0
 *
 * @typedef {object} WallOptions
 * @property {number} columns
 * @property {number} rows
 * @property {number} panelWidth pixels
 * @property {number} panelHeight pixels
 * @property {number} consoleWidth pixels
 * @property {number} consoleHeight pixels
 * @property {boolean} [edid] default true
 * @property {number} [panelWidthMm] active area; default 2400, at most 2550 (EDID holds 255 cm)
 * @property {number} [panelHeightMm] active area; default 1350, at most 2550
 *
 * @typedef {{panels: Panel[], console: Screen, width: number, height: number}} Layout
 */

/** xserver-xorg-video-dummy 0.4 offers DUMMY0 … DUMMY15. */
const MAX_OUTPUTS = 16;
const VENDOR = 'YLN';
const PANEL_PRODUCT = 0x5901;
const CONSOLE_PRODUCT = 0x5902;
const FIRST_PANEL_SERIAL = 1001;
const CONSOLE_SERIAL = 9001;
/** A 27-inch desk screen. */
const CONSOLE_MM = { widthMm: 600, heightMm: 340 };

/**
 * Panels row by row from the top left, the console to their right, top aligned.
 *
 * @param {WallOptions} options
 * @returns {Layout}
 * @throws {RangeError} when there are more screens than outputs, or a size isn't a positive whole number
 */
export function planLayout(options) {
  const { columns, rows, panelWidth, panelHeight, consoleWidth, consoleHeight, edid = true } = options;
  for (const size of [columns, rows, panelWidth, panelHeight, consoleWidth, consoleHeight]) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`not a positive whole number: ${size}`);
  }
  const count = columns * rows;
  if (count + 1 > MAX_OUTPUTS) {
    throw new RangeError(`${count} panels and a console need ${count + 1} outputs; there are ${MAX_OUTPUTS}`);
  }
  const physical = { widthMm: options.panelWidthMm ?? 2400, heightMm: options.panelHeightMm ?? 1350 };
  const panels = Array.from({ length: count }, (_, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    const id = `r${row + 1}c${column + 1}`;
    const identity = { vendor: VENDOR, product: PANEL_PRODUCT, serial: FIRST_PANEL_SERIAL + index };
    const bounds = { x: column * panelWidth, y: row * panelHeight, width: panelWidth, height: panelHeight };
    const output = `DUMMY${index}`;
    return { id, column, row, output, bounds, name: `Yilan ${id}`, edid: edid ? identity : null, physical };
  });
  const wallWidth = columns * panelWidth;
  return {
    panels,
    console: {
      output: `DUMMY${count}`,
      bounds: { x: wallWidth, y: 0, width: consoleWidth, height: consoleHeight },
      name: 'Yilan desk',
      edid: edid ? { vendor: VENDOR, product: CONSOLE_PRODUCT, serial: CONSOLE_SERIAL } : null,
      physical: CONSOLE_MM,
    },
    width: wallWidth + consoleWidth,
    height: Math.max(rows * panelHeight, consoleHeight),
  };
}

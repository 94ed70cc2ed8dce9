import { modeTiming } from './mode.mjs';

/** @typedef {import('./layout.mjs').Screen} Screen */

const HEADER = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
/** Chromaticity of sRGB, as ten packed bytes (VESA E-EDID 1.4, table 3.17). */
const SRGB_CHROMATICITY = [0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54];
/** Kinds of 18-byte display descriptors (VESA E-EDID 1.4, section 3.10.3). */
const DESCRIPTOR = { serial: 0xff, name: 0xfc, unused: 0x10 };
/** The detailed timing has 16 bits for the clock, in units of 10 kHz. */
const MAX_CLOCK = 0xffff;

/**
 * The 128-byte EDID 1.4 block of a screen of a virtual wall.
 *
 * @param {Screen} screen with an identity
 * @returns {Buffer}
 * @throws {RangeError} when a value doesn't fit the format
 */
export function edidBlock(screen) {
  const { edid, physical, bounds, name } = screen;
  if (edid === null) throw new RangeError(`${screen.output} has no identity`);
  const centimetres = [physical.widthMm, physical.heightMm].map((mm) => Math.round(mm / 10));
  if (centimetres.some((cm) => cm < 1 || cm > 255)) {
    throw new RangeError(`EDID holds sizes of 1 to 255 cm, not ${centimetres.join(' × ')} cm`);
  }
  const block = Buffer.alloc(128);
  block.set(HEADER, 0);
  block.writeUInt16BE(packVendor(edid.vendor), 8);
  block.writeUInt16LE(edid.product, 10);
  block.writeUInt32LE(edid.serial, 12);
  block.set([1, 36], 16); // week 1 of 1990 + 36
  block.set([1, 4], 18); // EDID 1.4
  block.writeUInt8(0xa5, 20); // digital, 8 bits per colour, DisplayPort
  block.set(centimetres, 21);
  block.writeUInt8(120, 23); // gamma 2.2
  block.writeUInt8(0x06, 24); // sRGB, first detailed timing is the native one
  block.set(SRGB_CHROMATICITY, 25);
  block.fill(0x01, 38, 54); // no standard timings
  block.set(detailedTiming(bounds, physical), 54);
  block.set(textDescriptor(DESCRIPTOR.name, name), 72);
  block.set(textDescriptor(DESCRIPTOR.serial, String(edid.serial)), 90);
  block.set([0, 0, 0, DESCRIPTOR.unused], 108);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.writeUInt8((256 - (sum % 256)) % 256, 127);
  return block;
}

/** @param {string} vendor three capital letters, five bits each */
function packVendor(vendor) {
  if (!/^[A-Z]{3}$/.test(vendor)) throw new RangeError(`an EDID vendor is three capital letters, not ${vendor}`);
  return [...vendor].reduce((packed, letter) => packed * 32 + letter.charCodeAt(0) - 64, 0);
}

/**
 * @param {number} kind
 * @param {string} text
 */
function textDescriptor(kind, text) {
  if (!/^[\x20-\x7e]{1,13}$/.test(text)) throw new RangeError(`an EDID text has 1 to 13 ASCII characters: ${text}`);
  const padded = text.length < 13 ? `${text}\n`.padEnd(13, ' ') : text;
  return Buffer.concat([Buffer.from([0, 0, 0, kind, 0]), Buffer.from(padded, 'ascii')]);
}

/**
 * @param {Screen['bounds']} bounds
 * @param {Screen['physical']} physical
 */
function detailedTiming(bounds, physical) {
  const { clockHz, horizontal, vertical } = modeTiming(bounds.width, bounds.height);
  const { widthMm, heightMm } = physical;
  if (horizontal.active > 0xfff || vertical.active > 0xfff) {
    throw new RangeError(`an EDID timing holds up to 4095 pixels, not ${bounds.width} × ${bounds.height}`);
  }
  const descriptor = Buffer.alloc(18);
  descriptor.writeUInt16LE(Math.min(Math.round(clockHz / 10_000), MAX_CLOCK), 0);
  descriptor.set(lowBytesThenHighNibbles(horizontal.active, horizontal.blank), 2);
  descriptor.set(lowBytesThenHighNibbles(vertical.active, vertical.blank), 5);
  descriptor.set([horizontal.front, horizontal.sync, vertical.front * 16 + vertical.sync, 0], 8);
  descriptor.set(lowBytesThenHighNibbles(widthMm, heightMm), 12);
  descriptor.writeUInt8(0x1a, 17); // digital separate sync, horizontal positive
  return descriptor;
}

/**
 * Two 12-bit numbers in three bytes, the way EDID packs them.
 *
 * @param {number} first
 * @param {number} second
 */
function lowBytesThenHighNibbles(first, second) {
  return [first & 0xff, second & 0xff, ((first >> 8) << 4) | (second >> 8)];
}

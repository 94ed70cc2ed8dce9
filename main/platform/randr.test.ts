import { describe, expect, it } from 'vitest';
import { parseEdid, parseRandr } from './randr.js';

/** An EDID base block with the fields that identify a display; the rest is zero. */
function edid(letters: number, product: number, serial: number): string {
  const block = Buffer.alloc(128);
  block.writeBigUInt64BE(0x00ff_ffff_ffff_ff00n, 0);
  block.writeUInt16BE(letters, 8);
  block.writeUInt16LE(product, 10);
  block.writeUInt32LE(serial, 12);
  return block.toString('hex');
}

/** Y = 25, L = 12, N = 14. */
const YLN = (25 << 10) | (12 << 5) | 14;

describe('parseRandr', () => {
  it('reads connector, place and EDID of what is on, and leaves out what is off', () => {
    const hex = (edid(YLN, 0x5901, 1001).match(/.{32}/g) ?? []).map((line) => `\t\t${line}\n`).join('');
    const text = [
      'Screen 0: minimum 320 x 200, current 1920 x 360, maximum 16384 x 16384\n',
      'DUMMY0 connected primary 640x360+0+0 (normal left inverted right) 2400mm x 1350mm\n',
      `\tEDID: \n${hex}`,
      '   640x360       60.00*+\n',
      'DUMMY1 connected 640x360+640+0 0mm x 0mm\n   640x360 60.00*\n',
      'DUMMY2 connected (normal left)\n   640x360 60.00\n',
      'DUMMY3 disconnected (normal left)\n',
    ].join('');
    expect(parseRandr(text)).toEqual([
      {
        connector: 'DUMMY0',
        bounds: { x: 0, y: 0, width: 640, height: 360 },
        edid: { vendor: 'YLN', product: 0x5901, serial: 1001 },
      },
      { connector: 'DUMMY1', bounds: { x: 640, y: 0, width: 640, height: 360 } },
    ]);
  });

  it('takes no garbage for an EDID', () => {
    expect(parseEdid(Buffer.alloc(128, 1))).toBeUndefined();
    expect(parseEdid(Buffer.from(edid(YLN, 1, 2), 'hex').subarray(0, 64))).toBeUndefined();
  });
});

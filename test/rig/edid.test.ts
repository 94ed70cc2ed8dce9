import { describe, expect, test } from 'vitest';
import { edidBlock } from './edid.mjs';
import { planLayout } from './layout.mjs';
import type { Screen } from './layout.mjs';

const options = { columns: 2, rows: 1, panelWidth: 640, panelHeight: 360, consoleWidth: 1280, consoleHeight: 720 };

function firstPanel(change: Partial<Screen> = {}): Screen {
  const [panel] = planLayout(options).panels;
  if (panel === undefined) throw new Error('the layout has no panel');
  return { ...panel, ...change };
}

describe('edidBlock', () => {
  const block = edidBlock(firstPanel());

  test('has the EDID header and adds up to a multiple of 256', () => {
    expect(block.toString('hex', 0, 8)).toBe('00ffffffffffff00');
    expect(block.reduce((sum, byte) => sum + byte, 0) % 256).toBe(0);
  });

  test('carries vendor, product, serial, size and name', () => {
    // Y = 25, L = 12, N = 14 in five bits each.
    expect(block.readUInt16BE(8)).toBe((25 << 10) | (12 << 5) | 14);
    expect(block.readUInt16LE(10)).toBe(0x5901);
    expect(block.readUInt32LE(12)).toBe(1001);
    expect([block[21], block[22]]).toEqual([240, 135]);
    expect(block.toString('ascii', 77, 90)).toBe('Yilan r1c1\n  ');
  });

  test('states the native mode', () => {
    expect(block.readUInt8(56) | ((block.readUInt8(58) >> 4) << 8)).toBe(640);
    expect(block.readUInt8(59) | ((block.readUInt8(61) >> 4) << 8)).toBe(360);
  });

  test.each([
    ['a screen wider than 255 cm', { physical: { widthMm: 2600, heightMm: 1350 } }],
    ['a name that is not ASCII', { name: '大屏' }],
    ['a vendor of four letters', { edid: { vendor: 'YLAN', product: 1, serial: 1 } }],
    ['a screen without identity', { edid: null }],
  ])('refuses %s', (_what, change) => {
    expect(() => edidBlock(firstPanel(change))).toThrow(RangeError);
  });
});

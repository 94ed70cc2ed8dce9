import { describe, expect, test } from 'vitest';
import { siteSchema } from '../../preload/contract/site.js';
import { planLayout } from './layout.mjs';
import { siteFileFor } from './site-file.mjs';

const small = { columns: 3, rows: 2, panelWidth: 640, panelHeight: 360, consoleWidth: 1280, consoleHeight: 720 };

describe('planLayout', () => {
  test('numbers the panels row by row and puts the console to their right', () => {
    const layout = planLayout(small);
    expect(layout.panels.map(({ id, output, bounds }) => [id, output, bounds.x, bounds.y])).toEqual([
      ['r1c1', 'DUMMY0', 0, 0],
      ['r1c2', 'DUMMY1', 640, 0],
      ['r1c3', 'DUMMY2', 1280, 0],
      ['r2c1', 'DUMMY3', 0, 360],
      ['r2c2', 'DUMMY4', 640, 360],
      ['r2c3', 'DUMMY5', 1280, 360],
    ]);
    expect(layout.console.bounds).toEqual({ x: 1920, y: 0, width: 1280, height: 720 });
    expect([layout.width, layout.height]).toEqual([3200, 720]);
  });

  test('gives every screen an identity of its own, or none', () => {
    const { panels, console: desk } = planLayout(small);
    const identities = [...panels, desk].map(({ edid }) => JSON.stringify(edid));
    expect(new Set(identities).size).toBe(7);
    expect(planLayout({ ...small, edid: false }).panels.every(({ edid }) => edid === null)).toBe(true);
  });

  test.each([
    ['more screens than outputs', { ...small, columns: 4, rows: 4 }],
    ['a size of zero', { ...small, panelWidth: 0 }],
    ['half a panel', { ...small, rows: 1.5 }],
  ])('refuses %s', (_what, options) => {
    expect(() => planLayout(options)).toThrow(RangeError);
  });
});

describe('siteFileFor', () => {
  test.each([true, false])('is a valid site file (EDIDs: %s)', (edid) => {
    const site = siteFileFor(planLayout({ ...small, edid }));
    expect(siteSchema.parse(site)).toEqual(site);
  });
});

import { describe, expect, it } from 'vitest';
import type { Site } from '../../preload/contract/index.js';
import type { DisplayInfo } from '../platform/site/index.js';
import { plan, replan } from './plan.js';

const display = (id: number, x: number, y: number, more: Partial<DisplayInfo> = {}): DisplayInfo => ({
  id,
  label: `D${id}`,
  bounds: { x, y, width: 640, height: 360 },
  scaleFactor: 1,
  primary: false,
  ...more,
});

/** Six panels of 640 × 360 in 3 × 2, and the console's display right of them. */
const six = [0, 1, 2, 3, 4, 5].map((index) =>
  display(index, (index % 3) * 640, Math.floor(index / 3) * 360, { connector: `DUMMY${index}` }),
);
const desk = display(6, 1920, 0, { primary: true, bounds: { x: 1920, y: 0, width: 1280, height: 720 }, connector: 'DUMMY6' });
const all = [...six, desk];

const site = (change: Partial<NonNullable<Site['wall']>> = {}): Site => ({
  version: 1,
  tier: '500000',
  locale: 'zh-CN',
  backend: 'embedded',
  wall: {
    columns: 3,
    rows: 2,
    viewingDistanceMm: 8000,
    bezelMm: { left: 0, right: 0, top: 0, bottom: 0 },
    panels: six.map((_panel, index) => ({
      id: `p${index}`,
      column: index % 3,
      row: Math.floor(index / 3),
      widthPx: 640,
      heightPx: 360,
      widthMm: 2400,
      heightMm: 1350,
      rotation: 0 as const,
      display: { connector: `DUMMY${index}` },
    })),
    ...change,
  },
});

describe('plan', () => {
  it('gives every panel its display and its crop of the canvas', () => {
    const { canvas, panels, console: desktop, faults } = plan(site(), all);
    expect(faults).toEqual([]);
    expect(canvas).toEqual({ width: 1920, height: 720 });
    expect(panels.map(({ view }) => [view.left, view.top])).toEqual([
      [0, 0],
      [640, 0],
      [1280, 0],
      [0, 360],
      [640, 360],
      [1280, 360],
    ]);
    expect(panels[4]).toMatchObject({ bounds: six[4]?.bounds, view: { canvasWidth: 1920, canvasHeight: 720, densityRatio: 1 } });
    expect(desktop).toEqual({ bounds: desk.bounds, shared: false });
  });

  it('leaves out what lies under the bezels', () => {
    const { canvas, panels } = plan(site({ bezelMm: { left: 37.5, right: 37.5, top: 15, bottom: 22.5 } }), all);
    // 75 mm at 640 px / 2400 mm are 20 px; 37.5 mm are 10 px. The wall's outer frame hides nothing.
    expect(canvas).toEqual({ width: 1960, height: 730 });
    expect(panels.map(({ view }) => view.left).slice(0, 3)).toEqual([0, 660, 1320]);
    expect(panels[3]?.view.top).toBe(370);
  });

  it('follows the display, not its order or number', () => {
    const shuffled = [...all].reverse().map((found, id) => ({ ...found, id: id + 40 }));
    expect(plan(site(), shuffled).panels).toEqual(plan(site(), all).panels);
  });

  it('keeps a missing panel in the plan, without a place', () => {
    const { panels, faults, fromDisplays } = plan(
      site(),
      all.filter(({ connector }) => connector !== 'DUMMY2'),
    );
    expect(fromDisplays).toBe(false);
    expect(panels.map(({ bounds }) => bounds !== undefined)).toEqual([true, true, false, true, true, true]);
    expect(panels[2]?.view.left).toBe(1280);
    expect(faults.map(({ code, path }) => [code, path])).toContainEqual(['display-missing', 'wall.panels[2].display']);
  });

  it('says when the wall is larger than the displays, and makes one from what is there when nothing fits', () => {
    const strange = [display(1, 0, 0, { primary: true }), display(2, 640, 0), display(3, 1280, 0)];
    const { faults, fromDisplays, panels } = plan(site(), strange);
    expect(faults[0]).toMatchObject({ path: 'wall.panels', code: 'wall-larger-than-displays' });
    expect(fromDisplays).toBe(true);
    expect(panels.map(({ bounds }) => bounds?.x)).toEqual([640, 1280]);
  });

  it('makes one wall of different densities', () => {
    const fine = display(9, 0, 0, { connector: 'FINE', bounds: { x: 0, y: 0, width: 1280, height: 720 } });
    const coarse = display(10, 1280, 0, { connector: 'COARSE' });
    const [first, second] = site().wall?.panels ?? [];
    const mixed = site({
      columns: 2,
      rows: 1,
      panels: [
        { ...first!, display: { connector: 'FINE' }, widthPx: 1280, heightPx: 720 },
        { ...second!, display: { connector: 'COARSE' } },
      ],
    });
    const { canvas, panels } = plan(mixed, [fine, coarse]);
    expect(canvas).toEqual({ width: 2560, height: 720 });
    expect(panels[1]?.view).toMatchObject({ left: 640, canvasWidth: 1280, canvasHeight: 360, densityRatio: 0.5 });
  });

  it('measures windows in device-independent pixels', () => {
    const hidpi = display(0, 0, 0, { connector: 'DUMMY0', scaleFactor: 2, bounds: { x: 0, y: 0, width: 320, height: 180 } });
    const { panels, faults } = plan(site({ columns: 1, rows: 1, panels: site().wall?.panels.slice(0, 1) ?? [] }), [hidpi]);
    expect(faults).toEqual([]);
    expect(panels[0]?.view).toMatchObject({ width: 320, height: 180, canvasWidth: 320, densityRatio: 0.5 });
  });

  it.each([
    ['one display: the wall shares it with the console', [display(0, 0, 0, { primary: true })], [[0]], true],
    ['two: the console takes the primary one', [display(0, 0, 0, { primary: true }), display(1, 640, 0)], [[640]], false],
  ])('without a site file, %s', (_name, displays, xs, shared) => {
    const { panels, console: desktop } = plan(undefined, displays);
    expect(panels.map(({ bounds }) => [bounds?.x])).toEqual(xs);
    expect(desktop.shared).toBe(shared);
  });

  it('puts the console where the site file says', () => {
    const chosen = plan({ ...site(), console: { display: { connector: 'DUMMY6' } } }, all);
    expect(chosen.console.bounds).toEqual(desk.bounds);
  });
});

describe('replan', () => {
  const unknown = all.map(({ connector: _connector, ...found }) => found);
  const before = plan(site(), all);

  it.each([
    ['keeps the wall of the site file while no display can be told', before, unknown, false, before],
    ['makes a wall from displays that are known to be others', before, unknown, true, plan(site(), unknown)],
    ['goes by what can be told', before, all.slice(1), false, plan(site(), all.slice(1))],
    [
      'has nothing to keep of a wall made from displays',
      plan(site(), unknown),
      unknown.slice(2),
      false,
      plan(site(), unknown.slice(2)),
    ],
  ])('%s', (_name, earlier, displays, isSure, expected) => {
    expect(replan(earlier, site(), displays, isSure)).toEqual(expected);
  });
});

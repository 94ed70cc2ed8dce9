import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DisplayInfo } from '../platform/site/index.js';
import type { WallPlan } from './plan.js';
import { plan } from './plan.js';
import { WallWindows } from './wall-windows.js';
import { FakeWindow } from './window.fixture.js';

const display = (id: number, x: number): DisplayInfo => ({
  id,
  label: `D${id}`,
  bounds: { x, y: 0, width: 640, height: 360 },
  scaleFactor: 1,
  primary: id === 0,
});

/** Three panels left of the console, by name. */
const whole: WallPlan = plan(undefined, [display(0, 1920), display(1, 0), display(2, 640), display(3, 1280)]);
const without = (id: string): WallPlan => ({
  ...whole,
  panels: whole.panels.map((panel) => (panel.view.id === id ? { ...panel, bounds: undefined } : panel)),
});
const moved: WallPlan = {
  ...whole,
  panels: whole.panels.map((panel) => ({ ...panel, bounds: { x: 0, y: 100, width: 640, height: 360 } })),
};

let opened: (readonly [id: string, window: FakeWindow])[];
let wall: WallWindows<FakeWindow>;
const windowOf = (id: string): FakeWindow | undefined => wall.windows().find(({ panel }) => panel.view.id === id)?.window;
const states = (): Record<string, string> => Object.fromEntries(wall.health().map(({ id, state }) => [id, state]));

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  wall = new WallWindows(
    ({ view, bounds }, page) => {
      const window = new FakeWindow(page, bounds);
      opened.push([view.id, window]);
      return window;
    },
    () => undefined,
  );
  wall.apply(whole);
  for (const { view } of whole.panels) wall.drawn(view.id);
});
afterEach(() => void vi.useRealTimers());

describe('the wall’s windows', () => {
  it('are one for each panel', () => {
    expect(opened.map(([id]) => id)).toEqual(['r1c1', 'r1c2', 'r1c3']);
    expect(states()).toEqual({ r1c1: 'shown', r1c2: 'shown', r1c3: 'shown' });
  });

  it('leave the others alone when one is unplugged and comes back', () => {
    wall.apply(without('r1c2'));
    expect(states()).toEqual({ r1c1: 'shown', r1c2: 'missing', r1c3: 'shown' });
    wall.apply(whole);
    expect(states()).toEqual({ r1c1: 'shown', r1c2: 'starting', r1c3: 'shown' });
    expect(opened.map(([id]) => id)).toEqual(['r1c1', 'r1c2', 'r1c3', 'r1c2']);
  });

  it('move without being opened again', () => {
    wall.apply(moved);
    expect(windowOf('r1c2')?.bounds?.y).toBe(100);
    expect(opened).toHaveLength(3);
  });

  it('leave the others alone when one fails for good, which is said until it is shown again', () => {
    for (let times = 0; times < 3; times += 1) {
      windowOf('r1c2')?.fail();
      vi.advanceTimersByTime(2000);
    }
    expect(windowOf('r1c2')?.page.kind).toBe('safe');
    expect(opened.filter(([id]) => id !== 'r1c2')).toHaveLength(2);
    vi.advanceTimersByTime(50_000);
    wall.apply(whole);
    expect(states()).toEqual({ r1c1: 'shown', r1c2: 'failed', r1c3: 'shown' });
    vi.advanceTimersByTime(50_000);
    expect(windowOf('r1c2')?.page.kind).toBe('own');
    expect(states()['r1c2']).toBe('failed');
    wall.drawn('r1c2');
    expect(states()['r1c2']).toBe('shown');
  });

  it('come back at the place that the plan has by then', () => {
    windowOf('r1c2')?.fail();
    wall.apply(moved);
    vi.advanceTimersByTime(500);
    expect(windowOf('r1c2')?.bounds?.y).toBe(100);
  });

  it('open no more once the wall is closing', () => {
    windowOf('r1c1')?.fail();
    wall.closeAll();
    wall.apply(whole);
    wall.apply(plan(undefined, [display(0, 0), display(7, 640)]));
    vi.advanceTimersByTime(600_000);
    expect([wall.windows(), opened.length]).toEqual([[], 3]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserTiming } from './browser-timing.js';

/** Frames that were asked for and have not come. */
const asked = new Map<number, () => void>();

beforeEach(() => {
  vi.useFakeTimers();
  let last = 0;
  vi.stubGlobal('requestAnimationFrame', (step: () => void) => {
    asked.set((last += 1), step);
    return last;
  });
  vi.stubGlobal('cancelAnimationFrame', (id: number) => asked.delete(id));
});
afterEach(() => {
  asked.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a frame of a window', () => {
  it('is asked for at once when its moment is near, and shortly before it when it is not', () => {
    const step = vi.fn();
    browserTiming.atFrame(0, step);
    expect([...asked.values()]).toEqual([step]);
    browserTiming.atFrame(60, step);
    vi.advanceTimersByTime(39);
    expect(asked.size).toBe(1);
    vi.advanceTimersByTime(1);
    expect(asked.size).toBe(2);
  });

  it('is not asked for any more once it is given up', () => {
    const [now, later] = [browserTiming.atFrame(0, vi.fn()), browserTiming.atFrame(60, vi.fn())];
    now();
    later();
    vi.advanceTimersByTime(100);
    expect(asked.size).toBe(0);
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserTiming } from './browser-timing.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the frames of a window', () => {
  it('go on after one that failed, until their end', () => {
    const asked = new Map<number, () => void>();
    let last = 0;
    vi.stubGlobal('requestAnimationFrame', (step: () => void) => {
      asked.set((last += 1), step);
      return last;
    });
    vi.stubGlobal('cancelAnimationFrame', (id: number) => asked.delete(id));
    const frame = (): void => {
      const steps = [...asked.values()];
      asked.clear();
      for (const step of steps) step();
    };
    let count = 0;
    const end = browserTiming.everyFrame(() => {
      count += 1;
      if (count === 1) throw new Error('this frame fails');
    });
    expect(frame).toThrow('this frame fails');
    frame();
    expect(count).toBe(2);
    end();
    frame();
    expect(count).toBe(2);
  });
});

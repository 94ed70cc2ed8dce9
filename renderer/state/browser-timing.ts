import type { Timing } from './hub-state.js';

export const browserTiming: Timing = {
  now: () => performance.now(),
  utcNow: () => Date.now(),
  every: (intervalMs, tick) => {
    const timer = setInterval(tick, intervalMs);
    return () => {
      clearInterval(timer);
    };
  },
  everyFrame: (tick) => {
    let frame = 0;
    const step = (): void => {
      // First, so that the frames go on whatever becomes of this one.
      frame = requestAnimationFrame(step);
      tick();
    };
    frame = requestAnimationFrame(step);
    return () => {
      cancelAnimationFrame(frame);
    };
  },
};

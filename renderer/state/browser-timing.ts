import type { Timing } from './hub-state.js';

/** More than a frame at 60 Hz and the lateness of a timer, ms: so long before its moment a frame is asked for. */
const EARLY_MS = 20;

export const browserTiming: Timing = {
  now: () => performance.now(),
  utcNow: () => Date.now(),
  every: (intervalMs, tick) => {
    const timer = setInterval(tick, intervalMs);
    return () => {
      clearInterval(timer);
    };
  },
  atFrame: (inMs, step) => {
    let frame = 0;
    const ask = (): void => {
      frame = requestAnimationFrame(step);
    };
    const timer = inMs > EARLY_MS ? setTimeout(ask, inMs - EARLY_MS) : undefined;
    if (timer === undefined) ask();
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  },
};

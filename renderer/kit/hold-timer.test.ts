import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHoldTimer, HOLD_MS } from './hold-timer.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function make() {
  const onChange = vi.fn();
  const onHeld = vi.fn();
  return { onChange, onHeld, timer: createHoldTimer(onChange) };
}

describe('createHoldTimer', () => {
  it('acts once after 1.2 s, also when held on', () => {
    const { timer, onHeld, onChange } = make();
    timer.press(onHeld);
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(onHeld).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5_000);
    expect(onHeld).toHaveBeenCalledTimes(1);
    expect(onChange.mock.calls).toEqual([[true], [false]]);
  });

  it('does nothing when let go early, and begins anew at the next press', () => {
    const { timer, onHeld } = make();
    timer.press(onHeld);
    vi.advanceTimersByTime(1_100);
    timer.release();
    timer.press(onHeld);
    vi.advanceTimersByTime(1_100);
    expect(onHeld).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(onHeld).toHaveBeenCalledTimes(1);
  });

  it('is not hurried by key repeat', () => {
    const { timer, onHeld } = make();
    for (let i = 0; i < 10; i += 1) {
      timer.press(onHeld);
      vi.advanceTimersByTime(100);
    }
    expect(onHeld).not.toHaveBeenCalled();
  });
});

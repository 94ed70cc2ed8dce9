import { describe, expect, it } from 'vitest';
import { LoginThrottle } from './login-throttle.js';

const MINUTE = 60_000;

describe('LoginThrottle', () => {
  it('refuses the eleventh attempt within five minutes and says how long to wait', () => {
    const throttle = new LoginThrottle();
    for (let second = 0; second < 10; second += 1) expect(throttle.begin('a', second * 1000)).toBeNull();
    expect(throttle.begin('a', 10_000)).toBe(290);
    expect(throttle.begin('b', 10_000)).toBeNull();
    expect(throttle.begin('a', 5 * MINUTE - 1)).toBe(1);
    expect(throttle.begin('a', 5 * MINUTE)).toBeNull();
    expect(throttle.begin('a', 5 * MINUTE)).toBe(1);
  });

  it('forgets failures after a success', () => {
    const throttle = new LoginThrottle();
    for (let attempt = 0; attempt < 9; attempt += 1) throttle.begin('a', 0);
    throttle.begin('a', 0);
    throttle.succeeded('a');
    expect(throttle.begin('a', 0)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { LoginThrottle } from './login-throttle.js';

const MINUTE = 60_000;

describe('LoginThrottle', () => {
  const world = () => {
    const throttle = new LoginThrottle(10);
    const begin = (name: string, now: number) => throttle.begin(name, () => now);
    const fail = async (name: string, now: number) => {
      expect(await begin(name, now)).toBeNull();
      throttle.end(name, 'failed', now);
    };
    return { throttle, begin, fail };
  };

  it('refuses the eleventh attempt within five minutes and says how long to wait', async () => {
    const { begin, fail } = world();
    for (let second = 0; second < 10; second += 1) await fail('a', second * 1000);
    expect(await begin('a', 10_000)).toBe(290);
    await fail('b', 10_000);
    expect(await begin('a', 5 * MINUTE - 1)).toBe(1);
    await fail('a', 5 * MINUTE);
    expect(await begin('a', 5 * MINUTE)).toBe(1);
  });

  it('forgets failures after a success', async () => {
    const { throttle, begin, fail } = world();
    for (let attempt = 0; attempt < 9; attempt += 1) await fail('a', 0);
    await begin('a', 0);
    throttle.end('a', 'succeeded', 0);
    for (let attempt = 0; attempt < 9; attempt += 1) await fail('a', 0);
    expect(await begin('a', 0)).toBeNull();
  });

  it('lets no more through at once than may fail; the others wait for what becomes of them', async () => {
    const { throttle, begin } = world();
    const answers: (number | null)[] = [];
    const all = Array.from({ length: 12 }, () => begin('a', 0).then((answer) => answers.push(answer)));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    expect(answers).toEqual(Array(10).fill(null));
    throttle.end('a', 'succeeded', 0);
    throttle.end('a', 'broken', 0);
    await Promise.all(all);
    expect(answers).toEqual(Array(12).fill(null));
    const late = begin('a', 0);
    for (let attempt = 0; attempt < 10; attempt += 1) throttle.end('a', 'failed', 0);
    expect(await late).toBe(300);
  });

  it('keeps only so many waiting', async () => {
    const { begin } = world();
    for (let attempt = 0; attempt < 10; attempt += 1) await begin('a', 0);
    for (let attempt = 0; attempt < 100; attempt += 1) void begin('a', 0);
    expect(await begin('a', 0)).toBe(1);
  });
});

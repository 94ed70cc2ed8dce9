import type { MockInstance } from 'vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from './backend.js';
import { ClockWatch } from './clock-watch.js';
import { allJobs } from './jobs.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEARS = 5 * 365 * 24 * HOUR;

let said: MockInstance<typeof process.stderr.write>;
beforeEach(() => {
  said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

function world() {
  let [wall, count] = [Date.UTC(2026, 10, 25), 1000];
  const clock = new ClockWatch({ wall: () => wall, count: () => count });
  /** Lets time pass, the wall clock's by so much more, in so many steps. */
  const pass = (ms: number, more = 0, steps = 1): void => {
    for (let step = 0; step < steps; step += 1) {
      count += ms / steps;
      wall += (ms + more) / steps;
      clock.jumpMs();
    }
  };
  return { clock, pass };
}

describe('ClockWatch', () => {
  it.each([
    ['ahead', YEARS],
    ['back', -YEARS],
    ['ahead by little more than what is allowed', 10 * MINUTE + 1],
  ])('knows a clock that jumped %s, says so once, and that it is back', (_name, ms) => {
    const { clock, pass } = world();
    pass(1000, ms);
    pass(HOUR, 0, 60);
    expect([clock.jumpMs(), clock.isSteady()]).toEqual([ms, false]);
    expect(said.mock.calls.filter(([line]) => String(line).includes('jumped'))).toHaveLength(1);
    pass(1000, -ms);
    expect([clock.jumpMs(), clock.isSteady()]).toEqual([0, true]);
  });

  it('lets a clock be set by minutes, and follows one that drifts', () => {
    const { clock, pass } = world();
    pass(1000, 10 * MINUTE);
    expect(clock.isSteady()).toBe(true);
    pass(100 * HOUR, 100 * MINUTE, 1000);
    expect(clock.isSteady()).toBe(true);
    pass(HOUR);
    pass(HOUR / 2, 11 * MINUTE, 30);
    expect(clock.isSteady()).toBe(false);
  });

  it('takes a clock to be right that was steady for six hours, counted anew from each jump', () => {
    const { clock, pass } = world();
    pass(1000, YEARS);
    pass(5 * HOUR, 0, 10);
    pass(1000, HOUR);
    pass(6 * HOUR - 1);
    expect(clock.jumpMs()).toBe(YEARS + HOUR);
    pass(1);
    expect(clock.jumpMs()).toBe(0);
    pass(1000, -YEARS);
    expect(clock.jumpMs()).toBe(-YEARS);
  });
});

describe('what the server does by its clock', () => {
  it('waits while the clock cannot be gone by', async () => {
    const touched: string[] = [];
    const touch = (name: string) => async () => void touched.push(name);
    const database = new Proxy({}, { get: (_target, name) => touch(String(name)) });
    const backend = (isSteady: boolean) =>
      ({
        database,
        clock: { isSteady: () => isSteady },
        board: { advance: touch('advance') },
        evidence: { olderThan: async () => (touched.push('olderThan'), []) },
        now: () => 0,
      }) as unknown as Backend;
    for (const { run } of allJobs(backend(false))) await run();
    // The place of followers and the write-ahead log know no time.
    expect(touched).toEqual(['script', 'advance']);
    const steady = await Promise.allSettled(allJobs(backend(true)).map(({ run }) => run()));
    expect(touched.length).toBeGreaterThan(steady.length);
  });
});

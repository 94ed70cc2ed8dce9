import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock.js';

const UTC = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

/** A backend whose clock is `UTC` at monotonic 0 and then runs `ppm` too fast. */
const stamp = (now: number, ppm = 0): number => Math.floor(UTC + now * (1 + ppm / 1e6));

describe('ServerClock', () => {
  it("goes on from this machine's time at the beginning until the backend has told its own", () => {
    const clock = new ServerClock(5_000, UTC);
    expect(clock.isMeasured).toBe(false);
    expect(clock.at(5_000)).toBe(UTC);
    expect(clock.at(65_000)).toBe(UTC + MINUTE);
  });

  it('takes the middle between asking and hearing', () => {
    const clock = new ServerClock(0, 0);
    clock.heard(1_000, 1_100, stamp(1_050), UTC);
    expect(clock.isMeasured).toBe(true);
    expect(clock.at(1_100)).toBe(UTC + 1_100);
  });

  it('answers whole milliseconds', () => {
    const clock = new ServerClock(0, 0);
    clock.heard(0.25, 7.1, UTC, UTC);
    expect(Number.isInteger(clock.at(8.3))).toBe(true);
  });

  it.each([
    ['a slower answer that agrees is passed over', [{ at: 2_000, roundTripMs: 800, lateMs: 390 }], 0],
    ['a faster one is taken', [{ at: 2_000, roundTripMs: 2, lateMs: 0 }], 0],
    ['one that contradicts is taken: the backend was set back', [{ at: 2_000, roundTripMs: 40, lateMs: -90_000 }], -90_000],
  ])('%s', (_name, answers, expected) => {
    const clock = new ServerClock(0, 0);
    clock.heard(980, 1_000, stamp(990), UTC);
    for (const { at, roundTripMs, lateMs } of answers) {
      clock.heard(at - roundTripMs, at, stamp(at - roundTripMs / 2) + lateMs, UTC);
    }
    expect(Math.abs(clock.at(3_000) - (UTC + 3_000) - expected)).toBeLessThanOrEqual(1);
  });

  it('follows the drift although later answers come more slowly', () => {
    const clock = new ServerClock(0, 0);
    const ppm = 80;
    clock.heard(0, 2, stamp(1, ppm), UTC);
    let worst = 0;
    for (let at = MINUTE; at <= 60 * MINUTE; at += MINUTE) {
      clock.heard(at - 30, at, stamp(at - 15, ppm), UTC);
      worst = Math.max(worst, Math.abs(clock.at(at) - stamp(at, ppm)));
    }
    // Two minutes of this drift; without ageing it would be as much as both errors together, 18 ms.
    expect(worst).toBeLessThan(12);
  });

  it('finds its way back after a sleep in which the monotonic clock stood', () => {
    const clock = new ServerClock(0, 0);
    clock.heard(0, 2, stamp(1), UTC);
    const asleep = 8 * 60 * MINUTE;
    // The wall clock slept no more than the backend's: nobody is told of a jump.
    expect(clock.heard(10_000, 10_050, stamp(10_025) + asleep, UTC + 10_050 + asleep)).toBeUndefined();
    expect(clock.at(10_050)).toBe(UTC + 10_050 + 8 * 60 * MINUTE);
  });

  it("tells of a step of the backend's clock, whatever this machine's wall clock does, and takes it", () => {
    const clock = new ServerClock(0, 0);
    const wall = (now: number): number => UTC + now;
    clock.heard(0, 2, stamp(1), wall(2));
    expect(clock.heard(1_000, 1_002, stamp(1_001), wall(1_002))).toBeUndefined();
    // This machine's clock is stepped: nothing moves.
    expect(clock.heard(2_000, 2_002, stamp(2_001), wall(2_002) + 86_400_000)).toBeUndefined();
    expect(clock.at(2_002)).toBe(UTC + 2_002);
    // The backend's is: taken, and told.
    expect(clock.heard(3_000, 3_002, stamp(3_001) - 3_600_000, wall(3_002) + 86_400_000)).toBe(-3_600_000);
    expect(clock.at(3_002)).toBe(UTC + 3_002 - 3_600_000);
    // A correction of two seconds is taken without a word.
    expect(clock.heard(4_000, 4_002, stamp(4_001) - 3_598_000, wall(4_002) + 86_400_000)).toBeUndefined();
    expect(clock.at(4_002)).toBe(UTC + 4_002 - 3_598_000);
  });
});

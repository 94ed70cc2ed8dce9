import { describe, expect, it } from 'vitest';
import { HubClock } from './hub-clock.js';

/** A ping of `roundTrip` ms whose answer took `back` of them; hub = window + `offset`. */
function exchange(clock: HubClock, id: number, sent: number, roundTrip: number, back: number, offset = 5_000): void {
  clock.pinged(id, sent);
  clock.ponged(id, sent + roundTrip - back + offset, sent + roundTrip);
}

describe('HubClock', () => {
  it('knows nothing before the first pong', () => {
    const clock = new HubClock();
    clock.pinged(1, 0);
    expect(clock.offsetMs()).toBeUndefined();
  });

  it('takes the sample with the smallest round trip, not the newest or the mean', () => {
    const clock = new HubClock();
    exchange(clock, 1, 0, 40, 40);
    exchange(clock, 2, 1_000, 2, 1);
    exchange(clock, 3, 2_000, 60, 0);
    expect(clock.offsetMs()).toBeCloseTo(5_000, 6);
  });

  it('is never off by more than half the smallest round trip', () => {
    const clock = new HubClock();
    [
      [30, 30],
      [12, 12],
      [50, 3],
    ].forEach(([roundTrip, back], i) => {
      exchange(clock, i, i * 1_000, roundTrip as number, back as number);
    });
    expect(Math.abs((clock.offsetMs() as number) - 5_000)).toBeLessThanOrEqual(6);
  });

  it('forgets a sample after ten newer ones, so that drift is followed', () => {
    const clock = new HubClock();
    exchange(clock, 0, 0, 2, 1, 5_000);
    for (let id = 1; id <= 10; id += 1) exchange(clock, id, id * 1_000, 20, 10, 5_003);
    expect(clock.offsetMs()).toBeCloseTo(5_003, 6);
  });

  it('ignores a pong that nobody asked for, and a second one', () => {
    const clock = new HubClock();
    expect(clock.ponged(7, 1, 1)).toBe('ignored');
    clock.pinged(8, 0);
    expect(clock.ponged(8, 5_000, 2)).toBe('sampled');
    expect(clock.ponged(8, 9_000, 3)).toBe('ignored');
  });

  it('notices that the hub was restarted and starts over', () => {
    const clock = new HubClock();
    exchange(clock, 1, 0, 2, 1, 900_000);
    clock.pinged(2, 10_000);
    expect(clock.ponged(2, 300, 10_002)).toBe('restarted');
    expect(clock.offsetMs()).toBeCloseTo(300 - 10_001, 6);
  });

  it('knows whose clock it is from the frames, and not while another one may have answered', () => {
    const clock = new HubClock();
    exchange(clock, 1, 0, 2, 1, 900_000);
    expect(clock.heard('first')).toBe(false);
    expect(clock.hub).toBe('first');
    // A frame of the next hub comes before its answer.
    expect(clock.heard('second')).toBe(true);
    expect([clock.hub, clock.isOld]).toEqual(['first', true]);
    exchange(clock, 2, 10_000, 2, 1, 0);
    expect([clock.hub, clock.isOld]).toEqual(['second', false]);
    // An answer of the next one comes before its frame.
    exchange(clock, 3, 20_000, 2, 1, -20_000);
    expect([clock.hub, clock.isOld]).toEqual([undefined, false]);
    expect(clock.heard('third')).toBe(true);
    exchange(clock, 4, 21_000, 2, 1, -20_000);
    expect(clock.hub).toBe('third');
  });

  it('does not take a slow answer for another clock', () => {
    const clock = new HubClock();
    exchange(clock, 1, 0, 2, 1);
    clock.pinged(2, 10_000);
    expect(clock.ponged(2, 15_000, 14_000)).toBe('sampled');
    expect(clock.offsetMs()).toBeCloseTo(5_000, 6);
  });
});

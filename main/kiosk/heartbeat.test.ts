import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from './heartbeat.js';

let answers = true;
let asked = 0;
let hung = 0;
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers();
  [answers, asked, hung] = [true, 0, 0];
  heartbeat = new Heartbeat(
    () => {
      asked += 1;
      if (answers) heartbeat.answered();
    },
    () => (hung += 1),
  );
  heartbeat.start();
});
afterEach(() => void vi.useRealTimers());

describe('a heartbeat', () => {
  it('asks every two seconds and is content with answers', () => {
    heartbeat.shown();
    vi.advanceTimersByTime(600_000);
    expect([asked, hung]).toEqual([300, 0]);
  });

  it.each([
    ['10 s and a beat after a shown window fell silent', true, 12_000],
    ['a minute and a beat after a starting one did', false, 62_000],
  ])('says it once, %s', (_name, isShown, ms) => {
    if (isShown) heartbeat.shown();
    answers = false;
    vi.advanceTimersByTime(ms - 1);
    expect(hung).toBe(0);
    vi.advanceTimersByTime(1);
    expect(hung).toBe(1);
    vi.advanceTimersByTime(600_000);
    expect(hung).toBe(1);
  });

  it('forgives a silence that ended in time', () => {
    heartbeat.shown();
    answers = false;
    vi.advanceTimersByTime(9_000);
    heartbeat.answered();
    vi.advanceTimersByTime(9_000);
    expect(hung).toBe(0);
  });

  it('takes no sleep of the machine for silence', () => {
    heartbeat.shown();
    answers = false;
    vi.advanceTimersByTime(2000);
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(2000);
    expect(hung).toBe(0);
  });

  it('ends with its window', () => {
    heartbeat.stop();
    vi.advanceTimersByTime(600_000);
    expect([asked, hung]).toEqual([0, 0]);
  });
});

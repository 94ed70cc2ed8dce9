import { describe, expect, it } from 'vitest';
import type { FailureHistory } from './restart-policy.js';
import { afterFailure, afterShown, isGivenUp, NO_FAILURES, pauseMs, restartAfter } from './restart-policy.js';

const S = 1000;

/** A page's life: opened and failed, s; `shown` when it drew in between. */
type Life = readonly [openedAt: number, failedAt: number, shown?: 'shown'];

const live = (lives: readonly Life[]): FailureHistory =>
  lives.reduce(
    (history, [openedAt, failedAt, shown]) =>
      afterFailure(shown === undefined ? history : afterShown(history), openedAt * S, failedAt * S),
    NO_FAILURES,
  );

const thrice: readonly Life[] = [
  [0, 5],
  [6, 10],
  [11, 15],
];

describe('restartAfter', () => {
  it.each<[string, readonly Life[], ReturnType<typeof restartAfter>]>([
    ['opens the page again soon', [[0, 5]], { page: 'own', afterMs: 500 }],
    ['and a little later the second time', thrice.slice(0, 2), { page: 'own', afterMs: 1000 }],
    ['puts up the safe page after three failures in a minute', thrice, { page: 'safe', retryMs: 60 * S }],
    [
      'does not, when they lie further apart',
      [
        [0, 5],
        [6, 40],
        [41, 70],
      ],
      { page: 'own', afterMs: 1000 },
    ],
    ['keeps it longer when the page fails again', [...thrice, [75, 80]], { page: 'safe', retryMs: 120 * S }],
    ['even when it was shown, but not for long', [...thrice, [75, 130, 'shown']], { page: 'safe', retryMs: 120 * S }],
    ['and starts afresh after a page that held out a minute', [...thrice, [75, 140, 'shown']], { page: 'own', afterMs: 500 }],
  ])('%s', (_name, lives, expected) => {
    expect(restartAfter(live(lives))).toEqual(expected);
  });

  it('never waits longer than a quarter of an hour', () => {
    const failing: Life[] = Array.from({ length: 40 }, (_each, index) => [index * 10, index * 10 + 5]);
    expect(restartAfter(live(failing))).toEqual({ page: 'safe', retryMs: 900 * S });
    expect(pauseMs(1_000_000)).toBe(30 * S);
  });
});

describe('isGivenUp', () => {
  it('holds from the third failure until the page is shown again', () => {
    expect(isGivenUp(live(thrice.slice(0, 2)))).toBe(false);
    expect(isGivenUp(live(thrice))).toBe(true);
    expect(isGivenUp(live([...thrice, [75, 80]]))).toBe(true);
    expect(isGivenUp(afterShown(live(thrice)))).toBe(false);
    expect(isGivenUp(live([...thrice, [75, 80, 'shown']]))).toBe(true);
  });
});

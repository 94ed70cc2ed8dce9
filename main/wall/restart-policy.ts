/** A window's failures so far. Times are monotonic ms. */
export type FailureHistory = {
  /** of its own page, within the last minute; none while the safe page is due */
  readonly failures: readonly number[];
  /** how often in a row the safe page was put up */
  readonly safeRounds: number;
  /** its own page was shown since the safe page was last put up */
  readonly shownSince: boolean;
};

/** What to do after a failure: open the page again after a pause, or put up the safe page and try again later; ms. */
export type Restart = { readonly page: 'own'; readonly afterMs: number } | { readonly page: 'safe'; readonly retryMs: number };

export const NO_FAILURES: FailureHistory = { failures: [], safeRounds: 0, shownSince: false };

/** Failures within this time, ms, after which the safe page is put up (4-wall: never silently wrong). */
const FAILURES = { most: 3, withinMs: 60_000 } as const;
/** Pause before a page is opened again, ms, times the failures so far. */
const PAUSE = { stepMs: 500, mostMs: 30_000 } as const;
/** How long the safe page stays before the window's own page is tried again, ms; doubled each time up to the maximum. */
const RETRY_MS = { first: 60_000, most: 15 * 60_000 } as const;

/**
 * The history after one more failure of a window's own page.
 * @param openedAt when that page was opened
 * @param at now
 */
export function afterFailure(before: FailureHistory, openedAt: number, at: number): FailureHistory {
  // A page that held out so long was well again: what was before it does not count.
  const { failures, safeRounds } = at - openedAt >= FAILURES.withinMs ? NO_FAILURES : before;
  const recent = [...failures.filter((earlier) => at - earlier < FAILURES.withinMs), at];
  return safeRounds > 0 || recent.length >= FAILURES.most
    ? { failures: [], safeRounds: safeRounds + 1, shownSince: false }
    : { failures: recent, safeRounds: 0, shownSince: false };
}

export const afterShown = (before: FailureHistory): FailureHistory => ({ ...before, shownSince: true });

export function restartAfter({ failures, safeRounds }: FailureHistory): Restart {
  return safeRounds === 0
    ? { page: 'own', afterMs: pauseMs(failures.length) }
    : { page: 'safe', retryMs: Math.min(RETRY_MS.first * 2 ** (safeRounds - 1), RETRY_MS.most) };
}

/** Pause before a page is opened again that failed `times` times in a row, ms. */
export const pauseMs = (times: number): number => Math.min(PAUSE.stepMs * times, PAUSE.mostMs);

/** The window's own page keeps failing and was not seen since. */
export const isGivenUp = ({ safeRounds, shownSince }: FailureHistory): boolean => safeRounds > 0 && !shownSince;

import type { AppError, Link } from '../../../preload/contract/index.js';
import { isTokenProblem } from '../../../preload/contract/index.js';

/** What the link knows of itself; times in monotonic ms. */
export type LinkStatus = Omit<Link, 'clockOffsetMs'> & {
  /** failures in a row; a connection that was live for a while ends the row */
  readonly failures: number;
  /** when frames came that could not be read or did not follow the ones before, within `DISORDER.withinMs` */
  readonly disorders: readonly number[];
  /** disorders since something was stored last: resuming from the same place again and again leads nowhere */
  readonly stuck: number;
  /** the next connection fetches everything again instead of resuming */
  readonly beginAnew: boolean;
};

/** What happens to the link; `at` in monotonic ms. */
export type LinkFact = { readonly at: number } & (
  | { /** it has an address and a token to connect with, or lacks one */ readonly kind: 'aimed'; readonly lacks?: AppError }
  /** the pause is over, a try begins */
  | { readonly kind: 'trying' }
  /** the stream greeted; what was missed is being fetched */
  | { readonly kind: 'greeted' }
  /** what came in is not stored in time */
  | { readonly kind: 'behind' }
  /** nothing is missing any more */
  | { readonly kind: 'caught-up' }
  /** what a frame brought is stored */
  | { readonly kind: 'stored' }
  /** a sign of life */
  | { readonly kind: 'heard'; readonly roundTripMs?: number }
  | {
      readonly kind: 'failed';
      readonly problem: AppError;
      /** where it stood is no longer kept there (4410) */
      readonly gone?: boolean;
      /** a frame could not be read or did not follow the one before */
      readonly disorder?: boolean;
      /** it was a token that has been renewed meanwhile which was refused */
      readonly renewed?: boolean;
      /** −1 … 1, drawn by chance */
      readonly spread: number;
    }
);

/** Pause before the next try, ms: doubled after each failure, with ± 20 % so that a city's halls don't come all at once. */
const BACKOFF = { firstMs: 500, mostMs: 15_000, jitter: 0.2 } as const;
/** Pause before a backend is asked again whether it takes the token now, or has the right key, ms. */
const REFUSED_MS = 60_000;
/** A connection that was live for so long, ms, was a good one. */
const GOOD_AFTER_MS = 10_000;
/**
 * A server that sends rubbish is resumed at once a few times, then with growing pauses, and from the beginning when
 * resuming from the same place does not help.
 */
const DISORDER = { withinMs: 300_000, mended: 3, stuckAt: 3 } as const;

export const linkAtStart = (at: number): LinkStatus => ({
  state: 'connecting',
  since: at,
  failures: 0,
  disorders: [],
  stuck: 0,
  beginAnew: false,
});

/** The link's next status; what is to be done about it (connect now, wait, nothing) follows from `state` and `retryAt`. */
export function nextLink(status: LinkStatus, fact: LinkFact): LinkStatus {
  const { at } = fact;
  switch (fact.kind) {
    case 'aimed': {
      const { lacks } = fact;
      const state = lacks === undefined ? 'connecting' : lacks.code === 'login-needed' ? 'refused' : 'offline';
      return enter({ ...status, failures: 0 }, state, at, { problem: lacks });
    }
    case 'trying':
      return { ...status, retryAt: undefined };
    case 'greeted':
    case 'behind':
      return enter(status, 'catching-up', at, {});
    case 'caught-up':
      return enter({ ...status, beginAnew: false }, 'live', at, {});
    case 'stored':
      return { ...status, stuck: 0 };
    case 'heard':
      return { ...status, heardAt: at, roundTripMs: fact.roundTripMs ?? status.roundTripMs };
    case 'failed':
      return afterFailure(status, fact);
  }
}

type Failure = Extract<LinkFact, { kind: 'failed' }>;

function afterFailure(before: LinkStatus, fact: Failure): LinkStatus {
  const { at, problem, spread, gone = false, disorder = false, renewed = false } = fact;
  const wasGood = before.state === 'live' && at - before.since >= GOOD_AFTER_MS;
  const failures = (wasGood ? 0 : before.failures) + 1;
  const disorders = [...before.disorders.filter((earlier) => at - earlier < DISORDER.withinMs), ...(disorder ? [at] : [])];
  const stuck = before.stuck + (disorder ? 1 : 0);
  const beginAnew = before.beginAnew || gone || stuck >= DISORDER.stuckAt;
  const status = { ...before, failures, disorders, stuck: stuck >= DISORDER.stuckAt ? 0 : stuck, beginAnew };
  if (renewed) return enter({ ...status, failures: 0 }, 'connecting', at, { retryAt: at });
  const wait = (ms: number): number => at + ms * (1 + BACKOFF.jitter * spread);
  if (isTokenProblem(problem) || problem.code === 'pin-mismatch') {
    return enter(status, 'refused', at, { problem, retryAt: wait(REFUSED_MS) });
  }
  const tries = Math.max(failures, disorders.length) - 1;
  const retryAt = wait(Math.min(BACKOFF.firstMs * 2 ** tries, BACKOFF.mostMs));
  // A few of these are mended by reading on from what is stored; no hall need be told that it is cut off.
  const isMending = disorder && disorders.length <= DISORDER.mended;
  return enter(status, isMending ? 'catching-up' : 'offline', at, { problem, retryAt });
}

function enter(status: LinkStatus, state: Link['state'], at: number, more: Pick<Link, 'problem' | 'retryAt'>): LinkStatus {
  const { problem, retryAt } = more;
  return { ...status, state, since: state === status.state ? status.since : at, problem, retryAt };
}

/** What windows are shown of it. */
export function shownLink({ state, since, heardAt, roundTripMs, problem, retryAt }: LinkStatus): Omit<Link, 'clockOffsetMs'> {
  return {
    state,
    since,
    ...(heardAt === undefined ? {} : { heardAt }),
    ...(roundTripMs === undefined ? {} : { roundTripMs }),
    ...(problem === undefined ? {} : { problem: withoutMore(problem) }),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

/** A failure of a call carries more than windows take. */
const withoutMore = ({ code, details }: AppError): AppError => ({ code, ...(details === undefined ? {} : { details }) });

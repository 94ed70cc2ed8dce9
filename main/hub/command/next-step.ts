import type { Order } from '../store/index.js';

/**
 * How long what was known of an order's precondition when it was issued (or looked at last) may serve, ms. An order
 * that waited longer is looked at again, whatever kept it.
 */
export const RECHECK_MS = 2 * 60_000;

export type Circumstances = {
  /** backend's clock, UTC ms */
  readonly now: number;
  /** the backend has told its time; before that `now` is this machine's own clock, which may be hours off after a start */
  readonly isClockKnown: boolean;
  /** there is somebody in whose name it may be sent: the hall's device, or its author's session */
  readonly hasSender: boolean;
  /** the backend can be reached, as far as the link knows */
  readonly isLinked: boolean;
  /** when the precondition was known, in this connection, to hold or to be the officer's own decision; UTC ms */
  readonly knownAt: number | undefined;
};

/**
 * `look-up`: it was sent before and may have arrived, so the backend is asked whether it knows it before anything else
 * is decided · `check`: its precondition is looked at on fresh data · `wait`: nothing can be done, for this reason.
 */
export type NextStep =
  | { readonly do: 'nothing' | 'expire' | 'look-up' | 'check' | 'send' }
  | { readonly do: 'wait'; readonly code: 'login-needed' | 'backend-away' };

/** What is to be done with an order now. A pure decision; what was decided is carried out by the outbox. */
export function nextStep(order: Order, { now, isClockKnown, hasSender, isLinked, knownAt }: Circumstances): NextStep {
  const { state, attempts, expiresAt, question, frozen } = order;
  if (state !== 'held' && state !== 'sending') return { do: 'nothing' };
  const isExpired = expiresAt <= now;
  // One that was never sent cannot have arrived; one that was is asked about even after its expiry. What can't be
  // undone is not done by a clock that may be wrong.
  if (isExpired && attempts === 0 && isClockKnown) return { do: 'expire' };
  const isOpen = question !== undefined && question.answer === undefined;
  if (isOpen && !isExpired) return { do: 'nothing' };
  const isToEnd = isOpen || question?.answer?.choice === 'withdraw';
  if (!isToEnd && !hasSender) return { do: 'wait', code: 'login-needed' };
  if (!isLinked) return { do: 'wait', code: 'backend-away' };
  if (isToEnd) return { do: 'look-up' };
  // The officer who said "send" has decided; that order is not asked about again.
  if (frozen.precondition === undefined || question !== undefined) return { do: 'send' };
  if (knownAt !== undefined && now - knownAt <= RECHECK_MS) return { do: 'send' };
  return { do: attempts > 0 ? 'look-up' : 'check' };
}

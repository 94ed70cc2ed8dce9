import type { DirectiveState, TimedReceiptFact } from './directive-state.js';
import { currentRound, isClosed, stepLimitMs, stepTakenAt } from './directive-state.js';
import type { EscalationRule, Limits } from './template.js';

/** What a template without its own rules gets: a reminder at the limit for accepting, the upper tier as long after it again. */
export const defaultEscalation = ({ acceptMs }: Limits): EscalationRule[] => [
  { step: 'accept', afterMs: 0, action: 'remind' },
  { step: 'accept', afterMs: acceptMs, action: 'tell-upper' },
];

export type EscalationInput = {
  readonly rules: readonly EscalationRule[];
  readonly limits: Limits;
  /** server's UTC ms, like all times here */
  readonly issuedAt: number;
  readonly receipts: readonly TimedReceiptFact[];
  readonly state: DirectiveState;
  /** places of the rules that have fired in the current round */
  readonly fired: ReadonlySet<number>;
  readonly now: number;
};

/** `due`: places of the rules that fire now. `next`: when the next one may; absent when nothing more can come. */
export type EscalationPlan = { readonly due: readonly number[]; readonly next?: number };

/**
 * Which rules fire for a directive. A rule waits for its step's limit and then `afterMs`, and fires once a round, unless
 * the step was taken or the directive is closed. A reopened directive has at least `afterMs` from its reopening.
 */
export function escalationPlan({ rules, limits, issuedAt, receipts, state, fired, now }: EscalationInput): EscalationPlan {
  if (isClosed(state)) return { due: [] };
  const round = currentRound(receipts);
  const began = receipts.filter((receipt) => receipt.round === round && round > 1).map(({ receivedAt }) => receivedAt);
  const notBefore = began.length === 0 ? issuedAt : Math.min(...began);
  const due: number[] = [];
  let next: number | undefined;
  for (const [place, { step, afterMs }] of rules.entries()) {
    if (fired.has(place) || stepTakenAt(receipts, step) !== undefined) continue;
    const at = Math.max(issuedAt + stepLimitMs(limits, step), notBefore) + afterMs;
    if (at <= now) due.push(place);
    else if (next === undefined || at < next) next = at;
  }
  return next === undefined ? { due } : { due, next };
}

import type { Limits, Step } from './template.js';
import { STEPS } from './template.js';
import type { ReceiptKind } from './receipt.js';

export const DIRECTIVE_STATES = [
  'pending',
  'delivered',
  'read',
  'accepted',
  'acting',
  'forwarded',
  'returned',
  'done',
  'verified',
  'withdrawn',
  'recalled',
] as const;
export type DirectiveState = (typeof DIRECTIVE_STATES)[number];

/** What the rules below need to know of a receipt. */
export type ReceiptFact = { readonly round: number; readonly kind: ReceiptKind; readonly keepsPart?: boolean | undefined };
/** UTC milliseconds: `receivedAt` by the server's clock, `at` by the author's. */
export type TimedReceiptFact = ReceiptFact & { readonly receivedAt: number; readonly at?: number };

/** Highest precedence first. `reopened` opens a round; `reminded` and `escalated` change no state. */
const PRECEDENCE: readonly (readonly [ReceiptKind, DirectiveState])[] = [
  ['recalled', 'recalled'],
  ['withdrawn', 'withdrawn'],
  ['verified', 'verified'],
  ['done', 'done'],
  ['returned', 'returned'],
  ['forwarded', 'forwarded'],
  ['progress', 'acting'],
  ['accepted', 'accepted'],
  ['read', 'read'],
  ['delivered', 'delivered'],
];

/** The round that counts: the highest that any receipt names; 1 without receipts. */
export const currentRound = (receipts: readonly ReceiptFact[]): number =>
  receipts.reduce((highest, receipt) => Math.max(highest, receipt.round), 1);

/**
 * A directive's state: a function of its receipts alone, whatever their order and however often each came.
 * A forwarded directive is done by `children`: at least one not withdrawn, and all those done or verified;
 * one that kept a part of its own says so by its own `done` besides.
 *
 * @param children states of the directives that this one was forwarded to; without them the receipts alone decide
 * @param keepsOwnPart the forwarder kept a part for itself; without it, as its receipts say
 */
export function directiveState(
  receipts: readonly ReceiptFact[],
  children?: readonly DirectiveState[],
  keepsOwnPart?: boolean,
): DirectiveState {
  const round = currentRound(receipts);
  const current = receipts.filter((receipt) => receipt.round === round);
  const kinds = new Set(current.map(({ kind }) => kind));
  const own = PRECEDENCE.find(([kind]) => kinds.has(kind))?.[1] ?? 'pending';
  // The higher states are not about the children's work; `done` must not hide a child that was opened again.
  if (children === undefined || !kinds.has('forwarded') || (own !== 'forwarded' && own !== 'done')) return own;
  const keeps = keepsOwnPart ?? current.some(({ kind, keepsPart }) => kind === 'forwarded' && keepsPart === true);
  const counted = children.filter((state) => state !== 'withdrawn');
  const childrenDone = counted.length > 0 && counted.every((state) => state === 'done' || state === 'verified');
  return childrenDone && (!keeps || own === 'done') ? 'done' : 'forwarded';
}

/** True when nobody has to do anything more about the directive. */
export const isClosed = (state: DirectiveState): boolean =>
  state === 'done' || state === 'verified' || state === 'withdrawn' || state === 'recalled';

/** What shows that a step was taken: the kind itself or any that implies it. */
const STEP_SHOWN_BY: Record<Step, readonly ReceiptKind[]> = {
  deliver: ['delivered', 'read', 'accepted', 'returned', 'forwarded', 'progress', 'done', 'verified'],
  accept: ['accepted', 'returned', 'forwarded', 'progress', 'done', 'verified'],
  report: ['returned', 'forwarded', 'progress', 'done', 'verified'],
  finish: ['returned', 'done', 'verified'],
};

export const stepLimitMs = (limits: Limits, step: Step): number =>
  ({ deliver: limits.deliverMs, accept: limits.acceptMs, report: limits.reportMs, finish: limits.finishMs })[step];

/** When a step was first shown in the current round (server's UTC ms), or undefined. */
export function stepTakenAt(receipts: readonly TimedReceiptFact[], step: Step): number | undefined {
  const round = currentRound(receipts);
  const times = receipts
    .filter((receipt) => receipt.round === round && STEP_SHOWN_BY[step].includes(receipt.kind))
    .map((receipt) => receipt.receivedAt);
  return times.length === 0 ? undefined : Math.min(...times);
}

/**
 * Steps that are late now: not taken though their limit has passed. A closed directive owes nothing.
 * All times are the server's UTC milliseconds; limits count from `issuedAt`.
 *
 * @param state the directive's state where its children decide it (a forwarded one); its receipts alone otherwise
 */
export function overdue(
  receipts: readonly TimedReceiptFact[],
  limits: Limits,
  issuedAt: number,
  now: number,
  state: DirectiveState = directiveState(receipts),
): Step[] {
  if (isClosed(state)) return [];
  return STEPS.filter((step) => stepTakenAt(receipts, step) === undefined && now > issuedAt + stepLimitMs(limits, step));
}

/**
 * Steps that were reported late though taken in time: received after the limit, while a receipt of the current round
 * says by its author's clock that it happened before. All times in UTC milliseconds; limits count from `issuedAt`.
 */
export function lateReports(receipts: readonly TimedReceiptFact[], limits: Limits, issuedAt: number): Step[] {
  const round = currentRound(receipts);
  return STEPS.filter((step) => {
    const limit = issuedAt + stepLimitMs(limits, step);
    const takenAt = stepTakenAt(receipts, step);
    if (takenAt === undefined || takenAt <= limit) return false;
    return receipts.some(
      ({ round: of, kind, at }) => of === round && STEP_SHOWN_BY[step].includes(kind) && at !== undefined && at <= limit,
    );
  });
}

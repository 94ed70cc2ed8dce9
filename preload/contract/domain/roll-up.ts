import type { DirectiveState, TimedReceiptFact } from './directive-state.js';
import { isClosed, stepTakenAt } from './directive-state.js';
import type { Step } from './template.js';
import { STEPS } from './template.js';
import type { TierLevel } from './tier.js';

/** A directive with what the roll-up counts. Times in the server's UTC milliseconds. */
export type RollUpInput = {
  readonly id: string;
  readonly tier: string;
  readonly level: TierLevel;
  readonly state: DirectiveState;
  readonly overdue: readonly Step[];
  /** as `lateReports` gives them */
  readonly lateReports: readonly Step[];
  readonly receipts: readonly TimedReceiptFact[];
};

export type StepMinutes = { readonly count: number; readonly medianMin: number; readonly p95Min: number };

/** A step of one directive. */
type Waiting = { readonly directive: string; readonly tier: string; readonly step: Step };

export type RollUp = {
  readonly total: number;
  /** Directives per level and state; states that do not occur are absent. */
  readonly levels: Readonly<Partial<Record<TierLevel, Readonly<Partial<Record<DirectiveState, number>>>>>>;
  /** Cumulative: a directive that is done counts as delivered and accepted too. */
  readonly reached: { readonly delivered: number; readonly accepted: number; readonly done: number; readonly overdue: number };
  /** The earliest step that somebody still owes. */
  readonly oldestWaiting?: Waiting;
  /** Where the chain broke: a step is late, or nothing has even arrived within its limit. */
  readonly broken: readonly (Waiting & { readonly reason: 'overdue' | 'unreachable' })[];
  /** Steps taken in time whose report came after the limit. */
  readonly lateReports: readonly Waiting[];
  /** Minutes from issue to the step, over those that took it. */
  readonly steps: Readonly<Partial<Record<Step, StepMinutes>>>;
};

const DELIVERED: ReadonlySet<DirectiveState> = new Set([
  'delivered',
  'read',
  'accepted',
  'acting',
  'forwarded',
  'returned',
  'done',
  'verified',
]);
const ACCEPTED: ReadonlySet<DirectiveState> = new Set(['accepted', 'acting', 'forwarded', 'done', 'verified']);
const DONE: ReadonlySet<DirectiveState> = new Set(['done', 'verified']);

/**
 * Rolls a command's directives up into what the issuer reads first.
 * @param issuedAt the backend's `issuedAt`, UTC ms
 */
export function rollUp(directives: readonly RollUpInput[], issuedAt: number): RollUp {
  const levels: Partial<Record<TierLevel, Partial<Record<DirectiveState, number>>>> = {};
  for (const { level, state } of directives) {
    const counts = (levels[level] ??= {});
    counts[state] = (counts[state] ?? 0) + 1;
  }
  const count = (states: ReadonlySet<DirectiveState>): number => directives.filter(({ state }) => states.has(state)).length;
  const late = directives.filter((directive) => directive.overdue.length > 0);
  const broken = late.map(({ id, tier, overdue }) => ({
    directive: id,
    tier,
    step: overdue[0] as Step,
    reason: overdue.includes('deliver') ? ('unreachable' as const) : ('overdue' as const),
  }));
  const oldest = oldestWaiting(directives);
  return {
    total: directives.length,
    levels,
    reached: { delivered: count(DELIVERED), accepted: count(ACCEPTED), done: count(DONE), overdue: late.length },
    ...(oldest === undefined ? {} : { oldestWaiting: oldest }),
    broken,
    lateReports: directives.flatMap(({ id, tier, lateReports }) => lateReports.map((step) => ({ directive: id, tier, step }))),
    steps: stepMinutes(directives, issuedAt),
  };
}

function oldestWaiting(directives: readonly RollUpInput[]): RollUp['oldestWaiting'] {
  for (const step of STEPS) {
    const waiting = directives.find(({ state, receipts }) => !isClosed(state) && stepTakenAt(receipts, step) === undefined);
    if (waiting !== undefined) return { directive: waiting.id, tier: waiting.tier, step };
  }
  return undefined;
}

function stepMinutes(directives: readonly RollUpInput[], issuedAt: number): RollUp['steps'] {
  const steps: Partial<Record<Step, StepMinutes>> = {};
  for (const step of STEPS) {
    const minutes = directives
      .map(({ receipts }) => stepTakenAt(receipts, step))
      .filter((at): at is number => at !== undefined)
      .map((at) => Math.max(0, at - issuedAt) / 60_000)
      .sort((a, b) => a - b);
    if (minutes.length > 0) {
      steps[step] = { count: minutes.length, medianMin: quantile(minutes, 0.5), p95Min: quantile(minutes, 0.95) };
    }
  }
  return steps;
}

/** Quantile of a sorted, non-empty list with linear interpolation (Hyndman and Fan, type 7). */
function quantile(sorted: readonly number[], q: number): number {
  const position = (sorted.length - 1) * q;
  const low = Math.floor(position);
  const below = sorted[low] ?? 0;
  const above = sorted[low + 1] ?? below;
  return below + (above - below) * (position - low);
}

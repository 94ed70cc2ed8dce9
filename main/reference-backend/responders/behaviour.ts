import { z } from 'zod';
import type { Limits, ReceiptKind, TierLevel } from '../../../preload/contract/index.js';
import type { Dice } from '../dice.js';
import { dice } from '../dice.js';

/** `mixed`: some towns are late or return the directive; `steady`: all do as they are told. */
export const profileSchema = z.enum(['mixed', 'steady']);
export type Profile = z.infer<typeof profileSchema>;

/** A step that a demo responder takes, `afterMs` after it first saw the directive. */
export type PlannedStep = {
  readonly kind: ReceiptKind;
  readonly afterMs: number;
  readonly progress?: number;
  readonly note?: string;
  /** a picture goes with it */
  readonly evidence?: boolean;
  /** of a `forwarded` step: from which share of the forwarder's list to which it passes on */
  readonly part?: readonly [from: number, to: number];
};

export type Temper = { readonly seed: number; readonly speed: number; readonly profile: Profile };

export type Subject = {
  readonly tier: string;
  readonly level: Exclude<TierLevel, 'city'>;
  /** the command's text */
  readonly text: string;
  readonly limits: Limits;
  /** the signed list names tiers that this one is to forward to */
  readonly forwards: boolean;
};

const SLOW_SHARE = 0.04;
const RETURN_SHARE = 0.02;
/** Towns from which nothing ever comes, as if their line were cut. */
const DEAD_SHARE = 0.008;
/** Districts that pass on in two parts. */
const PARTIAL_SHARE = 0.2;
/** How much of its list such a district passes on first. */
const FIRST_PART = 0.7;

/**
 * What a tier will do about a directive: a function of seed, text and tier alone. Times are divided by `speed`, save
 * for accepting late: to be late it must pass the limit, which runs in real time.
 * A district's plan has no `done`: that follows when its towns are closed.
 */
export function planSteps(subject: Subject, temper: Temper): PlannedStep[] {
  const draw = dice(`${temper.seed}|${subject.text}|${subject.tier}`);
  const between = (what: string, from: number, to: number): number => ((from + draw(what) * (to - from)) * 1000) / temper.speed;
  const delivered = between('delivered', 0.3, 2.5);
  const read = delivered + between('read', 0.2, 1.5);
  const begin: PlannedStep[] = [
    { kind: 'delivered', afterMs: delivered },
    { kind: 'read', afterMs: read },
  ];
  if (subject.level === 'district') {
    const accepted = Math.max(read, between('accepted', 2, 5));
    if (subject.forwards) return [...begin, { kind: 'accepted', afterMs: accepted }, ...forwarding(draw, between, accepted)];
    return [...begin, { kind: 'accepted', afterMs: accepted }, ...progress(between, accepted, between('done', 8, 12), 1)];
  }
  const fate = temper.profile === 'steady' ? 1 : draw('fate');
  if (fate > 1 - DEAD_SHARE && fate < 1) return [];
  if (fate < RETURN_SHARE) {
    const note = '（演示）辖区道路中断，无法按时到位，请求调整任务';
    return [...begin, { kind: 'returned', afterMs: Math.max(read, between('returned', 4, 12)), note }];
  }
  const slow = fate < RETURN_SHARE + SLOW_SHARE;
  const onTime = Math.max(read, between('accepted', 2, 12));
  const accepted = slow ? subject.limits.acceptMs * (1.1 + 0.3 * draw('slow')) : onTime;
  const done = accepted - onTime + Math.max(onTime, between('done', 15, 60));
  return [
    ...begin,
    { kind: 'accepted', afterMs: accepted },
    ...progress(between, accepted, done, draw('reports') < 0.5 ? 1 : 2),
    { kind: 'done', afterMs: done, evidence: draw('evidence') < 0.5 },
  ];
}

function forwarding(
  draw: Dice,
  between: (what: string, from: number, to: number) => number,
  accepted: number,
): readonly PlannedStep[] {
  const first = accepted + between('forward', 1, 3);
  if (draw('partial') >= PARTIAL_SHARE) return [{ kind: 'forwarded', afterMs: first, part: [0, 1] }];
  return [
    { kind: 'forwarded', afterMs: first, part: [0, FIRST_PART] },
    { kind: 'forwarded', afterMs: first + between('second part', 4, 9), part: [FIRST_PART, 1] },
  ];
}

/** How long a district takes to report done once its towns are closed, ms. */
export const closingDelayMs = (subject: Pick<Subject, 'tier' | 'text'>, { seed, speed }: Temper): number =>
  ((1 + 2 * dice(`${seed}|${subject.text}|${subject.tier}`)('closing')) * 1000) / speed;

/** One or two reports between accepting and the end. */
function progress(
  between: (what: string, from: number, to: number) => number,
  accepted: number,
  done: number,
  count: 1 | 2,
): PlannedStep[] {
  const span = Math.max(0, done - accepted);
  const steps = count === 1 ? [0.5] : [0.35, 0.7];
  return steps.map((share, index) => ({
    kind: 'progress' as const,
    afterMs: accepted + span * share + Math.min(span * 0.1, between(`progress-${index}`, 0, 1)),
    progress: Math.round(share * 100),
  }));
}

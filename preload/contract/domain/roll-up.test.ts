import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceiptKind } from './receipt.js';
import { RECEIPT_KINDS } from './receipt.js';
import { directiveState, lateReports, overdue } from './directive-state.js';
import type { RollUpInput } from './roll-up.js';
import { rollUp } from './roll-up.js';

const limits = { deliverMs: 60_000, acceptMs: 300_000, reportMs: 900_000, finishMs: 3_600_000 };
const MINUTE = 60_000;

/** A directive with receipts given as kind and minutes after issue (at 0). */
function directive(id: string, receipts: [ReceiptKind, number][] = [], now = 0, change: Partial<RollUpInput> = {}): RollUpInput {
  const timed = receipts.map(([kind, minutes]) => ({ round: 1, kind, receivedAt: minutes * MINUTE }));
  return {
    id,
    tier: id,
    level: 'town',
    state: directiveState(timed),
    overdue: overdue(timed, limits, 0, now * MINUTE),
    lateReports: lateReports(timed, limits, 0),
    receipts: timed,
    ...change,
  };
}

describe('rollUp', () => {
  it('of nothing', () => {
    expect(rollUp([], 0)).toEqual({
      total: 0,
      levels: {},
      reached: { delivered: 0, accepted: 0, done: 0, overdue: 0 },
      broken: [],
      lateReports: [],
      steps: {},
    });
  });

  it('counts per level and state, and cumulatively', () => {
    const answer = rollUp(
      [
        directive('d', [['accepted', 1]], 0, { level: 'district' }),
        directive('a'),
        directive('b', [['delivered', 1]]),
        directive('c', [['done', 4]]),
        directive('e', [['returned', 3]]),
      ],
      0,
    );
    expect(answer.levels).toEqual({ district: { accepted: 1 }, town: { pending: 1, delivered: 1, done: 1, returned: 1 } });
    expect(answer.reached).toEqual({ delivered: 4, accepted: 2, done: 1, overdue: 0 });
  });

  it('names the earliest step that somebody owes, and where the chain broke', () => {
    const answer = rollUp(
      [directive('a', [['delivered', 1]], 6), directive('b', [], 6), directive('c', [['accepted', 2]], 6)],
      0,
    );
    expect(answer.oldestWaiting).toEqual({ directive: 'b', tier: 'b', step: 'deliver' });
    expect(answer.broken).toEqual([
      { directive: 'a', tier: 'a', step: 'accept', reason: 'overdue' },
      { directive: 'b', tier: 'b', step: 'deliver', reason: 'unreachable' },
    ]);
    expect(answer.reached.overdue).toBe(2);
  });

  it('lets nobody wait for what is closed: withdrawn, recalled, or done by the directives below', () => {
    const forwarded = directive(
      'p',
      [
        ['accepted', 1],
        ['forwarded', 2],
      ],
      0,
      { state: 'done' },
    );
    const answer = rollUp([forwarded, directive('w', [['withdrawn', 1]]), directive('r', [['recalled', 1]])], 0);
    expect(answer.oldestWaiting).toBeUndefined();
  });

  it('gives median and p95 of the minutes per step', () => {
    const minutes = [1, 2, 3, 4, 100];
    const { steps } = rollUp(
      minutes.map((at, index) => directive(`t${index}`, [['accepted', at]])),
      0,
    );
    expect(steps.accept).toEqual({ count: 5, medianMin: 3, p95Min: expect.closeTo(80.8, 6) });
    expect(steps.finish).toBeUndefined();
  });

  it('always adds up', () => {
    const receipts = fc.array(fc.tuple(fc.constantFrom(...RECEIPT_KINDS), fc.nat(120)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(receipts, { maxLength: 20 }), fc.nat(120), (all, now) => {
        const answer = rollUp(
          all.map((own, index) => directive(`t${index}`, own, now)),
          0,
        );
        const counted = Object.values(answer.levels.town ?? {}).reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(answer.total);
        expect(answer.reached.done).toBeLessThanOrEqual(answer.reached.accepted);
        expect(answer.reached.accepted).toBeLessThanOrEqual(answer.reached.delivered);
        expect(answer.broken).toHaveLength(answer.reached.overdue);
        for (const { medianMin, p95Min } of Object.values(answer.steps)) expect(medianMin).toBeLessThanOrEqual(p95Min);
      }),
    );
  });
});

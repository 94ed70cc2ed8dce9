import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimedReceiptFact } from './directive-state.js';
import { directiveState } from './directive-state.js';
import type { EscalationInput } from './escalation.js';
import { defaultEscalation, escalationPlan } from './escalation.js';
import { RECEIPT_KINDS } from './receipt.js';

const limits = { deliverMs: 60, acceptMs: 300, reportMs: 900, finishMs: 3600 };
const plan = (receipts: readonly TimedReceiptFact[], now: number, change: Partial<EscalationInput> = {}) =>
  escalationPlan({
    rules: defaultEscalation(limits),
    limits,
    issuedAt: 1000,
    receipts,
    state: directiveState(receipts),
    fired: new Set(),
    now,
    ...change,
  });
const fact = (kind: TimedReceiptFact['kind'], receivedAt: number, round = 1): TimedReceiptFact => ({ kind, receivedAt, round });

describe('escalationPlan', () => {
  it.each<[string, TimedReceiptFact[], number, number[], number | undefined]>([
    ['before the limit', [], 1299, [], 1300],
    ['at the limit', [], 1300, [0], 1600],
    ['as long again', [], 1600, [0, 1], undefined],
    ['delivered is not accepted', [fact('delivered', 1010)], 1300, [0], 1600],
    ['accepted', [fact('accepted', 1299)], 2000, [], undefined],
    ['accepted late', [fact('accepted', 1500)], 2000, [], undefined],
    ['returned', [fact('returned', 1100)], 2000, [], undefined],
    ['withdrawn', [fact('withdrawn', 1100)], 2000, [], undefined],
    ['reopened late: from the reopening on', [fact('accepted', 1100), fact('reopened', 5000, 2)], 5299, [0], 5300],
    ['reopened late, as long again', [fact('accepted', 1100), fact('reopened', 5000, 2)], 5300, [0, 1], undefined],
  ])('%s', (_name, receipts, now, due, next) => {
    expect(plan(receipts, now)).toEqual(next === undefined ? { due } : { due, next });
  });

  it('fires nothing twice', () => {
    expect(plan([], 1700, { fired: new Set([0]) })).toEqual({ due: [1] });
    expect(plan([], 1700, { fired: new Set([0, 1]) })).toEqual({ due: [] });
  });

  it('fires the same whether it looks often or seldom', () => {
    const receipts = fc.array(
      fc.record({
        kind: fc.constantFrom(...RECEIPT_KINDS),
        receivedAt: fc.integer({ min: 1000, max: 3000 }),
        round: fc.constant(1),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(receipts, fc.array(fc.integer({ min: 1000, max: 3000 }), { maxLength: 8 }), (all, looks) => {
        const fired = new Set<number>();
        for (const now of [...looks.sort((a, b) => a - b), 3000]) {
          for (const place of plan(all, now, { fired }).due) {
            expect(fired.has(place)).toBe(false);
            fired.add(place);
          }
        }
        expect([...fired].sort()).toEqual([...plan(all, 3000).due]);
      }),
    );
  });
});

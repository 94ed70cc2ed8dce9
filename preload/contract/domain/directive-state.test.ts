import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DirectiveState, ReceiptFact, TimedReceiptFact } from './directive-state.js';
import { currentRound, DIRECTIVE_STATES, directiveState, isClosed, overdue, stepTakenAt } from './directive-state.js';
import type { ReceiptKind } from './receipt.js';
import { RECEIPT_KINDS } from './receipt.js';

const facts = (...kinds: ReceiptKind[]): ReceiptFact[] => kinds.map((kind) => ({ round: 1, kind }));
const fact = fc.record({ round: fc.integer({ min: 1, max: 3 }), kind: fc.constantFrom(...RECEIPT_KINDS) });
const states = fc.array(fc.constantFrom(...DIRECTIVE_STATES));

describe('directiveState', () => {
  it.each<[ReceiptKind[], DirectiveState]>([
    [[], 'pending'],
    [['delivered'], 'delivered'],
    [['delivered', 'read'], 'read'],
    [['accepted', 'delivered'], 'accepted'],
    [['progress'], 'acting'],
    [['accepted', 'progress', 'returned'], 'returned'],
    [['forwarded', 'returned'], 'returned'],
    [['returned', 'done'], 'done'],
    [['done', 'verified'], 'verified'],
    [['verified', 'withdrawn'], 'withdrawn'],
    [['withdrawn', 'recalled', 'done'], 'recalled'],
    [['delivered', 'reminded', 'escalated'], 'delivered'],
    [['reminded'], 'pending'],
  ])('%j gives %s', (kinds, state) => {
    expect(directiveState(facts(...kinds))).toBe(state);
  });

  it('looks at the highest round only', () => {
    const reopened: ReceiptFact[] = [...facts('accepted', 'done'), { round: 2, kind: 'reopened' }];
    expect(directiveState(reopened)).toBe('pending');
    expect(directiveState([{ round: 2, kind: 'progress' }, ...reopened])).toBe('acting');
    expect(currentRound([])).toBe(1);
    expect(currentRound(reopened)).toBe(2);
  });

  it.each<[string, DirectiveState[], boolean, DirectiveState]>([
    ['no children yet', [], false, 'forwarded'],
    ['one open', ['done', 'acting'], false, 'forwarded'],
    ['all done or verified', ['done', 'verified'], false, 'done'],
    ['withdrawn ones do not count', ['done', 'withdrawn'], false, 'done'],
    ['only withdrawn ones', ['withdrawn'], false, 'forwarded'],
    ['a returned one blocks', ['done', 'returned'], false, 'forwarded'],
    ['a part of its own is open', ['done'], true, 'forwarded'],
  ])('a forwarded one with %s', (_name, children, keepsOwnPart, state) => {
    expect(directiveState(facts('accepted', 'forwarded'), children, keepsOwnPart)).toBe(state);
  });

  it('gives the same for receipts in any order and however often each came', () => {
    const disordered = fc
      .array(fact)
      .chain((once) => fc.tuple(fc.constant(once), fc.array(fc.nat(Math.max(0, once.length - 1))), fc.infiniteStream(fc.nat())));
    fc.assert(
      fc.property(disordered, states, fc.boolean(), ([once, again, order], children, own) => {
        const repeated = again.flatMap((index) => once.slice(index, index + 1));
        const shuffled = [...once, ...repeated]
          .map((item) => [order.next().value as number, item] as const)
          .sort(([a], [b]) => a - b)
          .map(([, item]) => item);
        expect(directiveState(shuffled, children, own)).toBe(directiveState(once, children, own));
      }),
    );
  });

  it('is never taken back by another receipt of the same round once it is closed', () => {
    const kinds = fc.constantFrom(...RECEIPT_KINDS);
    fc.assert(
      fc.property(fc.array(kinds), kinds, (before, more) => {
        const closed = isClosed(directiveState(facts(...before)));
        expect(isClosed(directiveState(facts(...before, more))) || !closed).toBe(true);
      }),
    );
  });
});

describe('overdue', () => {
  const limits = { deliverMs: 60, acceptMs: 300, reportMs: 900, finishMs: 3600 };
  const timed = (...kinds: ReceiptKind[]): TimedReceiptFact[] => kinds.map((kind) => ({ round: 1, kind, receivedAt: 1050 }));

  it.each<[string, TimedReceiptFact[], number, string[]]>([
    ['nothing at the limit itself', [], 1060, []],
    ['deliver just after it', [], 1061, ['deliver']],
    ['accept, when delivered', timed('delivered'), 1301, ['accept']],
    ['a later kind shows the earlier steps', timed('progress'), 4000, []],
    ['finish', timed('progress'), 4601, ['finish']],
    ['all', [], 5000, ['deliver', 'accept', 'report', 'finish']],
    ['nothing, when closed', timed('withdrawn'), 5000, []],
    ['nothing, when returned', timed('returned'), 5000, []],
  ])('%s', (_name, receipts, now, steps) => {
    expect(overdue(receipts, limits, 1000, now)).toEqual(steps);
  });

  it('owes nothing when its children have done it', () => {
    const forwarded = timed('accepted', 'forwarded');
    expect(overdue(forwarded, limits, 1000, 5000)).toEqual(['finish']);
    expect(overdue(forwarded, limits, 1000, 5000, 'done')).toEqual([]);
  });

  it('counts the first showing of the current round', () => {
    const receipts: TimedReceiptFact[] = [
      { round: 1, kind: 'delivered', receivedAt: 5 },
      { round: 2, kind: 'read', receivedAt: 30 },
      { round: 2, kind: 'delivered', receivedAt: 20 },
    ];
    expect(stepTakenAt(receipts, 'deliver')).toBe(20);
    expect(stepTakenAt(receipts, 'accept')).toBeUndefined();
  });
});

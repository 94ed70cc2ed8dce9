import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DirectiveState, TimedReceiptFact } from './directive-state.js';
import { currentRound, DIRECTIVE_STATES, directiveState, lateReports, overdue, stepTakenAt } from './directive-state.js';
import { RECEIPT_KINDS } from './receipt.js';
import type { RollUpInput } from './roll-up.js';
import { rollUp } from './roll-up.js';

const LIMITS = { deliverMs: 60, acceptMs: 300, reportMs: 900, finishMs: 3600 };
const ISSUED_AT = 1000;

const fact: fc.Arbitrary<TimedReceiptFact> = fc.record({
  round: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom(...RECEIPT_KINDS),
  keepsPart: fc.boolean(),
  receivedAt: fc.integer({ min: ISSUED_AT, max: ISSUED_AT + 5000 }),
  at: fc.integer({ min: ISSUED_AT - 500, max: ISSUED_AT + 5000 }),
});
const now = fc.integer({ min: ISSUED_AT, max: ISSUED_AT + 6000 });
const childStates = fc.array(fc.constantFrom(...DIRECTIVE_STATES), { maxLength: 5 });

/** Receipts as they came, and the same in another order with some of them twice. */
const disordered = fc.array(fact, { maxLength: 12 }).chain((once) =>
  fc
    .tuple(
      fc.array(fc.nat(Math.max(0, once.length - 1)), { maxLength: once.length }),
      fc.array(fc.nat(), { minLength: once.length * 2, maxLength: once.length * 2 }),
    )
    .map(([again, keys]) => {
      const repeated = [...once, ...again.flatMap((index) => once.slice(index, index + 1))];
      const shuffled = repeated
        .map((item, index) => [keys[index] ?? 0, item] as const)
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item);
      return { once, shuffled };
    }),
);

describe('the same receipts in any order, some of them twice', () => {
  it('give the same state, lateness and late reports', () => {
    fc.assert(
      fc.property(disordered, childStates, now, ({ once, shuffled }, children, at) => {
        expect(directiveState(shuffled, children)).toBe(directiveState(once, children));
        expect(currentRound(shuffled)).toBe(currentRound(once));
        expect(overdue(shuffled, LIMITS, ISSUED_AT, at)).toEqual(overdue(once, LIMITS, ISSUED_AT, at));
        expect(lateReports(shuffled, LIMITS, ISSUED_AT)).toEqual(lateReports(once, LIMITS, ISSUED_AT));
      }),
    );
  });

  it('give the same roll-up', () => {
    const input = (id: string, receipts: readonly TimedReceiptFact[], at: number): RollUpInput => ({
      id,
      tier: id,
      level: 'town',
      state: directiveState(receipts),
      overdue: overdue(receipts, LIMITS, ISSUED_AT, at),
      lateReports: lateReports(receipts, LIMITS, ISSUED_AT),
      receipts,
    });
    fc.assert(
      fc.property(fc.array(disordered, { maxLength: 6 }), now, (all, at) => {
        const of = (which: 'once' | 'shuffled') =>
          rollUp(
            all.map((receipts, index) => input(`t${index}`, receipts[which], at)),
            ISSUED_AT,
          );
        expect(of('shuffled')).toEqual(of('once'));
      }),
    );
  });
});

describe('rounds', () => {
  it('let the highest alone decide', () => {
    fc.assert(
      fc.property(fc.array(fact), childStates, (receipts, children) => {
        const round = currentRound(receipts);
        const current = receipts.filter((receipt) => receipt.round === round);
        expect(directiveState(receipts, children)).toBe(directiveState(current, children));
      }),
    );
  });

  it('begin pending, whatever was before', () => {
    fc.assert(
      fc.property(fc.array(fact), (receipts) => {
        const reopened = { round: currentRound(receipts) + 1, kind: 'reopened' as const };
        expect(directiveState([...receipts, reopened])).toBe('pending');
      }),
    );
  });
});

describe('precedence', () => {
  /** Lowest first, as the domain model has it. */
  const RISING: readonly DirectiveState[] = [
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
  ];

  it('never falls within a round as receipts come in', () => {
    const kinds = fc.array(fc.constantFrom(...RECEIPT_KINDS));
    fc.assert(
      fc.property(kinds, fc.constantFrom(...RECEIPT_KINDS), (before, more) => {
        const rank = (list: readonly (typeof RECEIPT_KINDS)[number][]) =>
          RISING.indexOf(directiveState(list.map((kind) => ({ round: 1, kind }))));
        expect(rank([...before, more])).toBeGreaterThanOrEqual(rank(before));
      }),
    );
  });
});

describe('a forwarded directive and its children', () => {
  const isDone = (state: DirectiveState): boolean => state === 'done' || state === 'verified';
  const withoutHigher = fc
    .array(fc.constantFrom('delivered', 'read', 'accepted', 'progress', 'done', 'reminded', 'escalated'))
    .map((kinds) => [...kinds, 'forwarded'] as const);

  it('is done exactly when one child counts, all that count are done, and its own part is', () => {
    fc.assert(
      fc.property(withoutHigher, childStates, fc.boolean(), (kinds, children, keepsPart) => {
        const receipts = kinds.map((kind) => ({ round: 1, kind, keepsPart }));
        const counted = children.filter((state) => state !== 'withdrawn');
        const expected = counted.length > 0 && counted.every(isDone) && (!keepsPart || kinds.includes('done'));
        expect(directiveState(receipts, children)).toBe(expected ? 'done' : 'forwarded');
      }),
    );
  });

  it('does not depend on the order of its children', () => {
    fc.assert(
      fc.property(fc.array(fact), childStates, (receipts, children) => {
        expect(directiveState(receipts, [...children].reverse())).toBe(directiveState(receipts, children));
      }),
    );
  });

  it('is no matter of its children while it was not forwarded in this round', () => {
    fc.assert(
      fc.property(fc.array(fact), childStates, (receipts, children) => {
        const own = receipts.filter(({ kind }) => kind !== 'forwarded');
        expect(directiveState(own, children)).toBe(directiveState(own));
      }),
    );
  });
});

describe('lateReports', () => {
  it('are steps that were taken, late by the server and in time by their author, and so never overdue', () => {
    fc.assert(
      fc.property(fc.array(fact), now, (receipts, at) => {
        const late = overdue(receipts, LIMITS, ISSUED_AT, at);
        for (const step of lateReports(receipts, LIMITS, ISSUED_AT)) {
          const limit = ISSUED_AT + { deliver: 60, accept: 300, report: 900, finish: 3600 }[step];
          expect(stepTakenAt(receipts, step)).toBeGreaterThan(limit);
          expect(receipts.some((receipt) => (receipt.at ?? Infinity) <= limit)).toBe(true);
          expect(late).not.toContain(step);
        }
      }),
    );
  });

  it('see no late report in what the server had in time', () => {
    const inTime: TimedReceiptFact = { round: 1, kind: 'done', receivedAt: 1050, at: 1040 };
    expect(lateReports([inTime], LIMITS, ISSUED_AT)).toEqual([]);
    expect(lateReports([{ ...inTime, receivedAt: 1061 }], LIMITS, ISSUED_AT)).toEqual(['deliver']);
    expect(lateReports([{ ...inTime, receivedAt: 1061, at: 1061 }], LIMITS, ISSUED_AT)).toEqual([]);
  });
});

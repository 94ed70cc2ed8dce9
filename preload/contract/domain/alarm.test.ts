import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmFactKind, DecidingFact } from './alarm.js';
import { ALARM_FACT_KINDS, alarmStanding, alarmState, NO_STANDING, nextStanding } from './alarm.js';

const NOW = 1_000_000;
const facts = (...kinds: readonly AlarmFactKind[]): DecidingFact[] =>
  kinds.map((kind, index) => ({
    sequence: index + 1,
    kind,
    receivedAt: index + 1,
    ...(kind === 'shelved' ? { until: NOW + 1 } : {}),
  }));

describe('alarmState', () => {
  it.each([
    [[], 'normal'],
    [['raised'], 'unacknowledged'],
    [['raised', 'acknowledged'], 'acknowledged'],
    [['raised', 'returned'], 'returned-unacknowledged'],
    [['raised', 'returned', 'acknowledged'], 'normal'],
    [['raised', 'acknowledged', 'returned'], 'normal'],
    [['raised', 'acknowledged', 'raised'], 'acknowledged'],
    [['raised', 'acknowledged', 'returned', 'raised'], 'unacknowledged'],
    [['acknowledged', 'raised'], 'unacknowledged'],
    [['raised', 'shelved'], 'shelved'],
    [['raised', 'shelved', 'unshelved'], 'unacknowledged'],
    [['raised', 'shelved', 'suppressed'], 'suppressed-by-design'],
    [['raised', 'shelved', 'suppressed', 'out-of-service'], 'out-of-service'],
    [['raised', 'suppressed', 'out-of-service', 'in-service', 'unsuppressed'], 'unacknowledged'],
    [['shelved', 'raised', 'returned', 'unshelved'], 'returned-unacknowledged'],
  ] satisfies [AlarmFactKind[], string][])('of %j is %s', (kinds, state) => {
    expect(alarmState(facts(...kinds), NOW)).toBe(state);
  });

  it('ends shelving by the clock alone', () => {
    const shelved = facts('raised', 'shelved');
    expect([alarmState(shelved, NOW), alarmState(shelved, NOW + 1)]).toEqual(['shelved', 'unacknowledged']);
  });

  const history = fc
    .array(fc.record({ kind: fc.constantFrom(...ALARM_FACT_KINDS), until: fc.integer({ min: 0, max: 2 * NOW }) }), {
      maxLength: 30,
    })
    .map((all) =>
      all.map(({ kind, until }, index): DecidingFact => {
        const sequence = index * 3 + 1;
        return { sequence, kind, receivedAt: sequence, ...(kind === 'shelved' ? { until } : {}) };
      }),
    );

  it('is the same for the same facts in any order and however often', () => {
    const shuffled = history.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all)),
    );
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 0, max: 2 * NOW }), ([all, mixed, again], now) => {
        expect(alarmStanding([...again, ...mixed, ...again])).toEqual(alarmStanding(all));
        expect(alarmState([...mixed, ...again], now)).toBe(alarmState(all, now));
      }),
    );
  });

  it('never loses an unacknowledged rising: only an acknowledgement after it quietens it', () => {
    fc.assert(
      fc.property(history, (all) => {
        const { acknowledged } = alarmStanding(all);
        const standings = all.map((_, index) => alarmStanding(all.slice(0, index + 1)));
        const risen = standings.reduce(
          (last, at, index) => (at.active && standings[index - 1]?.active !== true ? index : last),
          -1,
        );
        const quietened = all.some(({ kind }, index) => kind === 'acknowledged' && index > risen);
        expect(acknowledged).toBe(risen === -1 || quietened);
      }),
    );
  });

  it('is found one fact at a time as well as from all of them', () => {
    fc.assert(
      fc.property(history, (all) => {
        expect(all.reduce(nextStanding, NO_STANDING)).toEqual(alarmStanding(all));
      }),
    );
  });
});

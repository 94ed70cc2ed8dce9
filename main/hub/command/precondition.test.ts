import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../preload/contract/index.js';
import type { Evidence } from './precondition.js';
import { judge } from './precondition.js';

const NOW = Date.UTC(2026, 6, 14, 9);
const STALE_MS = 1_200_000;
const level = { title: '寸滩水位', unit: 'm', staleAfterMs: STALE_MS };
const at = (value: number, ageMs = 60_000, quality: 'good' | 'uncertain' | 'bad' = 'good'): Evidence => ({
  indicator: level,
  sample: { value, t: new Date(NOW - ageMs).toISOString(), quality },
});
const FLOOD: Comparison = { op: 'ge', value: 180.5 };
const verdict = (evidence: Evidence | undefined, comparison = FLOOD): string =>
  judge({ indicator: 'cuntan-level', comparison }, '500000', evidence, NOW).verdict;

describe('judge', () => {
  it.each([
    ['above', at(181), 'holds'],
    ['exactly there', at(180.5), 'holds'],
    ['just below', at(180.499), 'fails'],
    ['at the last moment of being fresh', at(181, STALE_MS), 'holds'],
    ['a millisecond too old', at(181, STALE_MS + 1), 'stale'],
    ['too old, though it would not fit either', at(170, STALE_MS + 1), 'stale'],
    ['from a clock that is ahead', at(181, -30_000), 'holds'],
    ['of bad quality', at(181, 0, 'bad'), 'stale'],
    ['of uncertain quality', at(181, 0, 'uncertain'), 'holds'],
    ['never measured', { indicator: level, sample: undefined }, 'missing'],
    ['of an indicator that is none', { indicator: undefined, sample: undefined }, 'missing'],
    ['unknown, because nobody could be asked', undefined, 'unreached'],
  ])('a level %s', (_name, evidence, expected) => {
    expect(verdict(evidence)).toBe(expected);
  });

  it.each([
    ['lt', [true, false, false]],
    ['le', [true, true, false]],
    ['eq', [false, true, false]],
    ['ge', [false, true, true]],
    ['gt', [false, false, true]],
  ] as const)('%s against below, equal and above', (op, holds) => {
    const found = [9.9, 10, 10.1].map((value) => verdict(at(value), { op, value: 10 }) === 'holds');
    expect(found).toEqual(holds);
  });

  it('says what was expected, what was found, and when it was looked', () => {
    expect(judge({ indicator: 'cuntan-level', comparison: FLOOD }, '500000', at(176.4), NOW)).toEqual({
      expected: { indicator: 'cuntan-level', tier: '500000', comparison: FLOOD, title: '寸滩水位', unit: 'm' },
      verdict: 'fails',
      found: { value: 176.4, t: NOW - 60_000 },
      at: NOW,
    });
    const elsewhere = judge({ indicator: 'cuntan-level', tier: '500108', comparison: FLOOD }, '500000', undefined, NOW);
    expect(elsewhere.expected).toEqual({ indicator: 'cuntan-level', tier: '500108', comparison: FLOOD });
  });
});

import { describe, expect, it } from 'vitest';
import type { Tier } from './tier.js';
import { subtree, tierCodeSchema, tiersAt, tierSchema } from './tier.js';

const tier = (code: string, parent: string | null, change: Partial<Tier> = {}): Tier => ({
  code,
  parent,
  level: parent === null ? 'city' : code.length === 6 ? 'district' : 'town',
  name: code,
  centroid: [106, 29],
  quality: 'official',
  validFrom: '2023-06-30',
  ...change,
});
/** The town 500112001 hangs under 500198: the prefix says otherwise and does not count. */
const tree = [
  tier('500112001', '500198'),
  tier('500198', '500000'),
  tier('500000', null),
  tier('500103', '500000'),
  tier('500103001', '500103'),
];
const codes = (tiers: readonly Tier[]): string[] => tiers.map(({ code }) => code);

describe('tierCodeSchema', () => {
  it.each([
    ['500000', true],
    ['500103001', true],
    ['50000', false],
    ['5000000', false],
    ['50010A', false],
    ['５０００００', false],
  ])('%s: %s', (code, fits) => {
    expect(tierCodeSchema.safeParse(code).success).toBe(fits);
  });
});

describe('tierSchema', () => {
  it('refuses a point off the globe and unknown members', () => {
    expect(tierSchema.safeParse(tier('500000', null)).success).toBe(true);
    expect(tierSchema.safeParse(tier('500000', null, { centroid: [181, 0] })).success).toBe(false);
    expect(tierSchema.safeParse({ ...tier('500000', null), more: 1 }).success).toBe(false);
  });
});

describe('tiersAt', () => {
  const history = [tier('500105', '500000', { validTo: '2025-11-06' }), tier('500198', '500000', { validFrom: '2025-11-06' })];
  it.each([
    ['2023-06-29', []],
    ['2023-06-30', ['500105']],
    ['2025-11-05', ['500105']],
    ['2025-11-06', ['500198']],
  ])('%s', (date, expected) => {
    expect(codes(tiersAt(history, date))).toEqual(expected);
  });
});

describe('subtree', () => {
  it('follows parents, not prefixes, parents before children', () => {
    expect(codes(subtree(tree, '500198'))).toEqual(['500198', '500112001']);
    expect(codes(subtree(tree, '500000'))).toEqual(['500000', '500198', '500103', '500112001', '500103001']);
  });

  it('goes to a depth, and is empty for an unknown root', () => {
    expect(codes(subtree(tree, '500000', 1))).toEqual(['500000', '500198', '500103']);
    expect(codes(subtree(tree, '500000', 0))).toEqual(['500000']);
    expect(subtree(tree, '500999')).toEqual([]);
  });
});

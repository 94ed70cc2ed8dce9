import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadResources } from './resources.js';
import { chinaDate } from './tier-book.js';

const { tiers, templates } = loadResources(join(import.meta.dirname, '../../resources'));
const BEFORE = Date.UTC(2025, 10, 5, 15, 59, 59, 999);

describe('chinaDate', () => {
  it('changes at midnight in China', () => {
    expect([chinaDate(BEFORE), chinaDate(BEFORE + 1)]).toEqual(['2025-11-05', '2025-11-06']);
  });
});

describe('TierBook', () => {
  it('is as of the day in China', () => {
    expect([tiers.today(BEFORE).length, tiers.today(BEFORE + 1).length, tiers.today(BEFORE).length]).toEqual([1070, 1069, 1070]);
    expect(tiers.find('500198', BEFORE)).toBeUndefined();
    expect(tiers.find('500198', BEFORE + 1)?.name).toBe('两江新区');
  });

  it('stays as it was on a day before the tree began', () => {
    expect(tiers.today(BEFORE)).toHaveLength(1070);
    expect(tiers.today(0)).toHaveLength(1070);
    expect(tiers.find('500000', 0)?.parent).toBeNull();
    expect(tiers.today(BEFORE + 1)).toHaveLength(1069);
  });

  it('lets a tier read its subtree and what that took over, the city everything', () => {
    expect(tiers.readable('500000', BEFORE)).toBeNull();
    expect(tiers.readable('500104', BEFORE)?.size).toBe(9);
    const successor = tiers.readable('500198', BEFORE + 1);
    expect([successor?.has('500105'), successor?.has('500112021'), successor?.has('500103')]).toEqual([true, true, false]);
    expect(tiers.readable('500104', BEFORE)?.has('500000')).toBe(false);
  });
});

describe('loadResources', () => {
  it('has the flood patrol first, and every template with its hash', () => {
    expect(templates[0]?.id).toBe('flood-patrol');
    for (const { hash } of templates) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

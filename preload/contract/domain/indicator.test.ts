import { describe, expect, it } from 'vitest';
import type { Indicator } from './indicator.js';
import { indicatorSchema, isStale, limitsFollow, sampleSchema } from './indicator.js';

const base = {
  id: 'air-quality',
  title: '空气质量指数',
  unit: 'AQI',
  domain: 'ecology-landscape',
  system: 'society',
  periodMs: 3_600_000,
  staleAfterMs: 10_800_000,
  owner: '市生态环境局',
  templates: [],
} as const;
const one = (direction: 'higher' | 'lower', target: number, warn: number, critical: number): Indicator => ({
  ...{ ...base, templates: [] },
  ...{ direction, target, warn, critical },
});
type Pair = [number, number];
const band = (target: Pair, warn: Pair, critical: Pair): Indicator => ({
  ...{ ...base, templates: [] },
  ...{ direction: 'band', target, warn, critical },
});

describe('limitsFollow', () => {
  it.each([
    [one('lower', 50, 100, 200), true],
    [one('lower', 50, 50, 200), true],
    [one('lower', 50, 200, 100), false],
    [one('lower', 50, 50, 50), false],
    [one('higher', 97, 96, 94), true],
    [one('higher', 94, 96, 97), false],
    [band([160, 178], [159, 180.5], [158, 183.5]), true],
    [band([160, 178], [160, 178], [160, 178]), true],
    [band([160, 178], [161, 180], [158, 183]), false],
    [band([178, 160], [159, 180], [158, 183]), false],
    [band([160, 178], [159, 184], [158, 183]), false],
  ])('%j', (indicator, expected) => {
    expect(limitsFollow(indicator)).toBe(expected);
  });
});

describe('schemas', () => {
  it('want pairs for a band, and only there', () => {
    const limits = { target: [1, 2], warn: [0, 3], critical: [-1, 4] };
    expect(indicatorSchema.safeParse({ ...base, direction: 'band', ...limits }).success).toBe(true);
    expect(indicatorSchema.safeParse({ ...base, direction: 'lower', ...limits }).success).toBe(false);
    expect(indicatorSchema.safeParse({ ...base, direction: 'band', target: 1, warn: 2, critical: 3 }).success).toBe(false);
  });

  it('take a sample without quality as good', () => {
    const sample = { indicator: 'air-quality', tier: '500104', t: '2026-11-20T08:00:00.000Z', value: 1 };
    expect(sampleSchema.parse(sample).quality).toBe('good');
  });
});

it.each([
  [0, false],
  [10_800_000, false],
  [10_800_001, true],
])('a sample that is %i ms old is stale: %s', (age, stale) => {
  expect(isStale({ t: 1_000_000 }, base, 1_000_000 + age)).toBe(stale);
});

import { describe, expect, it } from 'vitest';
import type { Indicator, Sample, Tier } from '../../../preload/contract/index.js';
import { sampleSchema } from '../../../preload/contract/domain/indicator.js';
import { loadResources } from '../resources.js';
import type { MeasuringOptions } from './measuring.js';
import { measuring, past } from './measuring.js';

const NOW = Date.UTC(2026, 10, 25, 4);
const tiers: readonly Tier[] = loadResources('resources').tiers.today(NOW).slice(0, 5);
const indicator: Indicator = {
  id: 'on-time',
  title: '按时办结率',
  unit: '%',
  domain: 'social-governance',
  system: 'government',
  direction: 'higher',
  target: 95,
  warn: 90,
  critical: 85,
  periodMs: 60_000,
  staleAfterMs: 180_000,
  owner: '社会治理',
  templates: [],
};
const options: MeasuringOptions = { seed: 3, indicators: [indicator], tiers };
const samplesOf = (postings: ReturnType<typeof past>): Sample[] =>
  postings.flatMap(({ body }) => (body as { samples: Sample[] }).samples);

describe('measuring', () => {
  it('brings one sample per source and period, the same however the time is cut', () => {
    const feed = measuring(options);
    const whole = samplesOf([...feed.between(NOW, NOW + 600_000)]);
    expect(whole.length).toBeGreaterThan(tiers.length * 8);
    expect(whole.length).toBeLessThanOrEqual(tiers.length * 10);
    for (const sample of whole) expect(sampleSchema.parse(sample)).toEqual(sample);
    const parts = [NOW, NOW + 1, NOW + 299_999].map((from, index, all) => feed.between(from, all[index + 1] ?? NOW + 600_000));
    const key = (sample: Sample): string => `${sample.tier} ${sample.t}`;
    expect(parts.flatMap((part) => samplesOf([...part])).sort((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(
      whole.sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    );
  });

  it('follows a running scenario, at its speed', () => {
    const scenario = {
      id: 'test',
      version: 1,
      title: 'test',
      mode: 'live' as const,
      seed: 1,
      ramps: [
        {
          indicator: 'on-time',
          tier: tiers[0]?.code ?? '',
          points: [[0, 50] as [number, number], [3_600_000, 10] as [number, number]],
        },
      ],
      steps: [],
    };
    const feed = measuring({ ...options, running: { scenario, startedAt: NOW, speed: 2 } });
    const staged = samplesOf([...feed.between(NOW, NOW + 1_800_000)]).filter(({ tier }) => tier === tiers[0]?.code);
    expect(staged).toHaveLength(30);
    for (const { t, value } of staged) expect(value).toBeCloseTo(50 - (40 * (Date.parse(t) - NOW)) / 1_800_000, 6);
  });

  it('tells the past more thinly', () => {
    expect(samplesOf(past(options, NOW - 3_600_000, NOW, 900_000)).length).toBeLessThanOrEqual(tiers.length * 4);
  });
});

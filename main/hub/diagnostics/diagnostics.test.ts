import { describe, expect, it } from 'vitest';
import { KEPT_ASIDE_MAX, keptAsideSchema } from '../../../preload/contract/index.js';
import { Counters } from './counters.js';
import { KeptAside } from './kept-aside.js';
import { metricsText } from './metrics-server.js';
import { Recent } from './recent.js';

describe('KeptAside', () => {
  it('keeps the newest, each of a bounded length', () => {
    const aside = new KeptAside();
    const item = { at: 1, what: 'event', reason: 'r'.repeat(1000), text: 't'.repeat(10_000) } as const;
    for (let count = 0; count < KEPT_ASIDE_MAX + 5; count += 1) aside.add(item);
    expect(aside.items).toHaveLength(KEPT_ASIDE_MAX);
    expect(aside.items.map(({ id }) => id).slice(0, 2)).toEqual([KEPT_ASIDE_MAX + 5, KEPT_ASIDE_MAX + 4]);
    for (const kept of aside.items) expect(keptAsideSchema.safeParse(kept).success).toBe(true);
    expect(aside.items[0]?.text).toHaveLength(4000);
  });
});

describe('Counters', () => {
  it('adds, reads when asked, and leaves out what is not known', async () => {
    const counters = new Counters();
    const known: { age?: number } = {};
    counters.count('gaps_total');
    counters.count('gaps_total', 4);
    counters.gauge('age_ms', () => known.age);
    expect(counters.figures()).toEqual({ gaps_total: 5 });
    known.age = 7.5;
    expect(counters.figures()).toEqual({ age_ms: 7.5, gaps_total: 5 });
    expect(await metricsText(counters)).toBe(
      [
        ...['# HELP yilan_hub_gaps_total gaps total', '# TYPE yilan_hub_gaps_total counter', 'yilan_hub_gaps_total 5', ''],
        ...['# HELP yilan_hub_age_ms age ms', '# TYPE yilan_hub_age_ms gauge', 'yilan_hub_age_ms 7.5', ''],
      ].join('\n'),
    );
  });
});

it('Recent tells percentiles of the newest 500', () => {
  const recent = new Recent();
  expect(recent.percentile(50)).toBeUndefined();
  for (let value = 1; value <= 600; value += 1) recent.add(value);
  expect([recent.percentile(0), recent.percentile(50), recent.percentile(99), recent.percentile(100)]).toEqual([
    101, 351, 596, 600,
  ]);
});

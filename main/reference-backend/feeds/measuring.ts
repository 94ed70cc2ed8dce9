import type { Indicator, Sample, Tier } from '../../../preload/contract/index.js';
import { SAMPLES_MAX, toWireTime } from '../../../preload/contract/index.js';
import type { HandIn } from '../api-client.js';
import { dice } from '../dice.js';
import type { Feed } from './feed.js';
import { chunks, ticks } from './feed.js';
import { reading } from './rhythm.js';
import type { Scenario } from './scenario.js';
import { rampAt } from './scenario.js';

/** Measured at one place only, which is the city's. */
const AT_THE_TOP: ReadonlySet<string> = new Set(['cuntan-level']);
/** No source of the demo reports more often, ms. */
const PERIOD_MIN_MS = 60_000;
/** After an outage of the backend this much is told afterwards, ms. */
const MEMORY_MS = 3_600_000;

export type MeasuringOptions = {
  readonly seed: number;
  readonly indicators: readonly Indicator[];
  /** the tiers that have sources */
  readonly tiers: readonly Tier[];
  /** a scenario that began at `startedAt` (UTC ms) and runs `speed` times as fast as the clock */
  readonly running?: { readonly scenario: Scenario; readonly startedAt: number; readonly speed: number } | undefined;
};

/** Every indicator at every tier that has sources, each at its own pace and not all at the same moment. */
export function measuring(options: MeasuringOptions): Feed {
  const sources = sourcesOf(options);
  return {
    name: 'indicators',
    memoryMs: MEMORY_MS,
    between: (from, to) =>
      postings(sources.flatMap(({ sample, periodMs, offsetMs }) => ticks(from, to, periodMs, offsetMs).flatMap(sample))),
  };
}

/** The past that a new backend lacks, thinner than the present: one sample per source and step. */
export function past(options: MeasuringOptions, from: number, to: number, stepMs: number): HandIn[] {
  const sources = sourcesOf(options);
  return postings(ticks(from, to, stepMs).flatMap((t) => sources.flatMap(({ sample }) => sample(t))));
}

const sourcesOf = (options: MeasuringOptions): Source[] =>
  options.indicators.flatMap((indicator) =>
    options.tiers
      .filter(({ parent }) => parent === null || !AT_THE_TOP.has(indicator.id))
      .map(({ code }) => source(options, indicator, code)),
  );

const postings = (samples: readonly Sample[]): HandIn[] =>
  [...chunks(samples, SAMPLES_MAX)].map((part) => ({ method: 'POST', path: '/v1/samples', body: { samples: part } }));

type Source = {
  readonly periodMs: number;
  readonly offsetMs: number;
  sample(this: void, t: number): Sample[];
};

function source({ seed, running }: MeasuringOptions, indicator: Indicator, tier: string): Source {
  const draw = dice(`${seed}|${indicator.id}|${tier}`);
  const periodMs = Math.max(PERIOD_MIN_MS, indicator.periodMs);
  return {
    periodMs,
    // On whole seconds, so that a correction can name the same moment.
    offsetMs: Math.floor((draw('offset') * periodMs) / 1000) * 1000,
    sample: (t) => {
      const found = reading(indicator, draw, t);
      const staged = running && rampAt(running.scenario, indicator.id, tier, (t - running.startedAt) * running.speed);
      if (staged === undefined && found === undefined) return [];
      const value = staged ?? found?.value ?? 0;
      return [
        {
          indicator: indicator.id,
          tier,
          t: toWireTime(t),
          value,
          quality: staged === undefined ? (found?.quality ?? 'good') : 'good',
        },
      ];
    },
  };
}

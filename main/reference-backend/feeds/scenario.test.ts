import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadResources } from '../resources.js';
import type { Scenario } from './scenario.js';
import { rampAt, scenarioName, scenarioSchema, stepsBetween } from './scenario.js';

const FOLDER = 'resources/scenarios';
const shipped = readdirSync(FOLDER).map(
  (file) => [file, scenarioSchema.parse(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')))] as const,
);

describe('shipped scenarios', () => {
  it('are the four, each under its own name', () => {
    expect(shipped.map(([file, { id }]) => [file, id])).toEqual([...scenarioName.options].sort().map((id) => [`${id}.json`, id]));
  });

  it.each(shipped)('%s has ramps of indicators and commands of templates that ship, at tiers of today', (_file, scenario) => {
    const resources = loadResources('resources');
    const tiers = new Set(resources.tiers.today(Date.UTC(2026, 10, 25)).map(({ code }) => code));
    const named = scenario.steps.flatMap((step) => ('tier' in step ? [step.tier] : []));
    expect([...named, ...scenario.ramps.map(({ tier }) => tier)].filter((tier) => !tiers.has(tier))).toEqual([]);
    const indicators = new Set(resources.facts.indicators.map(({ id }) => id));
    expect(scenario.ramps.filter(({ indicator }) => !indicators.has(indicator))).toEqual([]);
    const templates = new Set(resources.templates.map(({ id }) => id));
    expect(scenario.steps.filter((step) => step.do === 'command' && !templates.has(step.template))).toEqual([]);
  });

  it.each(shipped)('%s speaks of things after it brought them up, and its ramps go forward', (_file, scenario) => {
    const known = new Set<string>();
    for (const step of stepsBetween(scenario, -1, Number.POSITIVE_INFINITY)) {
      if (step.do === 'incident' || step.do === 'alarm') {
        expect(known).not.toContain(step.ref);
        known.add(step.ref);
      } else if (step.do === 'change' || step.do === 'calm') expect(known).toContain(step.ref);
    }
    for (const { points } of scenario.ramps) {
      const times = points.map(([t]) => t);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }
  });
});

describe('scenarioSchema', () => {
  it.each(['live', 'drill'] as const)('takes commands of its own mode only: %s', (mode) => {
    const command = { atMs: 1, do: 'command', template: 't', mode: 'drill', parameters: {} };
    const scenario = { id: 'test', version: 1, title: 'test', mode, seed: 1, ramps: [], steps: [command] };
    expect(scenarioSchema.safeParse(scenario).success).toBe(mode === 'drill');
  });
});

describe('a timeline', () => {
  const scenario: Scenario = {
    id: 'test',
    version: 1,
    title: 'test',
    mode: 'live',
    seed: 1,
    ramps: [
      {
        indicator: 'level',
        tier: '500103',
        points: [
          [1000, 10],
          [3000, 20],
          [4000, 0],
        ],
      },
    ],
    steps: [
      { atMs: 2000, do: 'calm', ref: 'b' },
      { atMs: 1000, do: 'calm', ref: 'a' },
    ],
  };

  it('hands each step out once, in order', () => {
    expect(stepsBetween(scenario, 0, 2000).map(({ atMs }) => atMs)).toEqual([1000, 2000]);
    expect(stepsBetween(scenario, 1000, 2000).map(({ atMs }) => atMs)).toEqual([2000]);
    expect(stepsBetween(scenario, 2000, 9000)).toEqual([]);
  });

  it.each([
    [999, undefined],
    [1000, 10],
    [2000, 15],
    [3500, 10],
    [4000, 0],
    [4001, undefined],
  ])('at %i ms the ramp is %s', (at, value) => {
    expect(rampAt(scenario, 'level', '500103', at)).toBe(value);
    expect(rampAt(scenario, 'level', '500104', at)).toBeUndefined();
  });
});

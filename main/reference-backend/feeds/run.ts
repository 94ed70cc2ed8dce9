import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Indicator, Result, Template, Tier } from '../../../preload/contract/index.js';
import { indicatorSchema, templateSchema, tierSchema } from '../../../preload/contract/index.js';
import type { BackendClient, ClientError } from '../api-client.js';
import { CITY, DEMO_ACCOUNTS } from '../demo-accounts.js';
import { log } from '../log.js';
import { director } from './director.js';
import { everyday } from './everyday.js';
import type { Feed } from './feed.js';
import type { FeedFlags } from './flags.js';
import { driving, makeFleet } from './fleet.js';
import type { MeasuringOptions } from './measuring.js';
import { measuring, past } from './measuring.js';
import { readQuakes } from './quakes.js';
import type { Point } from './route.js';
import type { Scenario } from './scenario.js';
import { scenarioSchema } from './scenario.js';
import { shaking } from './shaking.js';
import { Teller } from './teller.js';

const RETRY_MS = 1000;
/** What a new backend is told of the time before it: so long, and one sample per source in so long, ms. */
const PAST = { forMs: 24 * 3_600_000, stepMs: 1_800_000, pauseMs: 500 } as const;

const featureSchema = z.object({
  geometry: z.object({ type: z.string(), coordinates: z.unknown() }),
  properties: z.looseObject({ level: z.number().optional() }),
});
const riversSchema = z.object({ features: z.array(featureSchema) });
const lineSchema = z.array(z.tuple([z.number(), z.number()]).rest(z.number()));

type World = {
  readonly tiers: readonly Tier[];
  readonly indicators: readonly Indicator[];
  readonly templates: readonly Template[];
  readonly rivers: readonly (readonly Point[])[];
};

/** Tells the demo's world to the backend, for good. */
export async function runFeeds(client: BackendClient, flags: FeedFlags): Promise<never> {
  const { seed, speed, resources } = flags;
  const world = await readWorld(client);
  const startedAt = Date.now();
  const scenario = flags.scenario === undefined ? undefined : readScenario(resources, flags.scenario);
  if (scenario !== undefined) log('info', 'scenario begins', { scenario: scenario.id, steps: scenario.steps.length, speed });
  const measured: MeasuringOptions = {
    seed: scenario?.seed ?? seed,
    indicators: world.indicators,
    tiers: world.tiers.filter(({ level }) => level !== 'town'),
    running: scenario && { scenario, startedAt, speed },
  };
  const fleet = makeFleet(seed, world.tiers, world.rivers);
  const quakes = readQuakes(readFileSync(join(resources, 'data', 'earthquakes-2018.csv'), 'utf8'));
  const issuer = { account: DEMO_ACCOUNTS.feeds.name, tier: CITY };
  const feeds: Feed[] = [
    ...(scenario === undefined ? [] : [director({ scenario, startedAt, speed, issuer, ...world })]),
    measuring(measured),
    driving(seed, fleet),
    everyday(seed, world.tiers, startedAt),
    shaking(quakes, CITY),
  ];
  const teller = new Teller(client, feeds, startedAt);
  void tellPast(teller, client, measured, startedAt);
  return teller.run(Date.now);
}

/** Slowly, beside the present: a picture of a day is worth having, but nobody waits for it. */
async function tellPast(teller: Teller, client: BackendClient, measured: MeasuringOptions, startedAt: number): Promise<void> {
  const [first] = measured.indicators;
  if (first === undefined || (await hasPast(client, first.id))) return;
  for (const posting of past(measured, startedAt - PAST.forMs, startedAt, PAST.stepMs)) {
    if (!(await teller.tell([posting]))) return;
    await delay(PAST.pauseMs);
  }
}

async function hasPast(client: BackendClient, indicator: string): Promise<boolean> {
  const found = await client.list(`/v1/indicators/${indicator}/samples?tier=${CITY}&limit=1`, z.unknown());
  return !found.ok || found.value.length > 0;
}

async function readWorld(client: BackendClient): Promise<World> {
  const [tiers, indicators, templates] = [
    await patiently(() => client.list('/v1/tiers', tierSchema)),
    await patiently(() => client.list('/v1/indicators', indicatorSchema)),
    await patiently(() => client.list('/v1/templates', templateSchema)),
  ];
  const found = await patiently(() => client.get('/v1/collections/rivers/items?limit=1000', riversSchema));
  const rivers = found.features.flatMap(({ geometry, properties }): Point[][] => {
    const line =
      geometry.type === 'LineString' && properties.level === 1 ? lineSchema.safeParse(geometry.coordinates) : undefined;
    return line?.success === true ? [line.data.map(([lng, lat]): Point => [lng, lat])] : [];
  });
  return { tiers, indicators, templates, rivers };
}

/** Asks until the backend answers. @throws Error when it refuses */
async function patiently<T>(ask: () => Promise<Result<T, ClientError>>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer.ok) return answer.value;
    if (answer.error.kind === 'refused') throw new Error(`the backend refused: ${answer.error.code}`);
    await delay(RETRY_MS);
  }
}

function readScenario(resources: string, name: string): Scenario {
  return scenarioSchema.parse(JSON.parse(readFileSync(join(resources, 'scenarios', `${name}.json`), 'utf8')));
}

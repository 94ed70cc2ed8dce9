import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PositionBatch, SampleBatch } from '../../../../preload/contract/index.js';
import { fail } from '../../../../preload/contract/index.js';
import type { Database } from '../../../sqlite/index.js';
import { openDatabase } from '../../../sqlite/index.js';
import { cacheMigrations } from '../migrations/cache/index.js';
import { pruneSamples, SAMPLES_KEPT_MS } from './retention.js';
import { SituationReader } from './situation-reader.js';
import type { SituationContent } from './situation-writer.js';
import { SituationWriter } from './situation-writer.js';

const HOUR_MS = 3_600_000;
const NOW = 1_790_000_000_000;
const SERIES = { indicator: 'cuntan-level', tier: '500000' };

let folder: string;
let database: Database;
let reader: SituationReader;
let writer: SituationWriter;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-cache-'));
  await open();
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<void> {
  const opened = await openDatabase(join(folder, 'cache.db'), { synchronous: 'NORMAL', migrations: cacheMigrations });
  if (!opened.ok) throw new Error(opened.error.code);
  database = opened.value;
  reader = new SituationReader(database);
  writer = new SituationWriter(database);
}

const samples = (...rows: readonly (readonly [t: number, value: number, tier?: string])[]): SampleBatch => ({
  indicator: rows.map(() => SERIES.indicator),
  tier: rows.map(([, , tier]) => tier ?? SERIES.tier),
  t: Float64Array.from(rows, ([t]) => t),
  value: Float64Array.from(rows, ([, value]) => value),
  quality: new Uint8Array(rows.length),
  demo: new Uint8Array(rows.length).fill(1),
});
const position = (asset: string, t: number, lng: number, heading = Number.NaN): PositionBatch => ({
  asset: [asset],
  t: Float64Array.of(t),
  lng: Float64Array.of(lng),
  lat: Float64Array.of(29.5),
  heading: Float64Array.of(heading),
  speed: Float64Array.of(Number.NaN),
  quality: new Uint8Array(1),
  demo: new Uint8Array(1),
});
const NOTHING: SituationContent = {
  ...{ indicators: [], incidents: [], alarms: [], assets: [] },
  ...{ latest: samples(), positions: { ...position('x', 0, 0), asset: [] } },
};
const cursor = (sequence: number, epoch = 'e1'): { epoch: string; sequence: string } => ({ epoch, sequence: String(sequence) });
const valuesOf = async (from = 0, to = Number.MAX_SAFE_INTEGER): Promise<[number, number][]> => {
  const { t, value } = await reader.samples(SERIES.indicator, SERIES.tier, from, to);
  return [...t].map((at, index) => [at - NOW, value[index] ?? Number.NaN]);
};

describe('samples', () => {
  beforeEach(() => writer.refill(NOTHING, cursor(10), NOW));

  it('are there with their cursor, newest as the latest, a correction in the place of the first', async () => {
    await writer.put({ samples: samples([NOW + 2, 7], [NOW + 1, 5], [NOW + 1, 6], [NOW + 1, 3, '500103']), cursor: cursor(11) });
    await writer.put({ samples: samples([NOW + 2, 8]), cursor: cursor(12) });
    await writer.flush();
    expect(await valuesOf()).toEqual([
      [1, 6],
      [2, 8],
    ]);
    expect(await reader.cursor()).toEqual({ ...cursor(12), followedSince: NOW });
    const { tier, value } = await reader.latest({ indicator: SERIES.indicator });
    expect([tier, [...value]]).toEqual([
      ['500000', '500103'],
      [8, 3],
    ]);
    expect((await reader.latest({ tier: '500103' })).tier).toEqual(['500103']);
  });

  it('are the same when they come again, and an old one does not become the latest', async () => {
    const batch = { samples: samples([NOW + 1, 5], [NOW + 9, 6]), cursor: cursor(11) };
    for (const next of [batch, batch, { samples: samples([NOW + 4, 1]), cursor: cursor(12) }]) await writer.put(next);
    await writer.flush();
    expect(await valuesOf()).toEqual([
      [1, 5],
      [4, 1],
      [9, 6],
    ]);
    expect([...(await reader.latest({})).value]).toEqual([6]);
  });

  it('come with the cursor of their batch or not at all, however many they are', async () => {
    const many = samples(...Array.from({ length: 12_000 }, (_, index): [number, number] => [NOW + index, index]));
    await writer.put({ samples: many, cursor: cursor(11) });
    // What another connection sees now is what a hub would find that died now.
    const other = await openDatabase(join(folder, 'cache.db'), { synchronous: 'NORMAL', migrations: cacheMigrations });
    if (!other.ok) throw new Error(other.error.code);
    const left = await other.value.get('SELECT sequence, (SELECT count(*) FROM samples) AS n FROM cursor');
    expect(left?.['sequence'] === '11').toBe(left?.['n'] === 12_000);
    await other.value.close();
    await writer.put({ samples: many, cursor: cursor(11) });
    await writer.flush();
    expect(await valuesOf()).toEqual(Array.from({ length: 12_000 }, (_, index) => [index, index]));
  });

  it('number their series again after a transaction that failed', async () => {
    const pages = await database.get<{ page_count: number }>('PRAGMA page_count');
    await database.script(`PRAGMA max_page_count = ${pages?.page_count}`);
    const many = Array.from({ length: 4000 }, (_, index) => [NOW - index, index, '500103'] as const);
    await writer.put({ samples: samples([NOW + 1, 5], ...many), cursor: cursor(11) });
    expect(await writer.flush()).toEqual(fail('store-down', { reason: 'full' }));
    expect(await reader.cursor()).toMatchObject(cursor(10));
    await database.script('PRAGMA max_page_count = 1000000');
    await writer.put({ samples: samples([NOW + 1, 4, '500103'], [NOW + 1, 5]), cursor: cursor(11) });
    expect(await writer.flush()).toMatchObject({ ok: true });
    expect(await valuesOf()).toEqual([[1, 5]]);
  });
});

describe('a refill', () => {
  it('takes what the backend has instead of what was here, and keeps old samples of the same history', async () => {
    await writer.refill({ ...NOTHING, positions: position('boat', NOW, 106) }, cursor(10), NOW);
    await writer.put({ samples: samples([NOW + 1, 5], [NOW + 30, 3, '500104']), cursor: cursor(11) });
    await writer.refill({ ...NOTHING, latest: samples([NOW + 9, 9, '500103'], [NOW + 20, 6]) }, cursor(40), NOW + 10);
    expect(await valuesOf()).toEqual([
      [1, 5],
      [20, 6],
    ]);
    const latest = await reader.latest({});
    expect([latest.tier, [...latest.value]]).toEqual([
      ['500000', '500103'],
      [6, 9],
    ]);
    expect((await reader.positions()).asset).toEqual([]);
    expect(await reader.coveredFrom(SERIES.indicator, SERIES.tier)).toBe(NOW + 10);
  });

  it.each([
    ['of another history', cursor(40, 'e2')],
    ['of a history that was set back', cursor(5)],
  ])('%s drops the samples too', async (_name, hello) => {
    await writer.refill(NOTHING, cursor(10), NOW);
    await writer.put({ samples: samples([NOW + 1, 5]), cursor: cursor(11) });
    await writer.refill(NOTHING, hello, NOW + 10);
    expect(await valuesOf()).toEqual([]);
  });
});

describe('a stretch of a series', () => {
  it('replaces what was there, does not overrule what the stream brought meanwhile, and is whole from its beginning', async () => {
    await writer.refill(NOTHING, cursor(10), NOW);
    await writer.put({ samples: samples([NOW - 50, 1], [NOW - 40, 2], [NOW + 1, 3]), cursor: cursor(11) });
    await writer.flush();
    const meanwhile = samples([NOW - 40, 9]);
    await writer.putSeries(SERIES, { from: NOW - 100, to: NOW }, samples([NOW - 60, 6], [NOW - 40, 4]), () => [meanwhile]);
    expect(await valuesOf()).toEqual([
      [-60, 6],
      [-40, 9],
      [1, 3],
    ]);
    expect(await reader.coveredFrom(SERIES.indicator, SERIES.tier)).toBe(NOW - 100);
    expect(await reader.coveredFrom(SERIES.indicator, '500103')).toBe(NOW);
  });
});

describe('positions', () => {
  it('are the last ones known; what nobody told stays untold', async () => {
    await writer.refill(NOTHING, cursor(10), NOW);
    for (const [t, lng, heading] of [
      [5, 106.5, 90],
      [7, 106.7, undefined],
      [6, 106.6, 10],
    ] as const) {
      await writer.put({ positions: position('boat', t, lng, heading), cursor: cursor(11) });
    }
    await writer.flush();
    const { asset, t, lng, heading } = await reader.positions();
    expect([asset, [...t], [...lng], [...heading]]).toEqual([['boat'], [7], [106.7], [Number.NaN]]);
  });
});

describe('retention', () => {
  const hourly = samples(...Array.from({ length: 72 }, (_, index): [number, number] => [NOW - index * HOUR_MS, index]), [
    NOW - 60 * HOUR_MS,
    60,
    '500103',
  ]);
  beforeEach(async () => {
    await writer.refill(NOTHING, cursor(10), NOW - 72 * HOUR_MS);
    await writer.put({ samples: hourly, cursor: cursor(11) });
    await writer.flush();
  });

  it('drops samples after 48 h, and says from when on the series is whole', async () => {
    await pruneSamples(database, NOW);
    const left = await valuesOf();
    expect([left.length, left[0]?.[0]]).toEqual([49, -SAMPLES_KEPT_MS]);
    expect(await reader.coveredFrom(SERIES.indicator, SERIES.tier)).toBe(NOW - SAMPLES_KEPT_MS);
    // What was the latest stays known, however old it is.
    expect([...(await reader.latest({ tier: '500103' })).value]).toEqual([60]);
  });

  it('drops more where the file is too large, but never the last hour', async () => {
    await pruneSamples(database, NOW, 0);
    expect((await valuesOf()).map(([t]) => t)).toEqual([-HOUR_MS, 0]);
    expect(await reader.coveredFrom(SERIES.indicator, SERIES.tier)).toBe(NOW - HOUR_MS);
  });
});

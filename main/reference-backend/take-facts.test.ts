import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Position, Sample } from '../../preload/contract/index.js';
import { toWireTime } from '../../preload/contract/index.js';
import type { Backend } from './backend.js';
import { loadResources } from './resources.js';
import type { Caller } from './rules/caller.js';
import { listAssets } from './storage/assets.js';
import { POSITIONS_KEPT_MS, prunePositions, trailOf } from './storage/positions.js';
import { latestSamples, pruneSamples, SAMPLES_KEPT_MS } from './storage/samples.js';
import { Growth } from './rules/growth.js';
import { Store } from './storage/store.js';
import { takePositions } from './take-positions.js';
import { takeSamples } from './take-samples.js';

const TIER = '500104';
const resources = loadResources(join(import.meta.dirname, '../../resources'));
const caller: Caller = {
  account: 'feed',
  roles: ['responder'],
  tier: TIER,
  subtree: true,
  demo: true,
  token: 'token',
  expiresAt: null,
  session: null,
};
const START = Date.UTC(2026, 10, 20);

let folder: string;
let store: Store;
let now = START;
let backend: Backend;
beforeEach(async () => {
  now = START;
  folder = mkdtempSync(join(tmpdir(), 'yilan-facts-'));
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
  // What the two functions use of it.
  backend = { database: store, ...resources, growth: new Growth(), now: () => now } as unknown as Backend;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const sample = (t: number, value: number): Sample => ({
  indicator: 'air-quality',
  tier: TIER,
  t: toWireTime(t),
  value,
  quality: 'good',
});
const position = (t: number, lng = 106): Position => ({
  ...{ asset: 'boat-1', kind: 'boat', name: '艇', t: toWireTime(t), lng, lat: 29, quality: 'good' },
});
const all = { after: 0, limit: 100, indicator: undefined, tier: undefined, readable: null };
const events = () => store.all<{ topic: string; subject: string; data: string }>('SELECT topic, subject, data FROM events');
const audit = () => store.all<{ act: string; subject: string; details: string }>('SELECT act, subject, details FROM audit');

describe('takeSamples', () => {
  it('marks what a demo account hands in, one event of columns for each tier of a batch', async () => {
    const batch = [sample(now - 2, 1), { ...sample(now - 1, 2), tier: '500104101' }, sample(now, 3)];
    expect(await takeSamples(backend, caller, batch, undefined)).toMatchObject({ ok: true, value: { status: 201 } });
    expect((await latestSamples(store, all)).map(({ sample: { demo, value } }) => [demo, value])).toEqual([
      [true, 3],
      [true, 2],
    ]);
    const rows = await events();
    expect(rows.map(({ topic, subject }) => [topic, subject])).toEqual([
      ['samples', TIER],
      ['samples', '500104101'],
    ]);
    expect(JSON.parse(rows[0]?.data ?? '')).toEqual({
      indicator: ['air-quality', 'air-quality'],
      t: [now - 2, now],
      value: [1, 3],
      quality: ['good', 'good'],
      demo: true,
    });
  });

  it('tells and audits nothing twice; a correction is told and audited', async () => {
    for (const value of [1, 1, 5]) await takeSamples(backend, caller, [sample(now, value)], undefined);
    expect(await events()).toHaveLength(2);
    expect(await audit()).toEqual([
      {
        act: 'sample.correct',
        subject: `air-quality ${TIER}`,
        details: JSON.stringify({ count: 1, from: toWireTime(now), to: toWireTime(now) }),
      },
    ]);
  });

  it('forgets what is no longer kept', async () => {
    await takeSamples(backend, caller, [sample(now - 1, 1), sample(now, 2)], undefined);
    await pruneSamples(store, now + SAMPLES_KEPT_MS);
    expect(await store.all('SELECT t FROM samples')).toEqual([{ t: now }]);
  });
});

describe('takePositions', () => {
  it('registers once, with an audit entry, and tells columns with what is missing as null', async () => {
    await takePositions(backend, caller, [position(now), position(now - 1)], undefined);
    await takePositions(backend, caller, [position(now)], undefined);
    expect(await audit()).toMatchObject([{ act: 'asset.register', subject: 'boat-1' }]);
    const [event, none] = await events();
    expect(none).toBeUndefined();
    expect(JSON.parse(event?.data ?? '')).toEqual({
      asset: ['boat-1', 'boat-1'],
      t: [now, now - 1],
      lng: [106, 106],
      lat: [29, 29],
      heading: [null, null],
      speed: [null, null],
      quality: ['good', 'good'],
      demo: true,
    });
  });

  it('forgets what is no longer kept, but not where an asset was last', async () => {
    await takePositions(backend, caller, [position(now - 2, 100), position(now - 1, 101)], undefined);
    now += POSITIONS_KEPT_MS + 10;
    await prunePositions(store, now);
    const [found] = await listAssets(store, { after: 0, limit: 10, tiers: null });
    expect(found?.asset).toMatchObject({ demo: true, position: { lng: 101, demo: true } });
    expect(await trailOf(store, found?.sequence ?? 0, 0, now, 10)).toHaveLength(1);
  });
});

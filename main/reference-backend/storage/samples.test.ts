import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bucketsOf, putSamples, seriesIds } from './samples.js';
import { Store } from './store.js';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-samples-'));
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

it('puts a month into one bucket, though its length is no 32-bit number', async () => {
  const stepMs = 31 * 86_400_000;
  const name = { indicator: 'level', tier: '500104' };
  const begin = 600 * stepMs;
  const range = { ...name, from: 0, to: begin + 2 * stepMs, limit: 10 };
  const ids = await seriesIds(store, [name]);
  const series = ids.get('level 500104') ?? 0;
  const sample = (t: number, value: number) => ({ series, t, value, quality: 0, demo: 0 });
  await putSamples(store, [sample(begin + 1, 1), sample(begin + stepMs / 2, 3), sample(begin + stepMs, 9)]);
  const buckets = await bucketsOf(store, range, stepMs);
  expect(buckets.map(({ t, value }) => [Date.parse(t), value])).toEqual([
    [begin, 2],
    [begin + stepMs, 9],
  ]);
});

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Hub } from '../../../main/hub/hub.js';
import type { FromHub } from '../../../preload/contract/index.js';
import { runRole } from '../backend/children.js';
import { median } from '../backend/statistics.js';
import { makeFile, openFile } from './rows.js';

const GIGABYTE = 1_000_000_000;
/** Rows of one statement while the large file is made. */
const ROWS_AT_ONCE = 2_000_000;
const PAIRS = 5;
const HOUR_MS = 3_600_000;

type StartResult = { readonly ms: number };

/** How long from the start of a hub's process to the first frame in a window: with 1 GB of samples, and with none. */
export async function benchStart(folder: string): Promise<unknown> {
  const [large, empty] = [join(folder, 'large'), join(folder, 'empty')];
  mkdirSync(empty);
  await makeLarge(large);
  const times = { large: [] as number[], empty: [] as number[] };
  for (let index = 0; index < PAIRS; index += 1) {
    const order = index % 2 === 0 ? (['large', 'empty'] as const) : (['empty', 'large'] as const);
    for (const name of order) {
      times[name].push((await runRole<StartResult>('start', join(folder, name))).ms);
    }
  }
  process.stdout.write(
    `start until the first frame: ${median(times.large).toFixed(0)} ms with a cache of 1 GB, ${median(times.empty).toFixed(0)} ms with an empty one\n`,
  );
  return times;
}

/** Samples of the last two days, as many as make the file so large; every series has a latest one. */
async function makeLarge(folder: string): Promise<void> {
  mkdirSync(folder);
  const file = join(folder, 'cache.db');
  await makeFile(file);
  const database = await openFile(file);
  const series = (await database.get<{ n: number }>('SELECT count(*) AS n FROM series'))?.n ?? 0;
  const begin = Date.now() - 47 * HOUR_MS;
  const perSeries = 2500;
  const step = Math.floor((47 * HOUR_MS) / perSeries);
  const atOnce = Math.ceil(ROWS_AT_ONCE / perSeries);
  for (let from = 1; from <= series && statSync(file).size < GIGABYTE; from += atOnce) {
    await database.run(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
       INSERT INTO samples SELECT s.id, ?2 + n.i * ?3, (s.id * 7919 + n.i * 104729) % 100000 / 128.0, 0, 1
       FROM series s CROSS JOIN n WHERE s.id >= ?4 AND s.id < ?5`,
      ...[perSeries, begin, step, from, from + atOnce],
    );
    await database.script('PRAGMA wal_checkpoint(TRUNCATE)');
  }
  await database.run("INSERT INTO cursor VALUES (1, 'bench', '1', ?)", begin);
  await database.close();
  process.stdout.write(`a cache of ${(statSync(file).size / 1e6).toFixed(0)} MB is made\n`);
}

/** Role: a hub that opens a folder and shows it to one window. */
export async function startHub(folder: string): Promise<void> {
  const opened = await Hub.open({ dataDir: folder, tier: '500000', canvas: { width: 1920, height: 1080 } }, (reason) => {
    throw new Error(reason);
  });
  if (!opened.ok) throw new Error(opened.error.code);
  const hub = opened.value;
  const shown = new Promise<number>((resolve) => {
    const listeners: ((event: { data: unknown }) => void)[] = [];
    hub.addWindow('console', {
      postMessage: (message: FromHub) => {
        if (message.kind === 'frame') resolve(performance.now());
      },
      on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) => {
        if (event === 'message') listeners.push(listener);
      },
      start: () => {
        const topics = { scene: {}, values: {}, indicators: {}, incidents: {}, alarms: {}, assets: {}, positions: {} };
        for (const listen of listeners) setImmediate(() => listen({ data: { kind: 'subscribe', topics, fresh: true } }));
      },
    });
  });
  // Of this process: from its beginning, not from the hub's.
  const ms = await shown;
  await hub.close();
  process.stdout.write(`${JSON.stringify({ ms } satisfies StartResult)}\n`);
}

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Hub } from '../../main/hub/hub.js';
import { SituationReader } from '../../main/hub/store/cache/situation-reader.js';
import { cacheMigrations } from '../../main/hub/store/migrations/cache/index.js';
import { openDatabase } from '../../main/sqlite/index.js';
import type { DeskAnswer, DeskArgument, FromHub, ToHubControl } from '../../preload/contract/index.js';
import { latestListSchema, seriesSchema, toWireTime } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { TestWindow } from './support/window.js';

const CITY = '500000';
const TOKEN = 'hall-500000-device-token-for-tests';
const accounts = [{ name: 'hall-500000', token: TOKEN, roles: ['device' as const], tier: CITY }];
const CANVAS = { width: 1920, height: 720 };
const HOUR_MS = 3_600_000;
const LEVEL = { indicator: 'cuntan-level', tier: CITY };

let folder: string;
let backend: TestBackend | undefined;
let hub: Hub | undefined;
let window: TestWindow;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-hub-situation-'));
});
afterEach(async () => {
  await hub?.close();
  hub = undefined;
  child?.kill('SIGKILL');
  child = undefined;
  await backend?.kill('SIGKILL');
  backend = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function startServer(args: readonly string[] = ['--no-responders'], port = 0): Promise<TestBackend> {
  mkdirSync(join(folder, 'backend'), { recursive: true });
  backend = await startBackend({ data: join(folder, 'backend'), accounts, args, port });
  return backend;
}

async function openHub(url?: string): Promise<void> {
  const options = { dataDir: join(folder, 'hall'), tier: CITY, canvas: CANVAS, deviceToken: TOKEN };
  const opened = await Hub.open(options, (reason) => {
    throw new Error(reason);
  });
  if (!opened.ok) throw new Error(opened.error.code);
  hub = opened.value;
  window = new TestWindow();
  hub.addWindow('console', window.port);
  if (url === undefined) return;
  hub.setBackend(url);
  await live();
}

const live = (): Promise<unknown> => window.until(({ link }) => link.state === 'live');

async function ask<V extends 'latest' | 'series' | 'search'>(verb: V, argument: DeskArgument<V>): Promise<DeskAnswer<V>> {
  const answer = await window.ask(verb, argument);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

async function get(url: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return response.json();
}

async function post(url: string, path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

const postLevels = (url: string, levels: readonly (readonly [t: number, value: number])[]): Promise<void> =>
  post(url, '/v1/samples', { samples: levels.map(([t, value]) => ({ ...LEVEL, t: toWireTime(t), value })) });

/** [time, value] of the samples that the backend has of the level, oldest first. */
async function levelsAt(url: string, from: number, to: number): Promise<[number, number][]> {
  const span = `from=${toWireTime(from)}&to=${toWireTime(to)}`;
  const list = seriesSchema.parse(await get(url, `/v1/indicators/${LEVEL.indicator}/samples?tier=${CITY}&${span}`));
  return list.items.map(({ t, value }) => [Date.parse(t), value]);
}

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

const pairsOf = ({ t, value }: { t: ArrayLike<number>; value: ArrayLike<number> }): [number, number][] =>
  Array.from(t, (at, index) => [at, value[index] ?? Number.NaN]);

/** What the console is told and what the backend has as the latest of the city, each by indicator. */
async function latestHere(): Promise<Map<string, unknown>> {
  const { indicator, t, value } = await ask('latest', { tier: CITY });
  return new Map(indicator.map((id, index) => [id, [t[index], value[index]]]));
}
async function latestThere(url: string): Promise<Map<string, unknown>> {
  const { items } = latestListSchema.parse(await get(url, `/v1/samples/latest?tier=${CITY}`));
  return new Map(items.map(({ indicator, t, value }) => [indicator, [Date.parse(t), value]]));
}

describe('the situation in the hub', () => {
  it('is there after connecting, as the demo feeds fill it, and follows', async () => {
    const server = await startServer(['--no-responders', '--scenario', 'drill', '--responder-speed', '60']);
    await expect.poll(async () => (await latestThere(server.url)).size, { timeout: 30_000 }).toBeGreaterThan(5);
    await openHub(server.url);
    // The feeds go on meanwhile, so both sides are asked again until they agree.
    const agree = async (): Promise<boolean> => {
      const [here, there] = [await latestHere(), await latestThere(server.url)];
      return here.size === there.size && [...there].every(([id, sample]) => String(here.get(id)) === String(sample));
    };
    await expect.poll(agree, { timeout: 30_000 }).toBe(true);
    const now = Date.now();
    await postLevels(server.url, [[now, 181.25]]);
    await expect.poll(async () => (await latestHere()).get(LEVEL.indicator), { timeout: 10_000 }).toEqual([now, 181.25]);
    const span = { from: now - 24 * HOUR_MS, to: now + 1 };
    const all = (): Promise<DeskAnswer<'series'>> => ask('series', { ...LEVEL, ...span, points: 10_000 });
    // The feeds may still be filling in what was before they started.
    const seriesAgree = async (): Promise<boolean> => {
      const [here, there] = [pairsOf(await all()), await levelsAt(server.url, span.from, span.to)];
      return there.length > 1 && String(here) === String(there);
    };
    await expect.poll(seriesAgree, { timeout: 30_000 }).toBe(true);
    const series = await all();
    expect(series).toMatchObject({ complete: true, total: series.t.length });
    // The crest of a level is kept however few points there are.
    expect((await ask('series', { ...LEVEL, ...span, points: 4 })).value).toContain(181.25);
    expect((await ask('search', { query: 'yzq', limit: 5 }))[0]).toMatchObject({ kind: 'tier', id: '500103', where: '重庆市' });
    await expect
      .poll(async () => (await ask('search', { query: '演练', limit: 50 })).map(({ kind }) => kind), { timeout: 20_000 })
      .toContain('incident');
  }, 90_000);

  it('comes back by itself after cache.db was deleted, and shows what it has without a backend', async () => {
    const server = await startServer();
    const now = Date.now();
    await postLevels(server.url, [
      [now - 1000, 172.5],
      [now, 173],
    ]);
    const incident = {
      id: '0190a000-0000-7000-8000-000000000001',
      kind: 'flood',
      title: '磁器口码头被淹',
      severity: 'major',
      tier: CITY,
    };
    await post(server.url, '/v1/incidents', incident);
    await openHub(server.url);
    const span = { from: now - HOUR_MS, to: now + 1, points: 100 };
    expect(pairsOf(await ask('series', { ...LEVEL, ...span }))).toHaveLength(2);
    await hub?.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, 'hall', `cache.db${suffix}`), { force: true });
    await openHub(server.url);
    expect(await latestHere()).toEqual(await latestThere(server.url));
    const before = await ask('series', { ...LEVEL, ...span });
    expect(pairsOf(before)).toEqual(await levelsAt(server.url, span.from, span.to));
    const found = async (query: string): Promise<readonly string[]> =>
      (await ask('search', { query, limit: 10 })).map(({ kind, title, where }) => `${kind} ${title} ${where}`).sort();
    // The index follows behind everything else.
    await expect.poll(() => found('ciqikou'), { timeout: 20_000 }).toContain('incident 磁器口码头被淹 重庆市');
    await expect.poll(() => found('ciqikou'), { timeout: 20_000 }).toContain('tier 磁器口街道 沙坪坝区');
    await hub?.close();
    await server.kill('SIGKILL');
    await openHub();
    expect((await latestHere()).get(LEVEL.indicator)).toEqual([now, 173]);
    expect(await ask('series', { ...LEVEL, ...span })).toEqual({ ...before, complete: false });
    expect(await found('cqk')).toContain('incident 磁器口码头被淹 重庆市');
  }, 60_000);

  it('goes on without a gap and without a double after the hub was killed, and killed again', async () => {
    const server = await startServer();
    const begin = Date.now() - 2 * HOUR_MS;
    let sent = 0;
    const feed = async (): Promise<void> => {
      await postLevels(
        server.url,
        numbers(sent, 40).map((index) => [begin + index * 1000, 170 + (index % 97) / 10]),
      );
      sent += 40;
    };
    for (let round = 0; round < 3; round += 1) {
      const { ended } = await startChild(server.url);
      for (let batch = 0; batch < 8; batch += 1) await feed();
      if (round < 2) child?.kill('SIGKILL');
      else await settled(server.url);
      if (round === 2) child?.send({ to: 'hub', data: { kind: 'stop' } satisfies ToHubControl });
      await ended;
      // While nobody listens.
      if (round < 2) await feed();
    }
    const opened = await openDatabase(join(folder, 'hall/cache.db'), { synchronous: 'NORMAL', migrations: cacheMigrations });
    if (!opened.ok) throw new Error(opened.error.code);
    const here = await new SituationReader(opened.value).samples(LEVEL.indicator, LEVEL.tier, begin, begin + sent * 1000);
    await opened.value.close();
    expect(pairsOf(here)).toEqual(await levelsAt(server.url, begin, begin + sent * 1000));
    expect(sent).toBe(40 * 26);
  }, 90_000);
});

/** A hub in a process of its own, live, with a console at its port. */
async function startChild(url: string): Promise<{ readonly ended: Promise<void> }> {
  const started = fork(join(import.meta.dirname, 'support/hub-host.mjs'), {
    env: { ...process.env, DIE: 'never' },
    serialization: 'advanced',
  });
  child = started;
  window = new TestWindow();
  window.port.on('message', ({ data }) => started.send({ to: 'console', data }, () => undefined));
  started.on('message', ({ from, message }: { from: string; message: FromHub }) => {
    if (from === 'console') window.port.postMessage(message);
  });
  const ended = new Promise<void>((resolve) => started.once('exit', () => resolve()));
  const tell = (data: ToHubControl): boolean => started.send({ to: 'hub', data });
  tell({ kind: 'configure', dataDir: join(folder, 'hall'), tier: CITY, canvas: CANVAS, deviceToken: TOKEN });
  tell({ kind: 'backend', url });
  tell({ kind: 'window', role: 'console' });
  window.port.start();
  await live();
  return { ended };
}

/** The hub's latest is the backend's: everything that was sent has arrived. */
const settled = async (url: string): Promise<void> =>
  expect
    .poll(async () => (await latestHere()).get(LEVEL.indicator), { timeout: 20_000 })
    .toEqual((await latestThere(url)).get(LEVEL.indicator));

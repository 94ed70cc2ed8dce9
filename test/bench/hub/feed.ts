import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startRole } from '../backend/children.js';
import type { Estimate } from '../backend/statistics.js';
import { estimate, median } from '../backend/statistics.js';
import type { Arm } from './feed/app.js';
import type { ArmResult } from './feed/state.js';

/** Bundled to dist/bench; the launcher is a program of its own, because Electron and its page are built apart. */
const LAUNCHER = join(resolve(dirname(process.argv[1] ?? ''), '../..'), 'test/bench/hub/feed/launch.mjs');
const WINDOWS = 12;
const PAIRS = 5;
/** Added to both sides of a ratio of latencies, ms: differences below the noise of a timer are none. */
const GRACE_MS = 5;

type Kind = Pick<Arm, 'kind' | 'windows' | 'stopped' | 'seconds'>;
type Run = (arm: Omit<Arm, 'dist' | 'page' | 'dataDir'>) => Promise<ArmResult>;
type FeedOutcome = { readonly ratios: Readonly<Record<string, Estimate>>; readonly raw: unknown };

/**
 * 5,000 rows a second for 12 windows: CPU of main and hub against a main that sends every row to every window, and
 * what a stopped window costs the others.
 * @param full other numbers of windows besides, longer arms, and half an hour whose memory is watched
 */
export async function benchFeed(folder: string, full: boolean): Promise<FeedOutcome> {
  const launcher = startLauncher(join(folder, 'app'));
  const seconds = full ? 60 : 20;
  const ratios: Record<string, Estimate> = {};
  const raw: Record<string, unknown> = {};
  try {
    await launcher.ready;
    for (const windows of full ? [1, 3, 6, WINDOWS] : [WINDOWS]) {
      const pairs = await comparePairs(
        `${windows} windows, CPU [s]`,
        () => runArm(launcher.run, { kind: 'product', windows, stopped: 0, seconds }),
        () => runArm(launcher.run, { kind: 'naive', windows, stopped: 0, seconds }),
        ({ cpu }) => cpu.main + cpu.hub,
      );
      ratios[`feed_cpu_vs_naive_${windows}`] = estimate(pairs.map(({ ratio }) => ratio));
      raw[`cpu-${windows}`] = pairs;
    }
    const stopped = await comparePairs(
      `one of ${WINDOWS} stopped, p99 of the others [ms]`,
      () => runArm(launcher.run, { kind: 'product', windows: WINDOWS, stopped: 1, seconds }),
      () => runArm(launcher.run, { kind: 'product', windows: WINDOWS, stopped: 0, seconds }),
      (result) => quantile(result, 2) + GRACE_MS,
    );
    ratios['stopped_window_p99'] = estimate(stopped.map(({ ratio }) => ratio));
    raw['stopped'] = stopped;
    if (full) raw['memory'] = await watchMemory(launcher.run);
  } finally {
    await launcher.stop();
  }
  return { ratios, raw };
}

/** The median window's latency: 0, 1, 2 for the 50th, 95th and 99th percentile, ms. */
const quantile = ({ windows }: ArmResult, index: 0 | 1 | 2): number =>
  median(windows.map(({ latencies }) => latencies[index] ?? Number.NaN));

type Pair = { readonly order: 'AB' | 'BA'; readonly ratio: number; readonly raw: unknown };

/** ABBA: which arm goes first alternates; every arm has an Electron, a hub and a generator of its own. */
async function comparePairs(
  name: string,
  product: () => Promise<ArmResult>,
  baseline: () => Promise<ArmResult>,
  valueOf: (result: ArmResult) => number,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let index = 0; index < PAIRS; index += 1) {
    const order = index % 2 === 0 ? 'AB' : 'BA';
    const late = order === 'BA' ? await baseline() : undefined;
    const a = await product();
    const b = late ?? (await baseline());
    const ratio = valueOf(a) / valueOf(b);
    pairs.push({ order, ratio, raw: { product: a, baseline: b } });
    const shown = (result: ArmResult): string =>
      `${valueOf(result).toFixed(2)} (p50/p95/p99 ${([0, 1, 2] as const).map((at) => quantile(result, at).toFixed(0)).join('/')} ms)`;
    process.stdout.write(`${name} ${order}: ${shown(a)} / ${shown(b)} = ${ratio.toFixed(3)}\n`);
  }
  return pairs;
}

async function runArm(run: Run, arm: Kind): Promise<ArmResult> {
  const generator = await startRole('feed-generator');
  try {
    // Every window had to come to the generator's own state, or the arm would have failed.
    return await run({ ...arm, url: generator.first['url'] as string });
  } finally {
    await generator.stop();
  }
}

/** Half an hour with one window stopped: the hub's memory in its last third against its second, MB an hour. */
async function watchMemory(run: Run): Promise<unknown> {
  const { memory } = await runArm(run, { kind: 'product', windows: WINDOWS, stopped: 1, seconds: 1800 });
  const third = Math.floor(memory.length / 3);
  const [second, last] = [median(memory.slice(third, 2 * third)), median(memory.slice(2 * third))];
  const megabytesAnHour = ((last - second) / 1e6) * (3600 / third);
  process.stdout.write(`memory of the hub: ${(last / 1e6).toFixed(0)} MB, slope ${megabytesAnHour.toFixed(1)} MB an hour\n`);
  return { memory, megabytesAnHour };
}

function startLauncher(folder: string) {
  const child = spawn(process.execPath, [LAUNCHER, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the launcher ended');
    return JSON.parse(value);
  };
  return {
    ready: next(),
    run: ((arm) => {
      child.stdin.write(`${JSON.stringify(arm)}\n`);
      return next() as Promise<ArmResult>;
    }) satisfies Run,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

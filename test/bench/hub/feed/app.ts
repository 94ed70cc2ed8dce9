import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UtilityProcess } from 'electron';
import { app, BrowserWindow, ipcMain, MessageChannelMain, utilityProcess } from 'electron';
import WebSocket from 'ws';
import { readFrame } from '../../../../main/arrow/index.js';
import type { ToHubControl } from '../../../../preload/contract/index.js';
import { HUB_PORT_CHANNEL } from '../../../../preload/contract/index.js';
import type { ArmResult, Row, WindowResult } from './state.js';

/** How an arm is run, as JSON in `BENCH_ARM`. */
export type Arm = {
  readonly kind: 'product' | 'naive';
  readonly url: string;
  /** the project's dist, and the folder of the bench's own page */
  readonly dist: string;
  readonly page: string;
  readonly dataDir: string;
  readonly windows: number;
  readonly seconds: number;
  /** this many windows are stopped by SIGSTOP meanwhile */
  readonly stopped: number;
};

/** Ticks of the kernel's clock in a second. */
const TICKS = 100;
const DRAIN_MS = 120_000;
/** What was waited for in vain, for whoever reads the error. */
let missing = '';
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const arm = JSON.parse(process.env['BENCH_ARM'] ?? '{}') as Arm;

/** Seconds of CPU that a process has used. */
function cpuOf(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Resident memory, bytes. */
const memoryOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? process.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

function startHub(): UtilityProcess {
  const hub = utilityProcess.fork(join(arm.dist, 'main/hub.cjs'), [], { stdio: 'inherit' });
  const tell = (message: ToHubControl): void => hub.postMessage(message);
  tell({
    kind: 'configure',
    dataDir: arm.dataDir,
    tier: '500000',
    canvas: { width: 1920, height: 1080 },
    deviceToken: 'bench-device-token-for-the-hall',
  });
  tell({ kind: 'backend', url: arm.url });
  return hub;
}

/** The baseline: main reads the same stream with the same decoder, and sends every row to every window. */
function startNaive(windows: readonly BrowserWindow[]): void {
  const socket = new WebSocket(`${arm.url.replace('http', 'ws')}/v1/stream`);
  const send = (row: Row): void => {
    for (const { webContents } of windows) webContents.send('row', row);
  };
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) return;
    const frame = readFrame(data);
    if (!frame.ok || !frame.value.content.ok) throw new Error('a frame that cannot be read');
    const content = frame.value.content.value;
    if (content.topic === 'positions') {
      const { asset, t, lng } = content.positions;
      asset.forEach((key, row) => {
        send({ key, t: t[row] ?? 0, value: lng[row] ?? 0 });
      });
    } else {
      const { indicator, t, value } = content.samples;
      indicator.forEach((key, row) => {
        send({ key, t: t[row] ?? 0, value: value[row] ?? 0 });
      });
    }
  });
}

async function openWindow(index: number, hub: UtilityProcess | undefined): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    x: (index % 4) * 160,
    y: Math.floor(index / 4) * 120,
    width: 160,
    height: 120,
    webPreferences: {
      preload: hub === undefined ? join(arm.page, 'naive-preload.cjs') : join(arm.dist, 'preload/wall.cjs'),
      sandbox: true,
      contextIsolation: true,
      backgroundThrottling: false,
    },
  });
  await window.loadFile(join(arm.page, 'page.html'));
  if (hub !== undefined) {
    const { port1, port2 } = new MessageChannelMain();
    hub.postMessage({ kind: 'window', role: 'wall' } satisfies ToHubControl, [port1]);
    window.webContents.postMessage(HUB_PORT_CHANNEL, null, [port2]);
  }
  return window;
}

const ask = (window: BrowserWindow): Promise<WindowResult> =>
  window.webContents.executeJavaScript('window.bench()') as Promise<WindowResult>;

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const begin = performance.now();
  while (!(await condition())) {
    if (performance.now() - begin > DRAIN_MS) throw new Error(`${arm.kind}: ${what} took too long: ${missing}`);
    await sleep(250);
  }
}

async function run(): Promise<ArmResult> {
  const hub = arm.kind === 'product' ? startHub() : undefined;
  const windows: BrowserWindow[] = [];
  for (let index = 0; index < arm.windows; index += 1) windows.push(await openWindow(index, hub));
  if (hub === undefined) startNaive(windows);
  await until(async () => (await Promise.all(windows.map(ask))).every(({ live }) => live), 'the first frame');
  // The hub's refill and the pages' own start are over.
  await sleep(3000);
  const before = [cpuOf(process.pid), cpuOf(hub?.pid)] as const;
  const begin = performance.now();
  const memory: number[] = [];
  const watching = setInterval(() => memory.push(memoryOf(hub?.pid)), 1000);
  const stopped = windows.slice(0, arm.stopped).map(({ webContents }) => webContents.getOSProcessId());
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  const answer = await fetch(`${arm.url}/go?seconds=${arm.seconds}`);
  const { state, rows } = (await answer.json()) as { state: string; rows: number };
  const going = windows.slice(arm.stopped);
  const arrived = async (those: readonly BrowserWindow[]): Promise<boolean> => {
    const states = (await Promise.all(those.map(ask))).map((window) => window.state);
    missing = `${states.join(', ')} instead of ${state}`;
    return states.every((each) => each === state);
  };
  await until(() => arrived(going), 'the last row');
  const settledMs = performance.now() - begin;
  const cpu = { main: cpuOf(process.pid) - before[0], hub: cpuOf(hub?.pid) - before[1] };
  clearInterval(watching);
  const results = await Promise.all(going.map(ask));
  // A window that was stopped has to come to the same.
  for (const pid of stopped) process.kill(pid, 'SIGCONT');
  await until(() => arrived(windows), 'catching up');
  return { cpu, settledMs, rows, stopped: stopped.length, memory, windows: results };
}

ipcMain.handle('window:fault', (_event, fault: unknown) => {
  process.stderr.write(`window: ${JSON.stringify(fault)}\n`);
});
ipcMain.handle('window:alive', () => null);
ipcMain.handle('window:drawn', () => null);
void app
  .whenReady()
  .then(run)
  .then(
    (result) => {
      process.stdout.write(`\nRESULT ${JSON.stringify(result)}\n`, () => app.exit(0));
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      app.exit(1);
    },
  );

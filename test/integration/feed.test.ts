import type { MessagePort } from 'node:worker_threads';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, FromHub, PositionBatch, Scene, Subscription, ToHub } from '../../preload/contract/index.js';
import { fromHubSchema } from '../../preload/contract/index.js';
import type { DeskHandlers, WindowPort } from '../../main/hub/feed/index.js';
import { Feed } from '../../main/hub/feed/index.js';
import { FrameQueue } from '../../renderer/state/frame-queue.js';
import { Topics } from '../../renderer/state/topics.js';

const HUB = '0b0f4b5e-0000-4000-8000-000000000001';
const ASSETS = 300;
const still = { lng: 106, lat: 29, zoom: 7, pitch: 0, bearing: 0 };
const scene: Scene = {
  tier: '500000',
  mode: 'live',
  link: { state: 'live', since: 0 },
  focus: null,
  camera: { id: 0, from: still, to: still, startAt: 0, durationMs: 0, easing: 'in-out-cubic' },
};
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A window behind a real port. While it is stopped it reads nothing, and what it is sent stays in the port. */
class PortWindow {
  readonly frames: Frame[] = [];
  readonly topics = new Topics();
  readonly hubSide: WindowPort;
  isStopped = false;
  readonly #queue = new FrameQueue();
  readonly #port: MessagePort;
  readonly #reading: NodeJS.Timeout;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port2;
    this.hubSide = {
      postMessage: (message) => port1.postMessage(message),
      on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
        port1.on(event, (data: unknown) => listener({ data })),
      start: () => port1.start(),
    };
    this.#reading = setInterval(() => this.isStopped || this.read(), 2);
  }

  get last(): number {
    return this.frames.at(-1)?.version ?? 0;
  }

  post(message: ToHub): void {
    this.#port.postMessage(message);
  }

  subscribe(topics: Subscription): void {
    this.post({ kind: 'subscribe', topics, fresh: true });
  }

  /** Takes what is in the port, as a page does; answers how many messages there were. */
  read(): number {
    let count = 0;
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      this.#take(fromHubSchema.parse(next.message));
      count += 1;
    }
    return count;
  }

  close(): void {
    clearInterval(this.#reading);
    this.#port.close();
  }

  #take(message: FromHub): void {
    if (message.kind !== 'frame') return;
    expect(this.#queue.add(message)).not.toBe('misfit');
    for (const frame of this.#queue.due(Infinity)) this.topics.apply(frame);
    this.frames.push(message);
    this.post({ kind: 'ack', version: message.version });
  }
}

let feed: Feed;
let windows: PortWindow[];
let written: number;
let moves: number;

beforeEach(() => {
  [windows, written, moves] = [[], 0, 0];
  feed = new Feed({
    hub: HUB,
    readers: {
      scene: () => {
        written += 1;
        return scene;
      },
      desk: () => ({ session: null, outbox: [], key: null, notices: [] }),
      catalogue: () => ({ tiers: [], templates: [] }),
      diagnostics: () => ({ figures: {}, windows: [], files: [] }),
    },
    settle: () => undefined,
    handlers: {} as DeskHandlers,
    now: () => performance.now(),
  });
});
afterEach(() => {
  feed.close();
  for (const window of windows) window.close();
});

function open(role: 'wall' | 'console' = 'wall', topics: Subscription = { scene: {}, positions: {} }): PortWindow {
  const window = new PortWindow();
  windows.push(window);
  feed.add(role, window.hubSide);
  window.subscribe(topics);
  return window;
}

/** Every asset moves once. */
function move(): void {
  moves += 1;
  const batch: PositionBatch = {
    asset: Array.from({ length: ASSETS }, (_, index) => `asset-${index}`),
    t: new Float64Array(ASSETS).fill(moves),
    lng: new Float64Array(ASSETS).fill(moves),
    lat: new Float64Array(ASSETS),
    heading: new Float64Array(ASSETS),
    speed: new Float64Array(ASSETS),
    quality: new Uint8Array(ASSETS),
    demo: new Uint8Array(ASSETS),
  };
  feed.topics.takePositions(batch);
}

/** 200 moves a second for a while. */
async function moveFor(ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    move();
    await sleep(5);
  }
}
const upToDate = (window: PortWindow): void => {
  const lng = window.topics.positions.column('lng');
  expect(window.topics.positions.length).toBe(ASSETS);
  expect([...(lng ?? [])].slice(0, ASSETS).every((value) => value === moves)).toBe(true);
};

describe('the feed over real ports', () => {
  it('gives a snapshot at once, and then what changed, 15 times a second at most, at one moment for all', async () => {
    move();
    const [a, b] = [open(), open()];
    await vi.waitFor(() => expect([a.frames.length, b.frames.length]).toEqual([1, 1]));
    expect(a.frames[0]).toMatchObject({ from: 0, topics: [{ topic: 'scene' }, { topic: 'positions', full: true }] });
    await moveFor(2000);
    await vi.waitFor(() => windows.forEach(upToDate));
    expect(a.frames.length).toBeGreaterThan(10);
    expect(a.frames.length).toBeLessThanOrEqual(33);
    const moments = ({ frames }: PortWindow) => frames.slice(2).map(({ version, effectiveAt }) => [version, effectiveAt]);
    expect(moments(b)).toEqual(moments(a));
  });

  it('sends a stopped window two frames and no more, the others as before, and then one frame with all it missed', async () => {
    const [stopped, other] = [open(), open()];
    await moveFor(300);
    await vi.waitFor(() => expect(stopped.last).toBe(other.last));
    stopped.isStopped = true;
    const [seen, others] = [stopped.frames.length, other.frames.length];
    await moveFor(2000);
    expect(other.frames.length - others).toBeGreaterThan(10);
    await vi.waitFor(() => upToDate(other));
    expect(stopped.read()).toBe(2);
    expect(stopped.frames.length - seen).toBe(2);
    stopped.isStopped = false;
    await vi.waitFor(() => upToDate(stopped));
    expect(stopped.frames.length - seen).toBe(3);
  });

  it('gives everything anew to a window that was reborn, and to one that asks for it', async () => {
    move();
    const first = open();
    await vi.waitFor(() => upToDate(first));
    first.close();
    const reborn = open();
    await vi.waitFor(() => upToDate(reborn));
    reborn.subscribe({ scene: {}, positions: {} });
    await vi.waitFor(() => expect(reborn.frames.length).toBe(2));
    expect(reborn.frames[1]).toMatchObject({ from: 0, topics: [{ topic: 'scene' }, { topic: 'positions', full: true }] });
  });

  it('sends a topic whose filter is another whole, and goes on with the others', async () => {
    move();
    const window = open();
    await vi.waitFor(() => upToDate(window));
    window.post({ kind: 'subscribe', topics: { scene: {}, positions: { bbox: [50, 0, 60, 1] } }, fresh: false });
    await vi.waitFor(() => expect(window.frames.length).toBe(2));
    expect(window.frames[1]?.topics).toMatchObject([{ topic: 'positions', full: true }]);
    expect(window.topics.positions.length).toBe(0);
  });

  it('tells the desk to the console only', async () => {
    const wanted: Subscription = { scene: {}, desk: {}, diagnostics: {} };
    const [wall, desk] = [open('wall', wanted), open('console', wanted)];
    await vi.waitFor(() => expect([wall.frames.length, desk.frames.length]).toEqual([1, 1]));
    const names = ({ frames }: PortWindow) => frames[0]?.topics.map(({ topic }) => topic);
    expect(names(wall)).toEqual(['scene']);
    expect(names(desk)).toEqual(['scene', 'desk', 'diagnostics']);
  });

  it('works a whole value out once for all windows, and sends nothing when it is the same', async () => {
    const [a, b] = [open(), open()];
    await vi.waitFor(() => expect([a.frames.length, b.frames.length]).toEqual([1, 1]));
    const before = written;
    feed.topics.touch('scene');
    await sleep(600);
    expect(written - before).toBe(1);
    expect([a.frames.length, b.frames.length]).toEqual([1, 1]);
  });
});

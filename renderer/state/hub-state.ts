import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type {
  Desk,
  Diagnostics,
  Dispose,
  Frame,
  FramePart,
  FromHub,
  Picture,
  Subscription,
  WindowBridge,
} from '../../preload/contract/index.js';
import type { Columns } from './column-store.js';
import { FrameQueue } from './frame-queue.js';
import { HubClock } from './hub-clock.js';
import type { Tables } from './topics.js';
import { Topics } from './topics.js';

/** Where time comes from; tests pass their own. */
export type Timing = {
  /** this window's monotonic ms */
  now(): number;
  /** this machine's UTC ms */
  utcNow(): number;
  every(intervalMs: number, tick: () => void): Dispose;
  /** Calls once, with the last frame of this window before a moment or one soon after. */
  atFrame(inMs: number, step: () => void): Dispose;
};

const PING_MS = 1_000;
/** Silence of the hub after which the window says so (4-wall.md, «Never silently wrong»), ms. */
export const SILENCE_MS = 3_000;
/** The pulse is looked at more often than it changes, so that a clock never skips a second, ms. */
const PULSE_MS = 200;

/** A frame of the hub is looked for again after this time at the latest, ms: clocks may be corrected meanwhile. */
const LOOK_MS = 100;

/** What changes by itself once a second. */
export type Pulse = {
  /** server's UTC ms; this machine's until the link has measured the difference */
  readonly utcNow: number;
  /** ms since the last word from the backend; undefined before the first */
  readonly dataAgeMs: number | undefined;
  /** how long the hub has been silent, ms; undefined while it is heard */
  readonly lostSinceMs: number | undefined;
};

export type HubState = {
  readonly pictureStore: StoreApi<{ readonly picture?: Picture }>;
  readonly deskStore: StoreApi<{ readonly desk?: Desk }>;
  readonly pulseStore: StoreApi<Pulse>;
  /** What the hub tells of itself; the console's only. */
  readonly diagnosticsStore: StoreApi<{ readonly diagnostics?: Diagnostics }>;
  /** Indicators, assets, incidents and alarms, as far as the window subscribed to them. */
  readonly tablesStore: StoreApi<Tables>;
  /** Newest samples and positions, as far as the window subscribed to them; another object after each change. */
  readonly columnsStore: StoreApi<{ readonly values: Columns; readonly positions: Columns; readonly version: number }>;
  /**
   * The clock that the times of the shown picture are of: its hub's monotonic ms. Undefined before the first pong, and
   * while that hub was replaced by one whose picture is not shown yet.
   */
  hubNow(): number | undefined;
  /** Subscribes once; a second call without an end of the first is a bug and throws. */
  connect(bridge: Line, topics: Subscription): Dispose;
};

type Line = Pick<WindowBridge<unknown>, 'onMessage' | 'subscribe' | 'ack' | 'ping'>;

/** Lets an error be one that nobody handled, which pages report (`reportUnhandled`), wherever it came up. */
const throwSoon = (error: unknown): void => {
  queueMicrotask(() => {
    throw error;
  });
};

/** What only one window shows needs no common moment: it is taken in at once. */
const isOwn = ({ topic }: FramePart): boolean => topic === 'desk' || topic === 'catalogue' || topic === 'diagnostics';
const isPicture = ({ topic }: FramePart): boolean =>
  topic === 'scene' || topic === 'commands' || topic === 'frozen' || topic === 'directives';

/** @param onFault hears why a frame could not be taken in */
export function createHubState(timing: Timing, onFault: (error: unknown) => void = throwSoon): HubState {
  const pictureStore = createStore<{ readonly picture?: Picture }>()(() => ({}));
  const deskStore = createStore<{ readonly desk?: Desk }>()(() => ({}));
  const pulseStore = createStore<Pulse>()(() => ({
    utcNow: timing.utcNow(),
    dataAgeMs: undefined,
    lostSinceMs: undefined,
  }));
  const diagnosticsStore = createStore<{ readonly diagnostics?: Diagnostics }>()(() => ({}));
  const topics = new Topics();
  const tablesStore = createStore<Tables>()(() => topics.tables);
  const columnsStore = createStore<ReturnType<HubState['columnsStore']['getState']>>()(() => ({
    values: topics.values,
    positions: topics.positions,
    version: 0,
  }));
  const clock = new HubClock();
  const queue = new FrameQueue();
  let heardAt = timing.now();
  let connected = false;
  let pingId = 0;
  let shown = 0;
  /** The run of the hub that the shown scene is of. */
  let sceneHub: string | undefined;
  /** When the backend was last heard, in this window's time: that goes on when the hub is gone, and its clock with it. */
  let backendHeardAt: number | undefined;

  const clockNow = (): number | undefined => {
    const offset = clock.offsetMs();
    return offset === undefined ? undefined : timing.now() + offset;
  };
  const hubNow: HubState['hubNow'] = () => (clock.hub === sceneHub ? clockNow() : undefined);

  /**
   * Takes frames in. What fails here, and be it a listener's, is lost for this window, and what comes next builds on it.
   * Everything is asked for with the next ping and not at once: what fails each time must not keep the hub busy.
   */
  const takeIn = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      queue.break();
      onFault(error);
    }
  };

  const show = (frames: readonly Frame[]): void => {
    const last = frames.at(-1);
    if (last === undefined) return;
    for (const frame of frames) {
      topics.apply(frame, (part) => !isOwn(part));
      if (frame.topics.some(({ topic }) => topic === 'scene')) sceneHub = frame.hub;
    }
    const parts = frames.flatMap((frame) => frame.topics);
    const scene = topics.whole('scene');
    const { version, effectiveAt } = last;
    if (scene !== undefined && parts.some(isPicture)) {
      pictureStore.setState({ picture: { ...scene, version, effectiveAt, commands: topics.commands.list } }, true);
    }
    if (topics.tables !== tablesStore.getState()) tablesStore.setState(topics.tables, true);
    if (parts.some(({ form }) => form === 'columns')) columnsStore.setState({ version });
    shown += 1;
  };

  /** Shows what is due; the answer is the version to acknowledge. */
  const flip = (): number | undefined => {
    const hub = clock.isOld ? undefined : clockNow();
    const frames = hub !== undefined ? queue.due(hub) : shown === 0 ? queue.first() : [];
    show(frames);
    return frames.at(-1)?.version;
  };

  const beat = (): void => {
    const link = pictureStore.getState().picture?.link;
    const hub = hubNow();
    const now = timing.now();
    const silence = now - heardAt;
    if (link?.heardAt === undefined) backendHeardAt = undefined;
    else if (hub !== undefined) backendHeardAt = now - (hub - link.heardAt);
    const next: Pulse = {
      utcNow: timing.utcNow() + (link?.clockOffsetMs ?? 0),
      dataAgeMs: backendHeardAt === undefined ? undefined : Math.max(0, now - backendHeardAt),
      lostSinceMs: silence >= SILENCE_MS ? silence : undefined,
    };
    const last = pulseStore.getState();
    const second = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Math.floor(ms / 1_000));
    const same =
      second(next.utcNow) === second(last.utcNow) &&
      second(next.dataAgeMs) === second(last.dataAgeMs) &&
      second(next.lostSinceMs) === second(last.lostSinceMs);
    if (!same) pulseStore.setState(next, true);
  };

  const takeOwn = (frame: Frame): void => {
    if (!frame.topics.some(isOwn)) return;
    topics.apply(frame, isOwn);
    const diagnostics = topics.whole('diagnostics');
    if (diagnostics !== undefined) diagnosticsStore.setState({ diagnostics }, true);
    if (frame.topics.every(({ topic }) => topic === 'diagnostics' || !isOwn({ topic } as FramePart))) return;
    const [desk, catalogue] = [topics.whole('desk'), topics.whole('catalogue')];
    if (desk === undefined || catalogue === undefined) return;
    deskStore.setState({ desk: { ...desk, ...catalogue, version: frame.version, hub: frame.hub } }, true);
  };

  const receive = (message: FromHub, line: Line, wanted: Subscription, ping: () => void): void => {
    heardAt = timing.now();
    switch (message.kind) {
      case 'pong':
        clock.ponged(message.id, message.hubNow, timing.now());
        break;
      case 'frame':
        if (queue.add(message) === 'misfit') {
          if (!queue.isBroken) line.subscribe(wanted, true);
          break;
        }
        if (clock.heard(message.hub)) ping();
        takeIn(() => {
          takeOwn(message);
        });
        break;
      case 'answer':
        // The bridge settles the question it belongs to; here it only counts as a sign of life.
        break;
      default:
        message satisfies never;
    }
    beat();
  };

  const connect: HubState['connect'] = (bridge, wanted) => {
    if (connected) throw new Error('connect: this window listens to the hub already');
    connected = true;
    heardAt = timing.now();
    const ping = (): void => {
      pingId += 1;
      clock.pinged(pingId, timing.now());
      bridge.ping(pingId);
      if (queue.isBroken) bridge.subscribe(wanted, true);
    };
    let awaited: Dispose | undefined;
    // Only while something waits for its moment: a window whose picture rests draws nothing and costs nothing.
    const awaitFrame = (): void => {
      const { nextAt } = queue;
      if (awaited !== undefined || nextAt === undefined) return;
      const inMs = nextAt - (clockNow() ?? nextAt);
      awaited = timing.atFrame(Math.min(Math.max(inMs, 0), LOOK_MS), () => {
        awaited = undefined;
        takeIn(() => {
          const version = flip();
          if (version !== undefined) bridge.ack(version);
        });
        awaitFrame();
      });
    };
    const ends = [
      bridge.onMessage((message) => {
        receive(message, bridge, wanted, ping);
        awaitFrame();
      }),
      timing.every(PING_MS, ping),
      timing.every(PULSE_MS, beat),
      () => awaited?.(),
    ];
    bridge.subscribe(wanted, true);
    ping();
    return () => {
      for (const end of ends.splice(0)) end();
      connected = false;
    };
  };

  return { pictureStore, deskStore, pulseStore, diagnosticsStore, tablesStore, columnsStore, hubNow, connect };
}

import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Desk, Dispose, FromHub, Picture, WindowBridge } from '../../preload/contract/index.js';
import { HubClock } from './hub-clock.js';
import { PictureQueue } from './picture-queue.js';

/** Where time comes from; tests pass their own. */
export type Timing = {
  /** this window's monotonic ms */
  now(): number;
  /** this machine's UTC ms */
  utcNow(): number;
  every(intervalMs: number, tick: () => void): Dispose;
  everyFrame(tick: () => void): Dispose;
};

const PING_MS = 1_000;
/** Silence of the hub after which the window says so (4-wall.md, «Never silently wrong»), ms. */
export const SILENCE_MS = 3_000;
/** The pulse is looked at more often than it changes, so that a clock never skips a second, ms. */
const PULSE_MS = 200;

/** What changes by itself once a second. */
export type Pulse = {
  /** server's UTC ms; this machine's until the link has measured the difference */
  readonly utcNow: number;
  /** ms since the last word from the backend, in hub time; undefined before the first */
  readonly dataAgeMs: number | undefined;
  /** how long the hub has been silent, ms; undefined while it is heard */
  readonly lostSinceMs: number | undefined;
};

export type HubState = {
  readonly pictureStore: StoreApi<{ readonly picture?: Picture }>;
  readonly deskStore: StoreApi<{ readonly desk?: Desk }>;
  readonly pulseStore: StoreApi<Pulse>;
  /** The hub's monotonic clock, ms; undefined before the first pong. */
  hubNow(): number | undefined;
  /** Subscribes once; a second call without an end of the first is a bug and throws. */
  connect(bridge: Pick<WindowBridge<unknown>, 'onMessage' | 'ping'>): Dispose;
};

export function createHubState(timing: Timing): HubState {
  const pictureStore = createStore<{ readonly picture?: Picture }>()(() => ({}));
  const deskStore = createStore<{ readonly desk?: Desk }>()(() => ({}));
  const pulseStore = createStore<Pulse>()(() => ({
    utcNow: timing.utcNow(),
    dataAgeMs: undefined,
    lostSinceMs: undefined,
  }));
  const clock = new HubClock();
  const queue = new PictureQueue();
  let heardAt = timing.now();
  let connected = false;
  let pingId = 0;
  /** A picture that seems old: either late, or the first of a restarted hub. The next pong tells. */
  let doubtful: Picture | undefined;

  const hubNow = (): number | undefined => {
    const offset = clock.offsetMs();
    return offset === undefined ? undefined : timing.now() + offset;
  };

  const flip = (): void => {
    const picture = queue.at(hubNow());
    if (picture !== undefined && picture !== pictureStore.getState().picture) pictureStore.setState({ picture }, true);
  };

  const beat = (): void => {
    const link = pictureStore.getState().picture?.link;
    const hub = hubNow();
    const silence = timing.now() - heardAt;
    const next: Pulse = {
      utcNow: timing.utcNow() + (link?.clockOffsetMs ?? 0),
      dataAgeMs: link?.heardAt === undefined || hub === undefined ? undefined : Math.max(0, hub - link.heardAt),
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

  const restarted = (): void => {
    queue.forgetVersions();
    if (doubtful !== undefined) queue.add(doubtful);
  };

  const receive = (message: FromHub, ping: () => void): void => {
    heardAt = timing.now();
    switch (message.kind) {
      case 'pong': {
        const pong = clock.ponged(message.id, message.hubNow, timing.now());
        if (pong === 'restarted') restarted();
        if (pong !== 'ignored') doubtful = undefined;
        break;
      }
      case 'picture':
        if (!queue.add(message.picture)) {
          doubtful = message.picture;
          ping();
        }
        break;
      case 'desk': {
        const known = deskStore.getState().desk;
        // The port is always the newest hub's, so another hub's desk is a later one, whatever its version.
        if (known === undefined || message.desk.hub !== known.hub || message.desk.version > known.version) {
          deskStore.setState({ desk: message.desk }, true);
        }
        break;
      }
      case 'answer':
        // The bridge settles the question it belongs to; here it only counts as a sign of life.
        break;
      default:
        message satisfies never;
    }
    beat();
  };

  const connect: HubState['connect'] = (bridge) => {
    if (connected) throw new Error('connect: this window listens to the hub already');
    connected = true;
    heardAt = timing.now();
    const ping = (): void => {
      pingId += 1;
      clock.pinged(pingId, timing.now());
      bridge.ping(pingId);
    };
    const ends = [
      bridge.onMessage((message) => {
        receive(message, ping);
      }),
      timing.every(PING_MS, ping),
      timing.every(PULSE_MS, beat),
      timing.everyFrame(flip),
    ];
    ping();
    return () => {
      for (const end of ends.splice(0)) end();
      connected = false;
    };
  };

  return { pictureStore, deskStore, pulseStore, hubNow, connect };
}

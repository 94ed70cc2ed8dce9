import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Frame, FramePart, Link, Scene, Subscription, WallContext } from '../../preload/contract/index.js';
import { fakeWall } from '../bridge/fake.js';
import type { Timing } from './hub-state.js';
import { createHubState, SILENCE_MS } from './hub-state.js';

const HUB_AHEAD = 70_000;

/** Time that stands until it is told to go; timers and frames run as it passes, 10 ms at a time. */
function handTime(): Timing & { advance(ms: number): void } {
  let now = 1_000;
  const timers = new Set<{ every: number; next: number; tick: () => void }>();
  const add = (every: number, tick: () => void): (() => void) => {
    const timer = { every, next: now + every, tick };
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  };
  return {
    now: () => now,
    utcNow: () => 1_800_000_000_000 + now,
    every: add,
    atFrame: (inMs, step) => {
      const due = now + inMs - 20;
      const end = add(10, () => {
        if (now < due) return;
        end();
        step();
      });
      return end;
    },
    advance: (ms) => {
      const end = now + ms;
      while (now < end) {
        now += 10;
        for (const timer of timers) {
          if (timer.next <= now) {
            timer.next += timer.every;
            timer.tick();
          }
        }
      }
    },
  };
}

const link: Link = { state: 'live', since: 0 };
const still = { lng: 106, lat: 29, zoom: 7, pitch: 0, bearing: 0 };
const FIRST_HUB = '0b0f4b5e-0000-4000-8000-000000000001';
const NEXT_HUB = '0b0f4b5e-0000-4000-8000-000000000002';

type Told = {
  readonly hub?: string;
  readonly from?: number;
  readonly scene?: Partial<Scene>;
  readonly parts?: readonly FramePart[];
};
const frameOf = (
  version: number,
  effectiveAt: number,
  { hub = FIRST_HUB, from = version - 1, scene, parts = [] }: Told,
): Frame => {
  const value: Scene = {
    tier: '500000',
    mode: 'live',
    link,
    focus: null,
    camera: { id: 0, from: still, to: still, startAt: 0, durationMs: 0, easing: 'in-out-cubic' },
    ...scene,
  };
  const topics: FramePart[] = [...(scene === undefined ? [] : [{ form: 'value', topic: 'scene', value } as const]), ...parts];
  return { kind: 'frame', hub, version, from, effectiveAt, topics };
};
const desk: readonly FramePart[] = [
  { form: 'value', topic: 'desk', value: { session: null, outbox: [], key: null, notices: [] } },
  { form: 'value', topic: 'catalogue', value: { tiers: [], templates: [] } },
];
const WANTED: Subscription = { scene: {}, commands: {}, desk: {}, catalogue: {} };

function start(options: { readonly answering?: boolean } = {}) {
  const time = handTime();
  const fake = fakeWall({} as WallContext);
  const faults: unknown[] = [];
  const hub = createHubState(time, (error) => {
    faults.push(error);
  });
  const answer = { on: options.answering ?? true, ahead: HUB_AHEAD };
  const end = hub.connect(
    {
      ...fake.bridge,
      ping: (id) => {
        if (answer.on) fake.send({ kind: 'pong', id, hubNow: time.now() + answer.ahead });
      },
    },
    WANTED,
  );
  let last = 0;
  /** The next frame of a hub, with a scene of its own. */
  const show = (version: number, effectiveAt: number, told: Told = {}): void => {
    fake.send(frameOf(version, effectiveAt, { from: last, scene: {}, ...told }));
    last = version;
  };
  return { time, fake, hub, faults, answer, end, show, shown: () => hub.pictureStore.getState().picture?.version };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('createHubState', () => {
  it('knows the hub clock after the first answer', () => {
    const { hub, time } = start();
    expect(hub.hubNow()).toBe(time.now() + HUB_AHEAD);
    expect(start({ answering: false }).hub.hubNow()).toBeUndefined();
  });

  it('shows a picture at its moment, not before', () => {
    const { time, show, shown } = start();
    show(1, time.now() + HUB_AHEAD);
    time.advance(10);
    expect(shown()).toBe(1);
    show(2, time.now() + HUB_AHEAD + 200);
    time.advance(190);
    expect(shown()).toBe(1);
    time.advance(10);
    expect(shown()).toBe(2);
  });

  it('looks for frames of the window only while something waits for its moment', () => {
    const { time, show, shown } = start();
    const asked = vi.spyOn(time, 'atFrame');
    show(1, 0);
    time.advance(5_000);
    expect([shown(), asked.mock.calls.length]).toEqual([1, 1]);
    show(2, time.now() + HUB_AHEAD + 60);
    time.advance(5_000);
    expect(shown()).toBe(2);
    expect(asked.mock.calls.length).toBeLessThan(6);
  });

  it('takes no frame that does not follow the one before, and asks for everything', () => {
    const { time, show, shown, fake } = start();
    show(5, 0);
    time.advance(10);
    show(4, time.now() + HUB_AHEAD + 50, { from: 3 });
    show(9, time.now() + HUB_AHEAD + 50, { from: 8 });
    time.advance(500);
    expect(shown()).toBe(5);
    expect(fake.subscriptions).toEqual([1, 2, 3].map(() => ({ topics: WANTED, fresh: true })));
    show(10, 0, { from: 0 });
    time.advance(10);
    expect(shown()).toBe(10);
  });

  it('shows a frame with a later one whose moment comes first, because the later one builds on it', () => {
    const { time, fake, show, shown, hub } = start();
    show(1, 0);
    show(2, time.now() + HUB_AHEAD + 300, { scene: { mode: 'drill' } });
    fake.send(frameOf(3, time.now() + HUB_AHEAD + 100, {}));
    time.advance(100);
    expect(shown()).toBe(3);
    expect(hub.pictureStore.getState().picture?.mode).toBe('drill');
    time.advance(400);
    expect(shown()).toBe(3);
  });

  it('acknowledges what it shows, when it shows it', () => {
    const { time, fake, show } = start();
    show(1, 0);
    show(2, time.now() + HUB_AHEAD + 200);
    time.advance(190);
    expect(fake.acks).toEqual([1]);
    time.advance(10);
    expect(fake.acks).toEqual([1, 2]);
  });

  it('shows the first picture at once while the clock is unknown, and only that one', () => {
    const { time, show, shown } = start({ answering: false });
    show(1, 99_999_999);
    time.advance(10);
    expect(shown()).toBe(1);
    show(2, 0);
    time.advance(1_000);
    expect(shown()).toBe(1);
  });

  it('takes the pictures of a restarted hub although its versions begin anew', () => {
    const { time, answer, show, shown, hub } = start();
    show(900, 0);
    show(901, 0, { parts: desk });
    time.advance(10);
    answer.ahead = -900;
    // The answers come after what the hub says first, as over a real port.
    answer.on = false;
    show(1, 0, { hub: NEXT_HUB, from: 0, parts: desk });
    expect(hub.deskStore.getState().desk).toMatchObject({ version: 1, hub: NEXT_HUB });
    time.advance(20);
    expect(shown()).toBe(901);
    answer.on = true;
    time.advance(1_000);
    expect(shown()).toBe(1);
    expect(hub.deskStore.getState().desk?.version).toBe(1);
  });

  it('says after three seconds of silence that the hub is lost, and takes it back', () => {
    const { time, answer, hub } = start();
    time.advance(5_000);
    expect(hub.pulseStore.getState().lostSinceMs).toBeUndefined();
    answer.on = false;
    time.advance(SILENCE_MS - 100);
    expect(hub.pulseStore.getState().lostSinceMs).toBeUndefined();
    time.advance(400);
    expect(hub.pulseStore.getState().lostSinceMs).toBeGreaterThanOrEqual(SILENCE_MS);
    answer.on = true;
    time.advance(1_000);
    expect(hub.pulseStore.getState().lostSinceMs).toBeUndefined();
  });

  it('counts the data age in hub time and the clock in server time', () => {
    const { time, show, hub } = start();
    show(1, 0, { scene: { link: { ...link, heardAt: time.now() + HUB_AHEAD, clockOffsetMs: 60_000 } } });
    time.advance(4_500);
    const { dataAgeMs, utcNow } = hub.pulseStore.getState();
    expect(dataAgeMs).toBeGreaterThanOrEqual(4_000);
    expect(dataAgeMs).toBeLessThanOrEqual(4_500);
    expect(utcNow - time.utcNow()).toBeGreaterThan(58_900);
  });

  it('lets the data age grow while a hub is replaced, whose clock begins anew', () => {
    const { time, answer, show, hub } = start();
    const age = (): number | undefined => hub.pulseStore.getState().dataAgeMs;
    // Heard before the hub was born: its monotonic time of then is negative.
    show(1, 0, { scene: { link: { ...link, state: 'offline', heardAt: time.now() + HUB_AHEAD - 100_000 } } });
    time.advance(2_000);
    expect(age()).toBeGreaterThanOrEqual(101_000);
    answer.ahead = -time.now();
    // It answers a ping before its first frame, and sends that before it takes effect.
    time.advance(1_000);
    expect(age()).toBeGreaterThanOrEqual(102_000);
    expect(hub.hubNow()).toBeUndefined();
    const offline: Link = { ...link, state: 'offline', heardAt: -100_000 };
    show(1, time.now() + answer.ahead + 1_000, { hub: NEXT_HUB, from: 0, scene: { link: offline } });
    time.advance(900);
    expect(age()).toBeGreaterThanOrEqual(103_000);
    expect(hub.hubNow()).toBeUndefined();
    time.advance(300);
    expect(hub.hubNow()).toBe(time.now() + answer.ahead);
    expect(age()).toBeGreaterThanOrEqual(101_000);
    expect(age()).toBeLessThan(103_000);
  });

  it('reports what could not be taken in, shows nothing that builds on it, and asks for everything with the next ping', () => {
    const { time, fake, hub, faults, show, shown } = start();
    show(1, 0);
    time.advance(10);
    const broken = new Error('a listener fails');
    const end = hub.pictureStore.subscribe(() => {
      throw broken;
    });
    show(2, 0, { scene: { mode: 'drill' } });
    show(3, time.now() + HUB_AHEAD + 100, {});
    time.advance(10);
    show(4, 0, { scene: { mode: 'replay' } });
    time.advance(200);
    expect([faults, fake.acks, shown()]).toEqual([[broken], [1], 2]);
    expect(fake.subscriptions).toHaveLength(1);
    time.advance(1_000);
    expect(fake.subscriptions.slice(1)).toEqual([{ topics: WANTED, fresh: true }]);
    end();
    show(5, 0, { from: 0, scene: { mode: 'live' } });
    show(6, 0);
    time.advance(10);
    expect([faults, fake.acks, shown()]).toEqual([[broken], [1, 6], 6]);
    time.advance(2_000);
    expect(fake.subscriptions).toHaveLength(2);
  });

  it('lets what could not be taken in be an error that nobody handled, unless it is told who hears of it', () => {
    const time = handTime();
    const fake = fakeWall({} as WallContext);
    const hub = createHubState(time);
    const later: (() => void)[] = [];
    vi.stubGlobal('queueMicrotask', (work: () => void) => later.push(work));
    hub.connect(fake.bridge, WANTED);
    hub.pictureStore.subscribe(() => {
      throw new Error('a listener fails');
    });
    fake.send(frameOf(1, 0, { from: 0, scene: {} }));
    time.advance(10);
    expect(later).toHaveLength(1);
    expect(later[0]).toThrow('a listener fails');
  });

  it('asks anew each second as long as nothing can be taken in', () => {
    const { time, fake, hub, faults, show } = start();
    hub.deskStore.subscribe(() => {
      throw new Error('a listener fails');
    });
    for (const version of [1, 2, 3]) {
      show(version, 0, { from: 0, parts: desk });
      time.advance(1_000);
    }
    expect([faults.length, fake.subscriptions.length, fake.acks]).toEqual([3, 4, []]);
  });

  it('keeps the newest desk', () => {
    const { fake, hub, show } = start();
    show(2, 0, { from: 0, parts: desk });
    fake.send(frameOf(1, 0, { parts: desk }));
    expect(hub.deskStore.getState().desk?.version).toBe(2);
  });

  it('subscribes once, and not at all after its end', () => {
    const { hub, fake, end } = start();
    expect(fake.listenerCount()).toBe(1);
    expect(() => hub.connect(fake.bridge, WANTED)).toThrow();
    end();
    expect(fake.listenerCount()).toBe(0);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsoleContext } from '../../preload/contract/index.js';
import type { ConsolePlace, DisplayInfo } from '../platform/index.js';
import { Hall } from './hall.js';

const system = vi.hoisted(() => ({ opened: [] as unknown[], pushed: [] as (readonly [string, unknown])[] }));

vi.mock('../ipc/index.js', () => ({
  push: (_contents: unknown, channel: string, argument: unknown) => system.pushed.push([channel, argument]),
}));
vi.mock('../platform/index.js', async () => {
  const { FakeWindow } = await import('../wall/window.fixture.js');
  /** What the hall needs of a window beyond what the wall needs. */
  class FakeHallWindow extends FakeWindow {
    readonly isSafe: boolean;
    isFocused = false;
    readonly contents = {};
    readonly role: string;
    readonly place: unknown;
    readonly takesFocus: boolean;
    constructor(role: string, place: unknown, takesFocus: boolean, notice: unknown) {
      super({ kind: 'own' });
      this.role = role;
      this.place = place;
      this.takesFocus = takesFocus;
      this.isSafe = notice !== undefined;
      system.opened.push(this);
    }
    giveUpHung(): void {
      this.fail('hung');
    }
    onLoaded(): void {
      /* The hub has no part in this. */
    }
  }
  return {
    consoleBounds: ({ bounds }: ConsolePlace) => bounds,
    openConsoleWindow: (place: ConsolePlace, takesFocus: boolean, notice?: unknown) =>
      new FakeHallWindow('console', place, takesFocus, notice),
    openWallWindow: (_id: string, bounds: unknown, notice?: unknown) => new FakeHallWindow('wall', bounds, false, notice),
  };
});

type Opened = {
  role: string;
  isOpen: boolean;
  isFocused: boolean;
  isSafe: boolean;
  takesFocus: boolean;
  place: ConsolePlace;
  bounds: unknown;
  fail(): void;
  close(): void;
};
const consoles = (): Opened[] => (system.opened as Opened[]).filter(({ role }) => role === 'console');
const desk = (): Opened => consoles().at(-1) as Opened;

const display = (id: number, x: number): DisplayInfo => ({
  id,
  label: `D${id}`,
  bounds: { x, y: 0, width: 1920, height: 1080 },
  scaleFactor: 1,
  primary: id === 0,
});
const one = [display(0, 0)];
const two = [display(0, 0), display(1, 1920)];
const onClosed = vi.fn();

function openHall(displays: readonly DisplayInfo[]): Hall {
  const hall = new Hall(
    {
      loaded: { site: undefined, source: 'displays', faults: [] },
      demoAccounts: [],
      fileFaults: [{ path: 'device-token', code: 'device-token-empty', message: 'put it in' }],
      log: { error: () => undefined } as never,
      onLoaded: () => undefined,
      onAllDrawn: () => undefined,
      onCanvas: () => undefined,
      onClosed,
    },
    { displays, fault: undefined },
  );
  hall.open();
  return hall;
}

beforeEach(() => {
  vi.useFakeTimers();
  system.opened.length = 0;
  system.pushed.length = 0;
  onClosed.mockClear();
});
afterEach(() => void vi.useRealTimers());

describe('the console', () => {
  it.each([
    ['focused', true],
    ['in the background', false],
  ])('gets a window of the other kind when it comes to share its display; %s stays so', (_name, isFocused) => {
    const hall = openHall(one);
    expect(desk()).toMatchObject({ takesFocus: true, place: { shared: true } });
    desk().isFocused = isFocused;
    hall.displaysChanged({ displays: two, fault: undefined });
    expect(consoles()).toHaveLength(2);
    expect(consoles()[0]?.isOpen).toBe(false);
    expect(desk()).toMatchObject({ isOpen: true, takesFocus: isFocused, place: { shared: false } });
    expect(hall.console).toBe(desk());
    expect(onClosed).not.toHaveBeenCalled();
  });

  it('only moves while it has its display to itself', () => {
    const hall = openHall(two);
    hall.displaysChanged({ displays: [display(0, 640), display(1, 3000)], fault: undefined });
    expect(consoles()).toHaveLength(1);
    expect(desk().bounds).toMatchObject({ x: 640 });
  });

  it('comes back after a crash with the wall’s pauses, in the end as the safe page', () => {
    openHall(two);
    desk().fail();
    vi.advanceTimersByTime(499);
    expect(consoles()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(consoles()).toHaveLength(2);
    desk().fail();
    vi.advanceTimersByTime(999);
    expect(consoles()).toHaveLength(2);
    vi.advanceTimersByTime(1);
    desk().fail();
    vi.advanceTimersByTime(0);
    expect([consoles().length, desk().isSafe]).toEqual([4, true]);
    vi.advanceTimersByTime(60_000);
    expect([consoles().length, desk().isSafe]).toEqual([5, false]);
  });

  it('ends the program when the officer closes it', () => {
    openHall(two);
    desk().close();
    vi.advanceTimersByTime(600_000);
    expect([onClosed.mock.calls.length, consoles().length]).toEqual([1, 1]);
  });

  it('hears of the hub’s fault, and that it is over', () => {
    const hall = openHall(two);
    const codes = (): string[] => {
      const [, context] = system.pushed.filter(([channel]) => channel === 'console:context-changed').at(-1) ?? [];
      return (context as ConsoleContext).siteFaults.map(({ code }) => code);
    };
    hall.setHubFault({ path: 'hub', code: 'hub-ending', message: 'it keeps ending' });
    expect(codes()).toEqual(['device-token-empty', 'hub-ending']);
    hall.setHubFault(undefined);
    expect(codes()).toEqual(['device-token-empty']);
  });
});

describe('a window that hangs', () => {
  it('is replaced after 10 s of silence, and those that answer are not', () => {
    const hall = openHall(two);
    const [panel] = hall.panels();
    hall.drawn(desk() as never);
    hall.drawn(panel?.window as never);
    for (let ms = 0; ms < 14_000; ms += 1000) {
      hall.alive(desk());
      vi.advanceTimersByTime(1000);
    }
    expect(consoles()).toHaveLength(1);
    expect(hall.panels()).toHaveLength(1);
    expect(hall.panels()[0]?.window).not.toBe(panel?.window);
  });
});

describe('a hall that closes', () => {
  it('opens no window for displays that change meanwhile', () => {
    const hall = openHall(one);
    hall.close();
    const before = system.opened.length;
    hall.displaysChanged({ displays: two, fault: undefined });
    vi.advanceTimersByTime(600_000);
    expect([...hall.windows()]).toEqual([]);
    expect(system.opened).toHaveLength(before);
    expect(onClosed).not.toHaveBeenCalled();
  });
});

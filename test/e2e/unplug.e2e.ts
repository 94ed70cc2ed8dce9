import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsoleBridge, ConsoleContext, PanelHealth } from '../../preload/contract/index.js';
import { Hall } from './support/hall.js';
import { bareMap, settledPicture } from './support/pictures.js';

let hall: Hall;
let desk: Page;

beforeAll(async () => {
  hall = await Hall.open({ columns: 3, rows: 1, panel: [640, 360] });
  await hall.panels();
  desk = await hall.page('console');
});

afterAll(async () => {
  await hall.close();
});

/** Waits until the console knows a panel in a state. (`waitForFunction` takes the promise of an answer for a yes.) */
const panelIs = (id: string, state: PanelHealth['state']): Promise<void> =>
  desk.evaluate(
    ([panel, wanted]) =>
      new Promise<void>((resolve) => {
        const { yilan } = window as unknown as { yilan: ConsoleBridge };
        const look = ({ panels }: ConsoleContext): void => {
          if (!panels.some((each) => each.id === panel && each.state === wanted)) return;
          dispose();
          resolve();
        };
        const dispose = yilan.onContext(look);
        void yilan.context().then(look);
      }),
    [id, state],
  );

type WindowSeen = { readonly id: number; readonly pid: number; readonly url: string };

/** A panel's window as main has it now, once its page is loaded; a process that loads may be changed for another. */
async function windowOf(panel: string): Promise<WindowSeen> {
  for (;;) {
    const seen = await hall.app.evaluate(({ BrowserWindow }, title): WindowSeen | undefined => {
      const window = BrowserWindow.getAllWindows().find((each) => each.getTitle() === title);
      const { webContents: contents } = window ?? {};
      return window === undefined || contents === undefined
        ? undefined
        : contents.isLoading()
          ? undefined
          : { id: window.id, pid: contents.getOSProcessId(), url: contents.getURL() };
    }, `yilan wall ${panel}`);
    if (seen !== undefined) return seen;
  }
}

/** Waits until a panel has another window. */
async function replaced(panel: string, before: WindowSeen): Promise<WindowSeen> {
  for (;;) {
    const now = await windowOf(panel);
    if (now.id !== before.id) return now;
  }
}

/** A process that has ended and only waits to be counted is gone, too. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

describe('a panel that is unplugged', () => {
  it('is missing on the console, leaves the others alone, and comes back by itself with its picture', async () => {
    await bareMap(await hall.panels());
    const [left, middle, right] = hall.wall.panels;
    if (left === undefined || middle === undefined || right === undefined) throw new Error('three panels');
    const others = [left.bounds, right.bounds];
    const before = await Promise.all(others.map((area) => settledPicture(hall, area)));

    await hall.wall.unplug(middle.id);
    await panelIs(middle.id, 'missing');
    expect(await desk.textContent('body')).toContain(middle.id);
    for (const [index, area] of others.entries()) {
      expect((await hall.wall.pixels(area)).data.equals(before[index]?.data ?? Buffer.alloc(0))).toBe(true);
    }

    await hall.wall.plug(middle.id);
    await panelIs(middle.id, 'shown');
    const page = await hall.page(middle.id as 'r1c2');
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([640, 360]);
    expect(hall.complaints).toEqual([]);
  });
});

describe('a wall window that fails', () => {
  let others: readonly WindowSeen[];
  const othersNow = (): Promise<WindowSeen[]> => Promise.all([windowOf('r1c1'), windowOf('r1c3')]);

  beforeAll(async () => {
    others = await othersNow();
  });

  it('comes back by itself when its process dies, and the others are left alone', async () => {
    const before = await windowOf('r1c2');
    process.kill(before.pid, 'SIGKILL');
    await replaced('r1c2', before);
    await panelIs('r1c2', 'shown');
    expect(await othersNow()).toEqual(others);
  });

  it('comes back by itself when it hangs, though nobody touches it, and its process is gone', async () => {
    const before = await windowOf('r1c2');
    process.kill(before.pid, 'SIGSTOP');
    await replaced('r1c2', before);
    while (isRunning(before.pid)) await othersNow();
    await panelIs('r1c2', 'shown');
    expect(await othersNow()).toEqual(others);
  });

  it('gives way to a safe page with the reason after three failures in a minute', async () => {
    let now = await windowOf('r1c2');
    let kills = 0;
    for (; !now.url.includes('/safe.html'); kills += 1) {
      process.kill(now.pid, 'SIGKILL');
      now = await replaced('r1c2', now);
    }
    expect(kills).toBeLessThanOrEqual(3);
    await panelIs('r1c2', 'failed');
    const safe = hall.app.windows().find((page) => page.url().includes('/safe.html'));
    await safe?.waitForSelector('.safe-title');
    expect(await safe?.textContent('#safe')).toMatch(/r1c2.*反复崩溃.*自动重试/s);
    expect(await safe?.evaluate(() => document.documentElement.dataset)).toMatchObject({ panel: 'r1c2', safe: 'crashed' });
    expect(await othersNow()).toEqual(others);
    expect(hall.complaints).toEqual([]);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsoleBridge, PanelHealth } from '../../preload/contract/index.js';
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

/** Waits until the console knows a panel in a state. */
const panelIs = (id: string, state: PanelHealth['state']): Promise<unknown> =>
  desk.waitForFunction(
    async ([panel, wanted]) => {
      const { yilan } = window as unknown as { yilan: ConsoleBridge };
      return (await yilan.context()).panels.some((each) => each.id === panel && each.state === wanted);
    },
    [id, state],
  );

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

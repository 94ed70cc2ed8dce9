import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandListSchema, toWireTime } from '../../preload/contract/index.js';
import type { TestBackend } from '../integration/support/backend.js';
import { startBackend } from '../integration/support/backend.js';
import { call } from '../integration/support/backend-client.js';
import { ACCOUNTS, CITY, DEVICE_TOKEN, OFFICER } from './support/accounts.js';
import { Hall } from './support/hall.js';
import { compare, settledPicture } from './support/pictures.js';

const DISTRICT = '500108';
const LEADER = 'ready-token-of-leader';
const HANDS = 'ready-token-of-hands';
const accounts = [
  ...ACCOUNTS,
  { name: 'leader', token: LEADER, roles: ['leader' as const], tier: CITY },
  { name: 'hands', token: HANDS, roles: ['responder' as const], tier: CITY, subtree: true },
];
/** How soon after the backend's end every panel has to say so, ms: the requirement's number. */
const OFFLINE_SHOWN_MS = 3000;
/** The window's frame in its mode's colour, px; inside of it nothing may have changed. */
const FRAME_PX = 24;

let folder: string;
let backend: TestBackend;
let hall: Hall;
let desk: Page;
let wall: Page[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-e2e-backend-'));
  backend = await startBackend({ data: folder, accounts });
  hall = await Hall.open({
    columns: 2,
    rows: 1,
    panel: [640, 360],
    backend: { url: backend.url },
  });
  desk = await hall.page('console');
  wall = await hall.panels();
});

afterAll(async () => {
  await hall.close();
  await backend.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function level(value: number): Promise<void> {
  const samples = [{ indicator: 'cuntan-level', tier: CITY, t: toWireTime(Date.now()), value }];
  expect((await call(backend.url, 'POST', '/v1/samples', { token: HANDS, body: { samples } })).status).toBe(201);
}

async function commands(): Promise<{ readonly id: string; readonly state: string }[]> {
  return commandListSchema.parse((await call(backend.url, 'GET', '/v1/commands', { token: DEVICE_TOKEN })).body).items;
}

/** 沿江道路交通管制 for a district, up to its preview. */
async function prepare(): Promise<void> {
  await desk.click('[data-template="river-road-closure"]');
  const field = desk.getByRole('combobox');
  await field.waitFor();
  await field.fill(DISTRICT);
  await field.press('Enter');
  await field.press('Enter');
  await desk.waitForSelector('.preview');
}

/** Holds a key of the console until something is gone. */
async function holdUntilGone(hold: string, gone: string): Promise<void> {
  await desk.locator(hold).focus();
  await desk.keyboard.down('Enter');
  await desk.waitForSelector(gone, { state: 'detached' });
  await desk.keyboard.up('Enter');
}

it('makes a key at the first log-in and says who has to confirm it', async () => {
  await desk.fill('input[name=name]', OFFICER.name);
  await desk.fill('input[name=password]', OFFICER.password);
  await desk.keyboard.press('Enter');
  const note = await desk.waitForSelector('[data-key="pending"]');
  const id = await note.getAttribute('data-key-id');
  expect((await call(backend.url, 'POST', `/v1/keys/${id}/confirmation`, { token: LEADER })).status).toBe(201);
  await desk.waitForSelector('[data-key]', { state: 'detached' });
});

it('shows how the precondition stands before the key is held', async () => {
  await level(181.2);
  await prepare();
  await desk.waitForSelector('.preview [data-verdict="holds"]');
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('Escape');
  await level(176.4);
});

it('keeps its picture without a backend; every panel says so, with the age of the data, within 3 s', async () => {
  const [panel] = hall.wall.panels;
  if (panel === undefined) throw new Error('no panel');
  const { x, y, width, height } = panel.bounds;
  const map = { x: x + FRAME_PX, y: y + FRAME_PX, width: width - 2 * FRAME_PX, height: Math.round(height * 0.8) - 2 * FRAME_PX };
  const before = await settledPicture(hall, map);
  const killedAt = performance.now();
  await backend.kill('SIGKILL');
  await Promise.all(
    wall.map((page) =>
      page.waitForFunction(() => {
        const { mode, ageMs } = document.documentElement.dataset;
        return mode === 'offline' && ageMs !== undefined && document.body.textContent?.includes('离线') === true;
      }),
    ),
  );
  expect(performance.now() - killedAt).toBeLessThan(OFFLINE_SHOWN_MS);
  expect(compare(before, await hall.wall.pixels(map)).different).toBeLessThan(0.02);
});

it('queues an order meanwhile and says that it waits unapproved', async () => {
  await prepare();
  await desk.waitForSelector('.preview [data-verdict="unreached"]');
  await holdUntilGone('.preview .hold', '.preview');
  const row = await desk.waitForSelector('.outbox-row[data-told="held"]');
  expect(await row.textContent()).toContain('链路中断期间未复核');
});

it('asks the officer when the backend is back and the river has fallen; sent by the officer’s word it arrives once', async () => {
  backend = await startBackend({ data: folder, accounts, port: Number(new URL(backend.url).port) });
  await desk.waitForSelector('.question[data-verdict="fails"]');
  expect(await desk.textContent('.question')).toContain('176.4');
  expect(await commands()).toEqual([]);
  await holdUntilGone('.question .hold', '.question');
  await desk.waitForSelector('.outbox-row', { state: 'detached' });
  expect(await commands()).toMatchObject([{ state: 'awaiting-approval' }]);
  await hall.atRest(wall);
});

it('complains of nothing in any window', () => {
  expect(hall.complaints).toEqual([]);
});

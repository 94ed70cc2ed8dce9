import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandListSchema } from '../../preload/contract/index.js';
import type { TestBackend } from '../integration/support/backend.js';
import { startBackend } from '../integration/support/backend.js';
import { ACCOUNTS, DEVICE_TOKEN, OFFICER } from './support/accounts.js';
import { Hall } from './support/hall.js';

let folder: string;
let backend: TestBackend;
let hall: Hall;
let desk: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-e2e-backend-'));
  backend = await startBackend({ data: folder, accounts: ACCOUNTS });
  hall = await Hall.open({
    columns: 1,
    rows: 1,
    panel: [640, 360],
    backend: { url: backend.url },
  });
  desk = await hall.page('console');
});

afterAll(async () => {
  await hall.close();
  await backend.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function logIn(): Promise<void> {
  await desk.fill('input[name=name]', OFFICER.name);
  await desk.fill('input[name=password]', OFFICER.password);
  await desk.keyboard.press('Enter');
  await desk.waitForSelector('[data-template="flood-patrol"]');
}

/** Holds the key until the page shows what it is to come to. */
async function holdUntil(selector: string): Promise<void> {
  await desk.locator('.hold').focus();
  await desk.keyboard.down('Enter');
  await desk.waitForSelector(selector);
  await desk.keyboard.up('Enter');
}

async function commandCount(): Promise<number> {
  const response = await fetch(`${backend.url}/v1/commands`, { headers: { authorization: `Bearer ${DEVICE_TOKEN}` } });
  return commandListSchema.parse(await response.json()).items.length;
}

it('an order whose hub dies under the key can only be given once', async () => {
  await logIn();
  await desk.keyboard.press('1');
  const field = desk.getByRole('combobox');
  await field.waitFor();
  await field.fill('500108');
  await field.press('Enter');
  await field.press('Enter');
  await desk.waitForSelector('.preview');
  // The hub stands still while the key is held, and is killed before it has read the order.
  const hub = await hall.processOf('hub');
  process.kill(hub, 'SIGSTOP');
  await holdUntil('.preview[data-issue="asked"]');
  // While nobody can know what became of it, there is no way back to prepare it once more.
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('1');
  expect(await desk.locator('.preview').getAttribute('data-issue')).toBe('asked');
  expect(await desk.locator('.preview .actions .quiet').isDisabled()).toBe(true);
  process.kill(hub, 'SIGKILL');
  // The next hub knows no log-in, and says that it has no such order.
  await desk.waitForSelector('input[name=name]');
  await logIn();
  await desk.waitForSelector('.preview[data-issue="ready"] [data-code="order-not-stored"]');
  await holdUntil('.preview [data-code="draft-unknown"]');
  await desk.keyboard.press('Escape');
  await field.waitFor();
  await field.press('Enter');
  await desk.waitForSelector('.preview');
  await desk.locator('.hold').focus();
  await desk.keyboard.down('Enter');
  await desk.waitForSelector('.preview', { state: 'detached' });
  await desk.keyboard.up('Enter');
  await expect.poll(commandCount, { timeout: 30_000 }).toBe(1);
});

it('complains of nothing in any window', () => {
  expect(hall.complaints).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Hub } from '../../main/hub/hub.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { TestWindow } from './support/window.js';

/** A disk of its own needs the right to mount one. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

const OFFICER = { name: 'duty-officer', password: 'patrol-the-river' } as const;
const OTHER = { name: 'other-officer', password: 'patrol-the-lake' } as const;
const TOKEN = 'hall-500000-device-token-for-tests';
const accounts = [
  { ...OFFICER, roles: ['officer' as const], tier: '500000' },
  { ...OTHER, roles: ['officer' as const], tier: '500000' },
  { name: 'hall-500000', token: TOKEN, roles: ['device' as const], tier: '500000' },
];

let folder: string;
let backend: TestBackend;
let hubs: Hub[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-hub-disk-'));
  for (const name of ['backend', 'disk', 'other']) mkdirSync(join(folder, name));
  if (mayMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', join(folder, 'disk')]);
  backend = await startBackend({ data: join(folder, 'backend'), accounts, args: ['--no-responders'] });
  hubs = [];
});
afterEach(async () => {
  for (const hub of hubs) await hub.close();
  await backend.kill('SIGKILL');
  if (mayMount) execFileSync('umount', ['-l', join(folder, 'disk')]);
  rmSync(folder, { recursive: true, force: true });
});

/** A hall that is live, with its officer logged in. */
async function hall(dataDir: string, officer: { name: string; password: string }): Promise<TestWindow> {
  const canvas = { width: 1920, height: 720 };
  const opened = await Hub.open({ dataDir, tier: '500000', canvas, deviceToken: TOKEN });
  if (!opened.ok) throw new Error(opened.error.code);
  hubs.push(opened.value);
  const window = new TestWindow();
  opened.value.addWindow('console', window.port);
  opened.value.setBackend(backend.url);
  await window.until(({ link }, desk) => link.state === 'live' && (desk?.templates.length ?? 0) > 0);
  expect(await window.ask('logIn', officer)).toMatchObject({ ok: true });
  await window.until((_picture, desk) => desk?.key !== null);
  return window;
}

async function prepared(window: TestWindow): Promise<{ id: string; hash: string }> {
  const answer = await window.ask('prepare', { template: 'flood-patrol', parameters: { district: '500103' } });
  if (!answer.ok) throw new Error(answer.error.code);
  return { id: answer.value.id, hash: answer.value.hash };
}

describe.skipIf(!mayMount)('a hub whose disk is full', () => {
  it('shows the picture, refuses orders, and goes on by itself when there is room', { timeout: 120_000 }, async () => {
    const window = await hall(join(folder, 'disk', 'hall'), OFFICER);
    const other = await hall(join(folder, 'other'), OTHER);
    const ballast = join(folder, 'disk', 'ballast');
    const { bavail, bsize } = statfsSync(join(folder, 'disk'));
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    // What is left in half-filled pages may take one or two more.
    let refused: { id: string; hash: string } | undefined;
    for (let time = 0; time < 10 && refused === undefined; time += 1) {
      const draft = await prepared(window);
      const answer = await window.ask('issue', draft);
      if (answer.ok) continue;
      expect(answer.error).toEqual({ code: 'store-down', details: { reason: 'full' } });
      refused = draft;
    }
    if (refused === undefined) throw new Error('the disk is not full');
    await window.until((_picture, desk) => desk?.notices.some(({ code }) => code === 'durable-full') === true);
    // What the other hall orders appears here, although nothing of it can be stored.
    const draft = await prepared(other);
    expect(await other.ask('issue', draft)).toMatchObject({ ok: true });
    await window.until(({ commands, link }) => link.state === 'live' && commands.some(({ id }) => id === draft.id));
    expect(window.desk?.outbox.some(({ id }) => id === refused.id)).toBe(false);
    rmSync(ballast);
    await window.until((_picture, desk) => desk?.notices.every(({ code }) => !code.startsWith('durable-')) === true);
    expect(await window.ask('issue', refused)).toMatchObject({ ok: true });
    await window.until((_picture, desk) => desk?.outbox.find(({ id }) => id === refused.id)?.state === 'accepted-by-backend');
    await window.until(({ commands }) => [draft, refused].every(({ id }) => commands.some((command) => command.id === id)));
  });
});

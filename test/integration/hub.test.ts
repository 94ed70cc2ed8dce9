import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandListSchema } from '../../preload/contract/index.js';
import { Hub } from '../../main/hub/hub.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { startGate } from './support/gate.js';
import { TestWindow } from './support/window.js';

const DISTRICT = '500103';
const OFFICER = { name: 'duty-officer', password: 'patrol-the-river' } as const;
const TOKEN = 'hall-500000-device-token-for-tests';
const accounts = [
  { ...OFFICER, roles: ['officer' as const], tier: '500000' },
  { name: 'hall-500000', token: TOKEN, roles: ['device' as const], tier: '500000' },
];

let folder: string;
let backend: TestBackend | undefined;
let hub: Hub;
let window: TestWindow;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-hub-'));
});
afterEach(async () => {
  await hub.close();
  await backend?.kill('SIGKILL');
  backend = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function startServer(port = 0, args: readonly string[] = ['--no-responders'], data = 'backend'): Promise<TestBackend> {
  mkdirSync(join(folder, data), { recursive: true });
  backend = await startBackend({ data: join(folder, data), accounts, port, args });
  return backend;
}

async function openHub(deviceToken: string | undefined = TOKEN): Promise<void> {
  const opened = await Hub.open({
    dataDir: join(folder, 'hall'),
    tier: '500000',
    canvas: { width: 1920, height: 720 },
    deviceToken,
  });
  if (!opened.ok) throw new Error(opened.error.code);
  hub = opened.value;
  window = new TestWindow();
  hub.addWindow('console', window.port);
}

/** A hall that is live at a backend of its own. */
async function liveHall(args?: readonly string[]): Promise<TestBackend> {
  const server = await startServer(0, args);
  await openHub();
  hub.setBackend(server.url);
  await live();
  return server;
}

async function prepared(): Promise<{ id: string; hash: string }> {
  expect(await window.ask('logIn', OFFICER)).toMatchObject({ ok: true });
  const answer = await window.ask('prepare', { template: 'flood-patrol', parameters: { district: DISTRICT } });
  if (!answer.ok) throw new Error(answer.error.code);
  expect(answer.value).toMatchObject({ levels: { district: 1, town: 11 }, total: 12 });
  return { id: answer.value.id, hash: answer.value.hash };
}

async function commandIds(url: string): Promise<string[]> {
  const response = await fetch(`${url}/v1/commands`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return commandListSchema.parse(await response.json()).items.map(({ id }) => id);
}

const live = (): Promise<unknown> =>
  window.until((picture, desk) => picture.link.state === 'live' && (desk?.templates.length ?? 0) > 0);
const accepted = (id: string): Promise<unknown> =>
  window.until((_picture, desk) => desk?.outbox.find((item) => item.id === id)?.state === 'accepted-by-backend');

describe('hub with a real backend', () => {
  it('prepares, queues, sends and follows a command to the end', async () => {
    await liveHall(['--seed', '3', '--responder-profile', 'steady', '--responder-speed', '20']);
    const draft = await prepared();
    expect(await window.ask('issue', draft)).toMatchObject({ ok: true, value: { state: 'held' } });
    const picture = await window.until(
      ({ commands }) => commands[0]?.rollUp.reached.done === 12 && commands[0].state === 'finished',
    );
    expect(picture.commands[0]).toMatchObject({
      id: draft.id,
      title: '汛情巡查',
      rollUp: { reached: { delivered: 12, accepted: 12, overdue: 0 } },
    });
    expect(picture.focus).toBe(draft.id);
  });

  it('keeps an order while the backend is away and hands it in exactly once', async () => {
    const server = await liveHall();
    const draft = await prepared();
    const port = Number(new URL(server.url).port);
    await server.kill('SIGKILL');
    await window.until(({ mode, link }) => mode === 'offline' && link.state === 'offline');
    expect(await window.ask('issue', draft)).toMatchObject({ ok: true });
    await window.until((_picture, desk) => desk?.outbox[0]?.problem?.code === 'backend-away');
    const again = await startServer(port);
    await accepted(draft.id);
    expect(await commandIds(again.url)).toEqual([draft.id]);
  });

  it.each([0, 2, 8, 32])('arrives exactly once when the backend dies %i ms after the key', async (delay) => {
    const server = await liveHall();
    const draft = await prepared();
    const port = Number(new URL(server.url).port);
    const issued = window.ask('issue', draft);
    await new Promise((resolve) => setTimeout(resolve, delay));
    await server.kill('SIGKILL');
    expect(await issued).toMatchObject({ ok: true });
    const again = await startServer(port);
    await accepted(draft.id);
    expect(await commandIds(again.url)).toEqual([draft.id]);
  });

  it('shows what it held after a restart of its own, and goes on once its author is back', async () => {
    const server = await liveHall();
    const draft = await prepared();
    hub.setBackend(null);
    expect(await window.ask('issue', draft)).toMatchObject({ ok: true });
    await hub.close();
    await openHub();
    await window.until((_picture, desk) => desk?.outbox[0]?.id === draft.id && desk.outbox[0].problem?.code === 'login-needed');
    hub.setBackend(server.url);
    await live();
    await window.ask('logIn', OFFICER);
    await accepted(draft.id);
    expect(await commandIds(server.url)).toEqual([draft.id]);
  });

  it('keeps an order and a session although the wall clock of this machine is stepped', async () => {
    const server = await liveHall();
    const draft = await prepared();
    const port = Number(new URL(server.url).port);
    await server.kill('SIGKILL');
    expect(await window.ask('issue', draft)).toMatchObject({ ok: true });
    const real = Date.now;
    const stepped = vi.spyOn(Date, 'now').mockImplementation(() => real() + 3 * 86_400_000);
    try {
      // Seen with the step: what is shown is the backend's time all the same.
      await window.until(({ link }) => Math.abs((link.clockOffsetMs ?? 0) + 3 * 86_400_000) < 10_000);
      const again = await startServer(port);
      await accepted(draft.id);
      expect(window.desk?.session).toMatchObject({ account: OFFICER.name });
      expect(await commandIds(again.url)).toEqual([draft.id]);
    } finally {
      stepped.mockRestore();
    }
  });

  it('keeps the new session when the one before is refused late', async () => {
    const server = await startServer();
    const gate = await startGate(server.url);
    await openHub();
    hub.setBackend(gate.url);
    await live();
    const draft = await prepared();
    const sending = gate.hold('POST', '/v1/commands');
    expect(await window.ask('issue', draft)).toMatchObject({ ok: true });
    await sending.arrived;
    // On its way with the session of then; the officer logs out and in again meanwhile.
    await window.ask('logOut', null);
    await window.ask('logIn', OFFICER);
    sending.open();
    await accepted(draft.id);
    expect(window.desk?.session).toMatchObject({ account: OFFICER.name });
    expect(await commandIds(server.url)).toEqual([draft.id]);
    await gate.close();
  });

  it('offers its orders again to a backend that was created anew', async () => {
    const first = await liveHall();
    const draft = await prepared();
    expect(await window.ask('issue', draft)).toMatchObject({ ok: true });
    await accepted(draft.id);
    await window.until(({ commands }) => commands[0]?.id === draft.id);
    await first.kill('SIGKILL');
    const second = await startServer(Number(new URL(first.url).port), ['--no-responders'], 'restored');
    await window.until(({ link, commands }) => link.state === 'live' && commands.length === 0);
    // The new backend does not know the old session: the order waits, and the console asks for a log-in.
    await window.until((_picture, desk) => desk?.session === null && desk.outbox[0]?.problem?.code === 'login-needed');
    await window.ask('logIn', OFFICER);
    await window.until(({ commands }) => commands[0]?.id === draft.id);
    expect(await commandIds(second.url)).toEqual([draft.id]);
  });

  it('shows after a start without a backend how old its picture is, and that it is offline', async () => {
    const server = await liveHall();
    await hub.close();
    await server.kill('SIGKILL');
    const closed = performance.now();
    await openHub();
    const { mode, link } = await window.until(() => true);
    expect([mode, link.state]).toEqual(['offline', 'offline']);
    // Heard once in two seconds until then.
    expect(link.heardAt).toBeLessThan(closed + 100);
    expect(link.heardAt).toBeGreaterThan(closed - 10_000);
    // One that takes the connection and says nothing is none either.
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    hub.setBackend(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    await window.until((picture) => picture.link.state === 'connecting' && picture.mode === 'offline');
    silent.closeAllConnections();
    silent.close();
  });

  it('says by code what is wrong', async () => {
    const server = await startServer();
    await openHub();
    expect(await window.ask('logIn', OFFICER)).toMatchObject({ ok: false, error: { code: 'backend-away' } });
    hub.setBackend(server.url);
    await live();
    expect(await window.ask('logIn', { ...OFFICER, password: 'wrong' })).toMatchObject({
      ok: false,
      error: { code: 'credentials' },
    });
    expect(await window.ask('prepare', { template: 'flood-patrol', parameters: { district: DISTRICT } })).toMatchObject({
      error: { code: 'login-needed' },
    });
    await window.ask('logIn', OFFICER);
    expect(await window.ask('prepare', { template: 'flood-patrol', parameters: {} })).toMatchObject({
      error: { code: 'parameter-missing' },
    });
    expect(await window.ask('prepare', { template: 'flood-patrol', parameters: { district: '500105' } })).toMatchObject({
      error: { code: 'tier-unknown' },
    });
    const draft = await prepared();
    expect(await window.ask('issue', { ...draft, hash: '0'.repeat(64) })).toMatchObject({ error: { code: 'draft-unknown' } });
    expect(await window.ask('look', { tier: '999999' })).toMatchObject({ error: { code: 'tier-unknown' } });
  });

  it('takes orders from the console only, and no nonsense from anybody', async () => {
    await startServer();
    await openHub();
    const panel = new TestWindow();
    hub.addWindow('wall', panel.port);
    expect(await panel.ask('logIn', OFFICER)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    expect(panel.desk).toBeUndefined();
    panel.post({ kind: 'ask', id: 1, verb: 'deleteEverything', argument: null });
    panel.post('nonsense');
    expect(await window.ask('look', { tier: null })).toMatchObject({ ok: true });
  });

  it('goes offline before a server that answers garbage, keeps its picture, and comes back', async () => {
    const server = await liveHall();
    const garbage = createServer((_request, response) => response.end('<html>captive portal</html>'));
    await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve));
    hub.setBackend(`http://127.0.0.1:${(garbage.address() as AddressInfo).port}`);
    await window.until(
      ({ link }) => link.state === 'offline' && link.problem?.code === 'backend-garbage' && link.retryAt !== undefined,
    );
    expect(window.desk?.tiers.length).toBeGreaterThan(1000);
    hub.setBackend(server.url);
    await live();
    await new Promise((resolve) => garbage.close(resolve));
  });

  it('is refused with a wrong token, and says so', async () => {
    const server = await startServer();
    await openHub('not-a-token-of-this-backend');
    hub.setBackend(server.url);
    await window.until(({ link, mode }) => link.state === 'refused' && link.problem?.code === 'token' && mode === 'offline');
  });

  it("without a token of its own reads with the officer's session", async () => {
    const server = await startServer();
    const opened = await Hub.open({ dataDir: join(folder, 'hall'), tier: '500000', canvas: { width: 1920, height: 720 } });
    if (!opened.ok) throw new Error(opened.error.code);
    hub = opened.value;
    window = new TestWindow();
    hub.addWindow('console', window.port);
    hub.setBackend(server.url);
    await window.until(({ link }) => link.state === 'refused' && link.problem?.code === 'login-needed');
    await window.ask('logIn', OFFICER);
    await live();
    // The session ends at the backend: the hall says that it needs a log-in, and forgets who was there.
    await server.kill('SIGKILL');
    await startServer(Number(new URL(server.url).port), ['--no-responders'], 'another');
    await window.until(({ link }, desk) => link.problem?.code === 'login-needed' && desk?.session === null);
  });

  it('fills a damaged cache again and keeps the orders', async () => {
    const server = await liveHall();
    const draft = await prepared();
    expect(await window.ask('issue', draft)).toMatchObject({ ok: true });
    await accepted(draft.id);
    await hub.close();
    writeFileSync(join(folder, 'hall', 'cache.db'), 'not a database, '.repeat(512));
    await openHub();
    hub.setBackend(server.url);
    await live();
    expect(window.desk?.outbox[0]?.id).toBe(draft.id);
    expect(window.desk?.notices.map(({ code }) => code)).toContain('cache-refilled');
    await hub.close();
    // What the file has now is what a start without a backend shows.
    await openHub();
    await window.until((_picture, desk) => (desk?.templates.length ?? 0) > 0);
  });
});

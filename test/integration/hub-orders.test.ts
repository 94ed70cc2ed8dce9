import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Hub } from '../../main/hub/hub.js';
import type { Account, CommandItem, OutboxItem, Prepared, Role } from '../../preload/contract/index.js';
import { commandListSchema, toWireTime } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { call } from './support/backend-client.js';
import { TestWindow } from './support/window.js';

const CITY = '500000';
const OFFICER = { name: 'duty-officer', password: 'patrol-the-river' } as const;
const DEVICE = 'hall-500000-device-token-for-tests';
const LEADER = 'ready-token-of-leader';
const HANDS = 'ready-token-of-hands';
const CLOSURE = 'river-road-closure';

const accountsWith = (roles: Role[]): Account[] => [
  { ...OFFICER, roles, tier: CITY },
  { name: 'hall-500000', token: DEVICE, roles: ['device'], tier: CITY },
  { name: 'leader', token: LEADER, roles: ['leader', 'approver'], tier: CITY },
  { name: 'hands', token: HANDS, roles: ['responder'], tier: CITY, subtree: true },
];

// Each test starts a backend and opens a key, which costs memory and time on purpose.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let backend: TestBackend;
let hub: Hub | undefined;
let window: TestWindow;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-hub-orders-'));
  await serve();
  await openHub();
});
afterEach(async () => {
  await hub?.close();
  hub = undefined;
  await backend.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function serve(roles: Role[] = ['officer'], port = 0): Promise<void> {
  backend = await startBackend({ data: join(folder, 'backend'), accounts: accountsWith(roles), port });
}

/** A hall that starts on what the one before left; nobody is logged in. */
async function openHub(url: string | null = backend.url): Promise<void> {
  const canvas = { width: 1920, height: 720 };
  const opened = await Hub.open({ dataDir: join(folder, 'hall'), tier: CITY, canvas, deviceToken: DEVICE });
  if (!opened.ok) throw new Error(opened.error.code);
  hub = opened.value;
  window = new TestWindow();
  hub.addWindow('console', window.port);
  hub.setBackend(url);
  if (url !== null) await live();
}
async function restart(url: string | null): Promise<void> {
  await hub?.close();
  await openHub(url);
}

const live = (): Promise<unknown> => window.until(({ link }, desk) => link.state === 'live' && (desk?.templates.length ?? 0) > 0);
const away = async (): Promise<void> => {
  hub?.setBackend(null);
  await window.until(({ link }) => link.state === 'offline');
};
const orderIs = (id: string, is: (item: OutboxItem) => boolean): Promise<unknown> =>
  window.until((_picture, desk) => desk?.outbox.some((item) => item.id === id && is(item)) ?? false);
const key = (status: string): Promise<unknown> => window.until((_picture, desk) => desk?.key?.status === status);

async function logIn(): Promise<void> {
  expect(await window.ask('logIn', OFFICER)).toMatchObject({ ok: true });
}

/** Logs the officer in with a key that the leader confirmed. */
async function logInConfirmed(): Promise<string> {
  await logIn();
  await key('pending');
  const id = window.desk?.key?.id ?? '';
  expect((await call(backend.url, 'POST', `/v1/keys/${id}/confirmation`, { token: LEADER })).status).toBe(201);
  await key('confirmed');
  return id;
}

async function prepare(template: string): Promise<Prepared> {
  const answer = await window.ask('prepare', { template, parameters: { district: '500103' } });
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

async function issue(template: string): Promise<string> {
  const { id, hash } = await prepare(template);
  expect(await window.ask('issue', { id, hash })).toMatchObject({ ok: true, value: { id, state: 'held' } });
  return id;
}

async function level(value: number): Promise<void> {
  const samples = [{ indicator: 'cuntan-level', tier: CITY, t: toWireTime(Date.now()), value }];
  expect((await call(backend.url, 'POST', '/v1/samples', { token: HANDS, body: { samples } })).status).toBe(201);
}

async function commands(): Promise<readonly CommandItem[]> {
  return commandListSchema.parse((await call(backend.url, 'GET', '/v1/commands', { token: DEVICE })).body).items;
}

async function history(id: string): Promise<string[]> {
  const answer = await window.ask('history', { id });
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value.map(({ what }) => what);
}

describe('a signed order', () => {
  it('leaves by the hall although its author went home and the hall was started anew', async () => {
    const signedWith = await logInConfirmed();
    await away();
    const id = await issue('flood-patrol');
    await orderIs(id, ({ signed, problem }) => signed && problem?.code === 'backend-away');
    await restart(backend.url);
    await orderIs(id, ({ state }) => state === 'accepted-by-backend');
    expect(window.desk?.session).toBeNull();
    const view = (await call(backend.url, 'GET', `/v1/commands/${id}`, { token: DEVICE })).body as { signatures: unknown[] };
    expect(view.signatures).toMatchObject([{ act: 'issue', account: OFFICER.name, key: signedWith }]);
    expect((await commands()).map((command) => command.id)).toEqual([id]);
  });

  it('is refused for good when its author lost the role, and the refusal stays until it is noted', async () => {
    await logInConfirmed();
    await away();
    const id = await issue('flood-patrol');
    const { port } = new URL(backend.url);
    await backend.kill('SIGKILL');
    await serve(['approver'], Number(port));
    hub?.setBackend(backend.url);
    await orderIs(id, ({ state, problem }) => state === 'refused' && problem?.code === 'role');
    await restart(backend.url);
    await window.until((_picture, desk) => desk?.notices.some(({ code }) => code === 'order-refused') ?? false);
    const notice = window.desk?.notices.find(({ code }) => code === 'order-refused')?.id ?? '';
    expect(await window.ask('dismissNotice', { id: notice })).toMatchObject({ ok: true });
    await window.until((_picture, desk) => desk?.notices.every(({ code }) => code !== 'order-refused') ?? false);
    expect(await commands()).toEqual([]);
  });

  it('is demanded where another person has to approve, and of who once had a confirmed key', async () => {
    await logIn();
    await key('pending');
    const closure = { template: CLOSURE, parameters: { district: '500103' } };
    expect(await window.ask('prepare', closure)).toMatchObject({ error: { code: 'key-not-confirmed' } });
    const free = await issue('flood-patrol');
    await orderIs(free, ({ state, signed }) => state === 'accepted-by-backend' && !signed);
  });
});

describe('a precondition', () => {
  it('is shown before the key is held, and asked about when it no longer holds; sent once the officer says so', async () => {
    await logInConfirmed();
    await level(181.2);
    expect((await prepare(CLOSURE)).precondition).toMatchObject({ verdict: 'holds', found: { value: 181.2 } });
    await away();
    expect((await prepare(CLOSURE)).precondition).toMatchObject({ verdict: 'unreached' });
    const id = await issue(CLOSURE);
    await level(176.4);
    hub?.setBackend(backend.url);
    await orderIs(id, ({ question }) => question?.verdict === 'fails');
    expect(await commands()).toEqual([]);
    // The question outlives the hub, and nobody but an officer answers it.
    await restart(backend.url);
    await orderIs(id, ({ state, question }) => state === 'held' && question?.found?.value === 176.4);
    expect(await window.ask('answer', { id, choice: 'send' })).toMatchObject({ error: { code: 'login-needed' } });
    await logIn();
    expect(await window.ask('answer', { id, choice: 'send' })).toMatchObject({ ok: true });
    await orderIs(id, ({ state }) => state === 'accepted-by-backend');
    expect(await commands()).toMatchObject([{ id, state: 'awaiting-approval' }]);
    expect(await history(id)).toEqual(['queued', 'waiting', 'asked', 'answered', 'sent', 'accepted']);
  });

  it('that holds on fresh data lets the order go', async () => {
    await logInConfirmed();
    await level(181.2);
    await away();
    const id = await issue(CLOSURE);
    await restart(backend.url);
    await orderIs(id, ({ state }) => state === 'accepted-by-backend');
    expect(await history(id)).toEqual(['queued', 'waiting', 'checked', 'sent', 'accepted']);
  });

  it('that fails lets the officer withdraw the order, which never leaves then', async () => {
    await logInConfirmed();
    await away();
    const id = await issue(CLOSURE);
    hub?.setBackend(backend.url);
    await orderIs(id, ({ question }) => question?.verdict === 'missing');
    expect(await window.ask('answer', { id, choice: 'withdraw' })).toMatchObject({ ok: true });
    await orderIs(id, ({ state, problem }) => state === 'refused' && problem?.code === 'withdrawn');
    expect(await commands()).toEqual([]);
    expect(window.desk?.notices.filter(({ code }) => code.startsWith('order-'))).toEqual([]);
  });
});

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FromHub, ToHubControl } from '../../preload/contract/index.js';
import { commandListSchema } from '../../preload/contract/index.js';
import type { Issue } from '../../renderer/console/issue.js';
import { afterFact, READY } from '../../renderer/console/issue.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { TestWindow } from './support/window.js';

const OFFICER = { name: 'duty-officer', password: 'patrol-the-river' } as const;
const TOKEN = 'hall-500000-device-token-for-tests';
const accounts = [
  { ...OFFICER, roles: ['officer' as const], tier: '500000' },
  { name: 'hall-500000', token: TOKEN, roles: ['device' as const], tier: '500000' },
];

type RunningHub = { readonly window: TestWindow; readonly process: ChildProcess; readonly ended: Promise<void> };

let folder: string;
let backend: TestBackend;
let hubs: RunningHub[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-hub-death-'));
  mkdirSync(join(folder, 'backend'));
  backend = await startBackend({ data: join(folder, 'backend'), accounts });
  hubs = [];
});
afterEach(async () => {
  for (const hub of hubs) {
    hub.process.kill('SIGKILL');
    await hub.ended;
  }
  await backend.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A hub in a process of its own, live, with a console at its port. */
async function startHub(die: 'on-issue' | 'before-answer' | 'never'): Promise<RunningHub> {
  const child = fork(join(import.meta.dirname, 'support/hub-host.mjs'), {
    env: { ...process.env, DIE: die },
    serialization: 'advanced',
  });
  const window = new TestWindow();
  const tell = (data: ToHubControl): boolean => child.send({ to: 'hub', data });
  // `send` fails once the hub is dead, as a message into a closed port does: nobody hears it.
  window.port.on('message', ({ data }) => child.send({ to: 'console', data }, () => undefined));
  child.on('message', (message: { from: string; message: FromHub }) => {
    if (message.from === 'console') window.port.postMessage(message.message);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hub = { window, process: child, ended };
  hubs.push(hub);
  tell({
    kind: 'configure',
    dataDir: join(folder, 'hall'),
    tier: '500000',
    canvas: { width: 1920, height: 720 },
    deviceToken: TOKEN,
  });
  tell({ kind: 'backend', url: backend.url });
  tell({ kind: 'window', role: 'console' });
  window.port.start();
  await window.until(({ link }, desk) => link.state === 'live' && (desk?.templates.length ?? 0) > 0);
  return hub;
}

async function prepare({ window }: RunningHub): Promise<{ id: string; hash: string }> {
  expect(await window.ask('logIn', OFFICER)).toMatchObject({ ok: true });
  const answer = await window.ask('prepare', { template: 'flood-patrol', parameters: { district: '500103' } });
  if (!answer.ok) throw new Error(answer.error.code);
  return { id: answer.value.id, hash: answer.value.hash };
}

const deskOf = ({ window }: RunningHub) => {
  if (window.desk === undefined) throw new Error('no desk yet');
  return window.desk;
};

/** What the console knows after it held the key and the hub died: nothing, whatever the dead hub's desk says. */
async function holdAndLose(hub: RunningHub, draft: { id: string; hash: string }): Promise<Issue> {
  let issue = afterFact(READY, draft.id, { kind: 'held', hub: deskOf(hub).hub });
  void hub.window.ask('issue', draft);
  await hub.ended;
  for (const fact of [
    { kind: 'desk', desk: deskOf(hub) },
    { kind: 'answered', problem: { code: 'hub-away' } },
    { kind: 'desk', desk: deskOf(hub) },
  ] as const) {
    if (issue === 'stored') throw new Error('stored, although nobody can know');
    issue = afterFact(issue, draft.id, fact);
  }
  expect(issue).toMatchObject({ phase: 'unknown' });
  return issue as Issue;
}

async function commandIds(): Promise<string[]> {
  const response = await fetch(`${backend.url}/v1/commands`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return commandListSchema.parse(await response.json()).items.map(({ id }) => id);
}

const accepted = ({ window }: RunningHub, id: string): Promise<unknown> =>
  window.until((_picture, desk) => desk?.outbox.find((item) => item.id === id)?.state === 'accepted-by-backend');

it('an order that was committed by a hub that died before it answered is known by the next one, and runs once', async () => {
  const first = await startHub('before-answer');
  const draft = await prepare(first);
  const issue = await holdAndLose(first, draft);
  const second = await startHub('never');
  expect(deskOf(second).hub).not.toBe(deskOf(first).hub);
  expect(afterFact(issue, draft.id, { kind: 'desk', desk: deskOf(second) })).toBe('stored');
  await second.window.ask('logIn', OFFICER);
  // Even a console that asked once more would get the order that is there.
  expect(await second.window.ask('issue', draft)).toMatchObject({ ok: true, value: { id: draft.id } });
  await accepted(second, draft.id);
  expect(await commandIds()).toEqual([draft.id]);
});

it('an order that the dead hub never stored is known not to be, and is prepared anew without being doubled', async () => {
  const first = await startHub('on-issue');
  const lost = await prepare(first);
  const issue = await holdAndLose(first, lost);
  const second = await startHub('never');
  expect(afterFact(issue, lost.id, { kind: 'desk', desk: deskOf(second) })).toEqual({
    phase: 'ready',
    problem: { code: 'order-not-stored' },
  });
  const anew = await prepare(second);
  expect(await second.window.ask('issue', lost)).toMatchObject({ error: { code: 'draft-unknown' } });
  expect(await second.window.ask('issue', anew)).toMatchObject({ ok: true });
  await accepted(second, anew.id);
  expect(await commandIds()).toEqual([anew.id]);
});

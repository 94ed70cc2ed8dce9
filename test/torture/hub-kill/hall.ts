import type { ChildProcess } from 'node:child_process';
import { fork, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeKeyPair } from '../../../main/hub/person/key-pair.js';
import { COST, seal } from '../../../main/hub/person/sealed-key.js';
import { openStore } from '../../../main/hub/store/index.js';
import type { Account, FromHub, ToHubControl } from '../../../preload/contract/index.js';
import { TestWindow } from '../../integration/support/window.js';

const CITY = '500000';
export const OFFICER = { name: 'duty-officer', password: 'patrol-the-river' } as const;
const DEVICE = 'hall-500000-device-token-for-tests';

/** The officer's account with the public half of a key that lies sealed in the hall, and the hall's own. */
export async function settle(dataDir: string): Promise<Account[]> {
  mkdirSync(dataDir, { recursive: true });
  const { id, publicKey, secret } = makeKeyPair();
  const owner = { account: OFFICER.name, id };
  // Opened once a round: what a guess costs is not what is tried here.
  const sealed = await seal(secret, OFFICER.password, owner, { ...COST, N: 2 ** 10 });
  const store = await openStore(dataDir);
  if (!store.ok) throw new Error(store.error.code);
  await store.value.personKeys.add({ ...owner, publicKey, sealed, madeAt: Date.now(), status: 'confirmed', mustSign: true });
  await store.value.close();
  return [
    { ...OFFICER, roles: ['officer'], tier: CITY, publicKey },
    { name: 'hall-500000', token: DEVICE, roles: ['device'], tier: CITY },
  ];
}

export type RunningBackend = { readonly url: string; stop(): Promise<void> };

/** The real backend in a process of its own. @param bundle dist/backend/index.cjs */
export async function startBackend(bundle: string, data: string, accounts: readonly Account[]): Promise<RunningBackend> {
  mkdirSync(data, { recursive: true });
  const file = join(data, 'accounts.json');
  writeFileSync(file, JSON.stringify(accounts));
  const args = [bundle, '--data', data, '--accounts', file, '--no-responders'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (line.done === true) throw new Error('the backend ended before it listened');
  const { url } = JSON.parse(line.value) as { url: string };
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export type RunningHub = { readonly window: TestWindow; readonly process: ChildProcess; readonly ended: Promise<void> };

/** A hub in a process of its own with a console at its port. */
export function startHub(host: string, dataDir: string, url: string): RunningHub {
  const child = fork(host, { env: { ...process.env, DIE: 'never' }, serialization: 'advanced' });
  const window = new TestWindow({ scene: {}, desk: {}, catalogue: {} });
  // A message to a hub that is dead is heard by nobody.
  const tell = (to: 'hub' | 'console', data: unknown): boolean => child.send({ to, data }, () => undefined);
  window.port.on('message', ({ data }) => void tell('console', data));
  child.on('message', (message: { from: string; message: FromHub }) => {
    if (message.from === 'console') window.port.postMessage(message.message);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const canvas = { width: 1920, height: 720 };
  const say = (message: ToHubControl): boolean => tell('hub', message);
  say({ kind: 'configure', dataDir, tier: CITY, canvas, deviceToken: DEVICE });
  say({ kind: 'backend', url });
  say({ kind: 'window', role: 'console' });
  window.port.start();
  return { window, process: child, ended };
}

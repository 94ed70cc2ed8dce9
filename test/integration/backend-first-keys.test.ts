import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import type { Session } from '../../preload/contract/index.js';
import { openDemoAccounts } from '../../main/app/demo-accounts.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { CITY, Client, freshFolder, logIn, removeFolders } from './support/backend-client.js';
import { TestKey } from './support/signing.js';

// The front door of the platform reaches for Electron.
vi.mock('../../main/platform/index.js', () => import('../../main/platform/atomic-file.js'));

afterAll(removeFolders);

type Start = { readonly server: TestBackend; readonly passwords: ReadonlyMap<string, string | undefined> };

async function firstStart(): Promise<Start> {
  const server = await startBackend({ data: join(freshFolder(), 'new') });
  return { server, passwords: new Map(server.accountsCreated.map(({ name, password }) => [name, password])) };
}

async function embedded(): Promise<Start> {
  const data = join(freshFolder(), 'backend');
  mkdirSync(data);
  const file = join(data, 'demo-accounts.json');
  const opened = openDemoAccounts(file, CITY, Date.now());
  if (!opened.ok) throw new Error(opened.error.code);
  const server = await startBackend({ data, accounts: file });
  return { server, passwords: new Map(opened.value.accounts.map(({ name, password }) => [name, password])) };
}

it.each([
  ['a first start', firstStart],
  ['the embedded backend', embedded],
])('the accounts of %s confirm the keys of issuer and approver', { timeout: 60_000 }, async (_name, start) => {
  const { server, passwords } = await start();
  const session = async (name: string): Promise<Client> => {
    const { token }: Session = await logIn(server.url, name, passwords.get(name) ?? '');
    return new Client(server.url, token, name);
  };
  const [officer, leader, installer] = [await session('duty-officer'), await session('leader'), await session('installer')];
  const put = async (owner: Client, confirmer: Client) => {
    const { publicKey, id } = new TestKey();
    expect((await owner.post('/v1/keys', { publicKey })).status).toBe(201);
    expect(await owner.post(`/v1/keys/${id}/confirmation`, undefined)).not.toMatchObject({ status: 201 });
    expect(await confirmer.post(`/v1/keys/${id}/confirmation`, undefined)).toMatchObject({
      status: 201,
      body: { account: owner.account, status: 'confirmed' },
    });
  };
  await put(officer, leader);
  await put(leader, installer);
  await server.stop();
});

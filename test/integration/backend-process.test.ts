import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Account } from '../../preload/contract/index.js';
import { runBackend, startBackend } from './support/backend.js';
import { ACCOUNTS, call, Client, freshFolder, logIn, PASSWORD, removeFolders } from './support/backend-client.js';

afterAll(removeFolders);

describe('the process', () => {
  it('makes accounts at first start, once, with random passwords that work', async () => {
    const data = freshFolder();
    const first = await startBackend({ data });
    expect(first.accountsCreated).toMatchObject([
      { name: 'duty-officer', roles: ['officer'], tier: '500000' },
      { name: 'leader', roles: ['leader', 'approver'], tier: '500000' },
    ]);
    const { name = '', password = '' } = first.accountsCreated[0] ?? {};
    await first.stop();
    const second = await startBackend({ data });
    expect(second.accountsCreated).toEqual([]);
    expect(await logIn(second.url, name, password)).toMatchObject({ tier: '500000' });
    await second.stop();
  });

  it('refuses a data folder that another server uses, and takes it once that one was killed', async () => {
    const data = freshFolder();
    const first = await startBackend({ data, accounts: ACCOUNTS });
    const second = await runBackend({ data });
    expect(second).toMatchObject({ code: 1, stderr: `another server already uses the data folder ${data}\n` });
    await first.kill('SIGKILL');
    await (await startBackend({ data, accounts: ACCOUNTS })).stop();
  });

  it('ends with 0 on SIGTERM, with streams and commits under way', async () => {
    const backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
    const officer = Client.as(backend.url, 'officer');
    const pending = Promise.allSettled(Array.from({ length: 5 }, () => officer.issue()));
    expect(await backend.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    await pending;
  });

  it('keeps what it answered for when it is killed at once', async () => {
    const data = freshFolder();
    const first = await startBackend({ data, accounts: ACCOUNTS });
    const { id } = await Client.as(first.url, 'officer').issue();
    await first.kill('SIGKILL');
    const second = await startBackend({ data, accounts: ACCOUNTS });
    expect((await Client.as(second.url, 'officer').view(id)).directives).toHaveLength(9);
    await second.stop();
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'\n"],
    [['--seed', 'x'], '--seed: expected a whole number\n'],
    [['--responder-profile', 'wild'], '--responder-profile: '],
    [['stray'], 'Unexpected argument'],
  ])('refuses %j with one line and exit code 2', async (args, message) => {
    const { code, stderr } = await runBackend({ data: freshFolder(), args });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('names a port that is taken, and loses no passwords over it', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const data = freshFolder();
    const { code, stderr } = await runBackend({ data, port });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`cannot listen on 127.0.0.1:${port}`)]);
    holder.close();
    const { accountsCreated, stop } = await startBackend({ data, expectAccounts: true });
    expect(accountsCreated).toHaveLength(2);
    await stop();
  });
});

describe('--accounts', () => {
  const account = (change: Partial<Account>): Account => ({
    name: 'a',
    password: PASSWORD,
    roles: ['officer'],
    tier: '500000',
    ...change,
  });

  it.each([
    ['not JSON', '{', ''],
    ['a missing member', [{ name: 'a', password: PASSWORD, tier: '500000' }], '/0/roles'],
    ['an unknown member', [{ ...account({}), admin: true }], '/0/admin'],
    ['neither password nor token', [{ name: 'a', roles: ['officer'], tier: '500000' }], '/0'],
    ['a name twice', [account({}), account({})], '/1/name'],
    ['the name of the demo', [account({ name: 'demo-responder' })], '/0/name'],
    ['a token twice', [account({ token: 'x'.repeat(16) }), account({ name: 'b', token: 'x'.repeat(16) })], '/1/token'],
    ['an unknown tier', [account({ tier: '500105' })], '/0/tier'],
  ])('names what is wrong: %s', async (_name, content, path) => {
    const data = freshFolder();
    const file = join(data, 'bad.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    const { code, stderr } = await runBackend({ data, accounts: file });
    expect(code).toBe(1);
    expect(stderr).toContain(path === '' ? `${file}: ` : `${file}: ${path}: `);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('brings known accounts up to date and removes those no longer listed', async () => {
    const data = freshFolder();
    const first = await startBackend({ data, accounts: [account({}), account({ name: 'gone' })] });
    const gone = await logIn(first.url, 'gone', PASSWORD);
    await first.stop();
    const second = await startBackend({ data, accounts: [account({ password: 'another-horse', roles: ['leader'] })] });
    const old = await call(second.url, 'POST', '/v1/sessions', { body: { name: 'a', password: PASSWORD } });
    expect(old).toMatchObject({ status: 401, code: 'credentials' });
    expect(await logIn(second.url, 'a', 'another-horse')).toMatchObject({ roles: ['leader'] });
    expect(await call(second.url, 'GET', '/v1/tiers', { token: gone.token })).toMatchObject({ code: 'token' });
    await second.stop();
  });
});

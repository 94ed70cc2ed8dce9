import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Account } from '../../preload/contract/index.js';
import { BACKEND, runBackend, startBackend } from './support/backend.js';
import { ACCOUNTS, call, Client, freshFolder, logIn, PASSWORD, removeFolders } from './support/backend-client.js';

afterAll(removeFolders);

describe('the process', () => {
  it('makes accounts at first start, once, with random passwords that work', async () => {
    const data = join(freshFolder(), 'new');
    const first = await startBackend({ data });
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(first.accountsCreated).toMatchObject([
      { name: 'duty-officer', roles: ['officer'], tier: '500000' },
      { name: 'leader', roles: ['leader', 'approver'], tier: '500000' },
      { name: 'installer', roles: ['installer'], tier: '500000' },
    ]);
    const { name = '', password = '' } = first.accountsCreated[0] ?? {};
    await first.stop();
    expect(existsSync(join(data, 'first-accounts.json'))).toBe(false);
    const second = await startBackend({ data });
    expect(second.accountsCreated).toEqual([]);
    expect(await logIn(second.url, name, password)).toMatchObject({ tier: '500000' });
    await second.stop();
  });

  it('no longer takes the accounts of a first start once a file names the accounts', async () => {
    const data = join(freshFolder(), 'new');
    const first = await startBackend({ data });
    const { name = '', password = '' } = first.accountsCreated[0] ?? {};
    const { token } = await logIn(first.url, name, password);
    await first.stop();
    const second = await startBackend({ data, accounts: ACCOUNTS });
    expect(await call(second.url, 'POST', '/v1/sessions', { body: { name, password } })).toMatchObject({ code: 'credentials' });
    expect(await call(second.url, 'GET', '/v1/tiers', { token })).toMatchObject({ code: 'token' });
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

  it('ends with 0 when it is told to more than once', async () => {
    const backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
    const ended = backend.kill('SIGTERM');
    backend.process.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
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

  it('does not start by a clock of before there was any tier, and says so', () => {
    const clock = 'data:text/javascript,Date.now=()=>0';
    const args = ['--import', clock, BACKEND, '--data', freshFolder(), '--no-responders'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('the clock says 1970-01-01T00:00:00.000Z')]);
  });

  it('passes no limits by a clock that jumps while it runs, and tells of it', async () => {
    const jump = 'data:text/javascript,const{now}=Date;let by=0;Date.now=()=>now()+by;process.on("SIGUSR2",()=>by=1.5e11)';
    const data = freshFolder();
    const file = join(data, 'accounts.json');
    writeFileSync(file, JSON.stringify(ACCOUNTS));
    const args = ['--import', jump, BACKEND, '--data', data, '--accounts', file, '--no-responders'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const lines = (stream: Readable) => createInterface({ input: stream })[Symbol.asyncIterator]();
    const [out, problems] = [lines(child.stdout), lines(child.stderr)];
    const { url } = JSON.parse((await out.next()).value as string) as { url: string };
    const officer = Client.as(url, 'officer');
    const { id } = await officer.issue();
    child.kill('SIGUSR2');
    // Said by the job that would have pressed for every step of the command.
    while (!((await problems.next()).value as string).includes('the clock jumped'));
    expect((await call(url, 'GET', '/v1/health')).body).toMatchObject({ status: 'ok', clockJumpMs: expect.closeTo(1.5e11, -4) });
    expect((await officer.view(id)).directives.flatMap(({ receipts }) => receipts)).toEqual([]);
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
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
    expect(accountsCreated).toHaveLength(3);
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
    ['a name twice', [account({}), account({})], '/1/name'],
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

  it.each([
    ['is empty', [], 'names no accounts'],
    ['lets nobody in', [{ name: 'a', roles: ['officer' as const], tier: '500000' }], 'has no account with a password or token'],
  ])(
    'refuses a list that %s, which would remove everybody, and leaves all as it was',
    async (_name, accounts, message) => {
      const data = freshFolder();
      await (await startBackend({ data, accounts: ACCOUNTS })).stop();
      const { code, stderr } = await runBackend({ data, accounts });
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      const again = await startBackend({ data });
      expect((await Client.as(again.url, 'officer').get('/v1/tiers')).status).toBe(200);
      await again.stop();
    },
    60_000,
  );

  it("keeps the demo's names for the demo", async () => {
    const accounts = [account({ name: 'demo-responder' })];
    const { code, stderr } = await runBackend({ data: freshFolder(), accounts, args: [] });
    expect([code, stderr]).toEqual([1, expect.stringContaining(': /0/name: ')]);
  });

  it("takes weak and missing credentials, a byte order mark, and the demo's names without a demo, and warns", async () => {
    const data = freshFolder();
    const file = join(data, 'accounts.json');
    const accounts = [
      account({ password: 'x' }),
      account({ name: 'b', token: 't' }),
      { name: 'nobody', roles: ['officer'], tier: '500000' },
      account({ name: 'demo-responder' }),
    ];
    writeFileSync(file, `\uFEFF${JSON.stringify(accounts)}`);
    const backend = await startBackend({ data, accounts: file });
    expect(await logIn(backend.url, 'a', 'x')).toMatchObject({ roles: ['officer'] });
    expect(await logIn(backend.url, 'demo-responder', PASSWORD)).toMatchObject({ tier: '500000' });
    expect((await call(backend.url, 'GET', '/v1/tiers', { token: 't' })).status).toBe(200);
    const { code, stderr } = await backend.kill('SIGTERM');
    const warned = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: string; accounts: string[] });
    expect(code).toBe(0);
    expect(warned.map((line) => [line.level, line.accounts])).toEqual([
      ['warn', ['a']],
      ['warn', ['b']],
      ['warn', ['nobody']],
    ]);
  });

  it('listens before the passwords of a thousand accounts are derived, and takes them at once', async () => {
    const data = freshFolder();
    const accounts = Array.from({ length: 1000 }, (_, index) => account({ name: `n${index}` }));
    const began = performance.now();
    const first = await startBackend({ data, accounts });
    // Derived one after the other they take 40 s and more.
    expect(performance.now() - began).toBeLessThan(15_000);
    const { token } = await logIn(first.url, 'n999', PASSWORD);
    await expect(logIn(first.url, 'n998', 'wrong')).rejects.toThrow();
    await first.stop();
    const changed = accounts.map((entry) => (entry.name === 'n999' ? { ...entry, password: 'another-horse' } : entry));
    const second = await startBackend({ data, accounts: changed });
    await expect(logIn(second.url, 'n999', PASSWORD)).rejects.toThrow();
    // Its sessions end, though it is among the last in the file.
    await expect.poll(async () => (await call(second.url, 'GET', '/v1/tiers', { token })).status, { timeout: 15_000 }).toBe(401);
    await logIn(second.url, 'n999', 'another-horse');
    await second.stop();
    // What was derived stays, without the file too.
    const third = await startBackend({ data });
    await logIn(third.url, 'n999', 'another-horse');
    await third.stop();
  }, 60_000);

  it('tells the audit chain of accounts that come, change and go', async () => {
    const data = freshFolder();
    const leader = account({ name: 'leader', roles: ['leader'], token: 'leaders-ready-token' });
    await (await startBackend({ data, accounts: [leader, account({}), account({ name: 'gone' })] })).stop();
    await (await startBackend({ data, accounts: [leader, account({}), account({ name: 'gone' })] })).stop();
    const changed = account({ roles: ['officer', 'approver'], password: 'another-horse' });
    const backend = await startBackend({ data, accounts: [leader, changed] });
    await logIn(backend.url, 'a', 'another-horse');
    const entries = async () => {
      const { body } = await call(backend.url, 'GET', '/v1/audit', { token: 'leaders-ready-token' });
      return (body as { items: { act: string; subject: string; details: unknown }[] }).items;
    };
    const acts = async () =>
      (await entries())
        .filter(({ act }) => act.startsWith('account.'))
        .map(({ act, subject }) => `${act} ${subject}`)
        .sort();
    // A password is derived, and told, after the server began to serve.
    await expect
      .poll(acts, { timeout: 15_000 })
      .toEqual([
        'account.add a',
        'account.add gone',
        'account.add leader',
        'account.change a',
        'account.password a',
        'account.remove gone',
      ]);
    const items = await entries();
    expect(items.find(({ act }) => act === 'account.change')?.details).toEqual({
      roles: ['officer', 'approver'],
      tier: '500000',
      subtree: false,
    });
    await backend.stop();
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

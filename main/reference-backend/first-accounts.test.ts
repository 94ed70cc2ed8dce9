import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetFirstAccounts, makeFirstAccounts } from './first-accounts.js';
import { verifyPassword } from './rules/password.js';
import { accountsOf, findAccount } from './storage/accounts.js';
import { Store } from './storage/store.js';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-first-'));
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
  rmSync(folder, { recursive: true });
});

const file = (): string => join(folder, 'first-accounts.json');
const make = () => makeFirstAccounts(folder, store, 0);

it('are shown again by every start until somebody was shown them, and never after', async () => {
  const first = await make();
  expect(first.map(({ name, roles }) => [name, ...roles])).toEqual([
    ['duty-officer', 'officer'],
    ['leader', 'leader', 'approver'],
    ['installer', 'installer'],
  ]);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(await make()).toEqual(first);
  forgetFirstAccounts(folder);
  expect(await make()).toEqual([]);
  expect(readdirSync(folder)).not.toContain('first-accounts.json');
});

it('have the passwords that lay in the file when the server was killed before they counted', async () => {
  await store.script("CREATE TRIGGER stop BEFORE INSERT ON accounts BEGIN SELECT raise(ABORT, 'killed'); END");
  await expect(make()).rejects.toThrow('killed');
  expect(await accountsOf(store, 'created')).toEqual([]);
  const kept = statSync(file()).ino;
  await store.script('DROP TRIGGER stop');
  const [{ name = '', password = '' } = {}] = await make();
  expect(kept).toBeGreaterThan(0);
  const stored = (await findAccount(store, name))?.password ?? null;
  expect(await verifyPassword(stored, password)).toBe(true);
});

it('get who is missing of a first start that made fewer, and none beside a file of accounts', async () => {
  await make();
  forgetFirstAccounts(folder);
  await store.run("DELETE FROM accounts WHERE name = 'installer'");
  expect((await make()).map(({ name }) => name)).toEqual(['installer']);
  await store.run("UPDATE accounts SET origin = 'file' WHERE name = 'leader'");
  expect(await make()).toEqual([]);
});

it('say that their file cannot be read', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  writeFileSync(file(), '[{"name":"leader"}]');
  expect(await make()).toHaveLength(3);
  expect(said.mock.calls.join()).toContain('cannot be read');
});

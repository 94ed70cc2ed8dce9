import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDemoAccounts } from './demo-accounts.js';

// The front door of the platform reaches for Electron.
vi.mock('../platform/index.js', () => import('../platform/atomic-file.js'));

const NOW = 1_790_000_000_000;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-accounts-'));
  file = join(folder, 'demo-accounts.json');
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

describe('the demo accounts', () => {
  it('are made once, for this user only, and stay', () => {
    const first = openDemoAccounts(file, '500000', NOW);
    expect(first).toMatchObject({
      ok: true,
      value: { accounts: [{ name: 'duty-officer' }, { name: 'leader' }, { name: 'installer' }, { name: 'hall-500000' }] },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openDemoAccounts(file, '500000', NOW)).toEqual(first);
    expect(readdirSync(folder)).toEqual(['demo-accounts.json']);
  });

  it.each([
    ['empty', ''],
    ['cut off', '[{"name":"duty-officer","pass'],
    ['of another kind', '{"name":"duty-officer"}'],
  ])('are made anew when the file is %s, and the old file is kept', (_name, text) => {
    writeFileSync(file, text);
    const opened = openDemoAccounts(file, '500000', NOW);
    if (!opened.ok) throw new Error(opened.error.code);
    const { accounts, damagedFile } = opened.value;
    expect(accounts).toHaveLength(4);
    expect(basename(damagedFile ?? '')).toBe(`demo-accounts.json.damaged-${NOW}`);
    expect(readFileSync(damagedFile ?? '', 'utf8')).toBe(text);
    expect(openDemoAccounts(file, '500000', NOW)).toEqual({ ok: true, value: { accounts } });
  });

  it('get an installer where an earlier version made none, and keep the others as they are', () => {
    const made = openDemoAccounts(file, '500000', NOW);
    const known = made.ok ? made.value.accounts.filter(({ roles }) => !roles.includes('installer')) : [];
    writeFileSync(file, JSON.stringify(known));
    const opened = openDemoAccounts(file, '500000', NOW);
    const accounts = opened.ok ? opened.value.accounts : [];
    expect(accounts.slice(0, -1)).toEqual(known);
    expect(accounts.at(-1)).toMatchObject({ name: 'installer', roles: ['installer'], tier: '500000' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openDemoAccounts(file, '500000', NOW)).toEqual(opened);
  });

  it('are an error with a reason when the file can be neither read nor made', () => {
    mkdirSync(file);
    expect(openDemoAccounts(file, '500000', NOW)).toMatchObject({
      error: { code: 'demo-accounts-unreadable', details: { file, reason: expect.stringContaining('EISDIR') } },
    });
    expect(openDemoAccounts(join(folder, 'none', 'a.json'), '500000', NOW)).toMatchObject({
      error: { code: 'demo-accounts-unwritable', details: { reason: expect.stringContaining('ENOENT') } },
    });
  });
});

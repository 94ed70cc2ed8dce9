import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../sqlite/index.js';
import { openDatabase } from '../sqlite/index.js';
import { FilePasswords } from './file-passwords.js';
import type { SessionRoom } from './sessions.js';
import { hashPassword } from './rules/password.js';
import { LoginThrottle } from './rules/login-throttle.js';
import { CallerCache } from './caller-cache.js';
import { callerOf, logIn, refresh } from './sessions.js';
import { putAccount } from './storage/accounts.js';
import { migrations } from './storage/migrations/index.js';
import { dropExpired, SESSION_MS } from './storage/tokens.js';

let folder: string;
let database: Database;
let clock = 0;
let backend: SessionRoom;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-sessions-'));
  const opened = await openDatabase(join(folder, 'backend.db'), {
    synchronous: 'FULL',
    migrations,
  });
  if (!opened.ok) throw new Error(opened.error.code);
  database = opened.value;
  clock = Date.UTC(2026, 10, 23);
  backend = {
    database,
    callers: new CallerCache(),
    throttle: new LoginThrottle(),
    passwords: new FilePasswords([]),
    now: () => clock,
  };
  await putAccount(database, {
    name: 'officer',
    origin: 'file',
    password: await hashPassword('secret-1'),
    roles: ['officer'],
    tier: '500000',
    subtree: false,
    demo: false,
  });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

async function session() {
  const opened = await logIn(backend, 'officer', 'secret-1');
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}
const codeOf = async (token: string) => {
  const caller = await callerOf(backend, token);
  return caller.ok ? caller.value.account : caller.error.code;
};

describe('sessions', () => {
  it('last twelve hours', async () => {
    const { token } = await session();
    clock += SESSION_MS - 1;
    expect(await codeOf(token)).toBe('officer');
    clock += 1;
    expect(await codeOf(token)).toBe('token-expired');
    clock += 25 * 3_600_000;
    await dropExpired(database, clock);
    expect(await codeOf(token)).toBe('token');
  });

  it('leave the old token a minute after a refresh', async () => {
    const { token } = await session();
    const caller = await callerOf(backend, token);
    const fresh = caller.ok ? await refresh(backend, caller.value) : caller;
    clock += 59_999;
    expect(await codeOf(token)).toBe('officer');
    clock += 1;
    expect(await codeOf(token)).toBe('token-expired');
    expect(fresh.ok && (await codeOf(fresh.value.token))).toBe('officer');
  });

  it('stay as they were when a refresh fails half-way', async () => {
    const { token } = await session();
    const caller = await callerOf(backend, token);
    await database.run('CREATE TRIGGER stop BEFORE UPDATE ON tokens BEGIN SELECT raise(ABORT, "no"); END');
    await expect(caller.ok && refresh(backend, caller.value)).rejects.toThrow();
    expect(await database.all('SELECT * FROM tokens')).toHaveLength(1);
  });

  it('store no token, only its hash', async () => {
    const { token } = await session();
    expect(JSON.stringify(await database.all('SELECT * FROM tokens'))).not.toContain(token);
  });
});

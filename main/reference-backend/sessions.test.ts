import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../sqlite/index.js';
import { openDatabase } from '../sqlite/index.js';
import { FilePasswords } from './file-passwords.js';
import type { SessionRoom } from './sessions.js';
import { hashPassword } from './rules/password.js';
import { LogInGate } from './rules/log-in-gate.js';
import { CallerCache } from './caller-cache.js';
import { callerOf, logIn, logOut, refresh } from './sessions.js';
import { putAccount } from './storage/accounts.js';
import { migrations } from './storage/migrations/index.js';
import { dropExpired, SESSION_AGE_MS, SESSION_MS } from './storage/tokens.js';

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
    logInGate: new LogInGate(),
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
  const opened = await logIn(backend, { name: 'officer', password: 'secret-1', address: '127.0.0.1' });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}
async function refreshed(token: string): Promise<string> {
  const caller = await callerOf(backend, token);
  const fresh = caller.ok ? await refresh(backend, caller.value) : caller;
  if (!fresh.ok) throw new Error(fresh.error.code);
  return fresh.value.token;
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

  it('are refreshed in one line: what came before the newest token lives a minute at most', async () => {
    const { token } = await session();
    const lost = await refreshed(token);
    const kept = await refreshed(token);
    await codeOf(lost);
    clock += 60_000;
    expect(await Promise.all([token, lost, kept].map(codeOf))).toEqual(['token-expired', 'token-expired', 'officer']);
  });

  it('end with all their tokens, and leave other sessions of the account alone', async () => {
    const [{ token: old }, { token: other }] = [await session(), await session()];
    const fresh = await refreshed(old);
    expect(await Promise.all([old, fresh].map(codeOf))).toEqual(['officer', 'officer']);
    const caller = await callerOf(backend, old);
    const late = await callerOf(backend, fresh);
    expect(caller.ok && (await logOut(backend, caller.value)).ok).toBe(true);
    expect(await Promise.all([old, fresh, other].map(codeOf))).toEqual(['token', 'token', 'officer']);
    // Its call came in before the other's log-out was done.
    expect(late.ok && (await refresh(backend, late.value))).toMatchObject({ ok: false, error: { code: 'token' } });
  });

  it('last sixteen hours at most, however often they are refreshed', async () => {
    let { token } = await session();
    const opened = clock;
    for (let hour = 4; hour < 16; hour += 4) {
      clock = opened + hour * 3_600_000;
      token = await refreshed(token);
    }
    clock = opened + SESSION_AGE_MS - 1;
    const caller = await callerOf(backend, token);
    const last = caller.ok ? await refresh(backend, caller.value) : caller;
    expect(last).toMatchObject({ value: { expiresAt: new Date(opened + SESSION_AGE_MS).toISOString() } });
    clock += 1;
    expect(await Promise.all([token, last.ok ? last.value.token : ''].map(codeOf))).toEqual(['token-expired', 'token-expired']);
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

import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyItem, KeyStatus, Result, Role } from '../../../preload/contract/index.js';
import { fail, ok, signedText } from '../../../preload/contract/index.js';
import type { Store } from '../store/index.js';
import { openStore } from '../store/index.js';
import type { KeyDirectory } from './person.js';
import { Person } from './person.js';
import { COST } from './sealed-key.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const HASH = 'c'.repeat(64);
const OFFICER: { account: string; roles: readonly Role[] } = { account: 'duty-officer', roles: ['officer'] };
const PASSWORD = 'patrol-the-river';

/** A key directory as the backend keeps it. */
class Directory implements KeyDirectory {
  readonly keys = new Map<string, KeyItem>();
  away = false;

  async add(publicKey: string, token: string): Promise<Result<KeyItem>> {
    if (this.away) return fail('backend-away');
    const key = { id: await idOf(publicKey), account: token.replace('token-of-', ''), publicKey, status: 'pending' } as const;
    this.keys.set(key.id, key);
    return ok(key);
  }

  async of(account: string): Promise<Result<readonly KeyItem[]>> {
    return this.away ? fail('backend-away') : ok([...this.keys.values()].filter((key) => key.account === account));
  }

  set(id: string, status: KeyStatus): void {
    const key = this.keys.get(id);
    if (key === undefined) throw new Error('no such key');
    const at = new Date(NOW).toISOString();
    this.keys.set(id, { ...key, status, confirmedAt: at, ...(status === 'revoked' ? { revokedAt: at } : {}) });
  }
}

async function idOf(publicKey: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(publicKey, 'base64url'));
  return Buffer.from(digest).toString('hex');
}

let folder: string;
let store: Store;
let directory: Directory;
let renewed: string[];
let person: Person;
let now: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-person-'));
  const opened = await openStore(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
  directory = new Directory();
  renewed = [];
  now = NOW;
  person = make();
});
afterEach(async () => {
  await person.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const make = (): Person =>
  new Person({
    store: store.personKeys,
    directory,
    tokenOf: (account) => `token-of-${account}`,
    now: () => now,
    onChange: () => undefined,
    onRenewed: (account) => renewed.push(account),
    cost: { ...COST, N: 2 ** 10 },
  });

/** Logs in and waits until the directory was asked. */
async function logIn(password = PASSWORD, session = OFFICER): Promise<void> {
  await person.unlock(session, password);
  await person.settled();
}
const keyId = (): string => person.state?.id ?? '';
async function followed(): Promise<void> {
  now += 60_000;
  person.tick();
  await person.settled();
}

describe('Person', () => {
  it('makes a key at the first log-in, hands it in, and waits for its confirmation', async () => {
    expect(person.state).toBeNull();
    await logIn();
    expect(person.state).toEqual({ id: keyId(), status: 'pending', mustSign: false });
    expect(person.sign('issue', HASH, OFFICER.account, 0)).toEqual(ok(null));
    expect(person.sign('issue', HASH, OFFICER.account, 1)).toMatchObject({ error: { code: 'key-not-confirmed' } });
    directory.set(keyId(), 'confirmed');
    await followed();
    expect(person.state).toEqual({ id: keyId(), status: 'confirmed', mustSign: true });
  });

  it('signs what the backend verifies: this act, on this command, by this person, now', async () => {
    await logIn();
    directory.set(keyId(), 'confirmed');
    await followed();
    const signed = person.sign('issue', HASH, OFFICER.account, 0);
    if (!signed.ok || signed.value === null) throw new Error('not signed');
    const { sig, ...stamp } = signed.value;
    expect(stamp).toEqual({ account: OFFICER.account, key: keyId(), at: new Date(now).toISOString() });
    const x = directory.keys.get(keyId())?.publicKey ?? '';
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
    const fits = (act: 'issue' | 'recall'): boolean =>
      verify(null, Buffer.from(signedText(act, HASH, stamp)), key, Buffer.from(sig, 'base64url'));
    expect([fits('issue'), fits('recall')]).toEqual([true, false]);
    expect(person.sign('issue', HASH, 'somebody-else', 0)).toMatchObject({ error: { code: 'login-needed' } });
  });

  it('keeps the key over a restart, and how it stood while the backend is away', async () => {
    await logIn();
    const id = keyId();
    directory.set(id, 'confirmed');
    await followed();
    await person.close();
    directory.away = true;
    person = make();
    await logIn();
    expect(person.state).toEqual({ id, status: 'confirmed', mustSign: true });
    expect(person.sign('issue', HASH, OFFICER.account, 1)).toMatchObject({ ok: true, value: { key: id } });
  });

  it('signs nothing after the log-out', async () => {
    await logIn();
    directory.set(keyId(), 'confirmed');
    await followed();
    person.lock();
    expect(person.state).toBeNull();
    expect(person.sign('issue', HASH, OFFICER.account, 0)).toMatchObject({ error: { code: 'login-needed' } });
  });

  it('opens nothing for who logged out while it was being opened', async () => {
    const opening = person.unlock(OFFICER, PASSWORD);
    person.lock();
    await opening;
    expect(person.state).toBeNull();
  });

  it('makes another key when the password was changed, and says so', async () => {
    await logIn();
    const id = keyId();
    directory.set(id, 'confirmed');
    await followed();
    person.lock();
    await logIn('a-new-password');
    expect(renewed).toEqual([OFFICER.account]);
    expect(keyId()).not.toBe(id);
    // What was confirmed once binds the account: nothing unsigned is taken from it.
    expect(person.state).toMatchObject({ status: 'pending', mustSign: true });
    expect(person.sign('issue', HASH, OFFICER.account, 0)).toMatchObject({ error: { code: 'key-not-confirmed' } });
    person.lock();
    await logIn('a-new-password');
    expect(renewed).toHaveLength(1);
  });

  it('makes another key after one was revoked, at the next log-in', async () => {
    await logIn();
    const id = keyId();
    directory.set(id, 'revoked');
    await followed();
    expect(person.state).toMatchObject({ id, status: 'revoked' });
    expect(person.sign('issue', HASH, OFFICER.account, 0)).toMatchObject({ error: { code: 'key-revoked' } });
    person.lock();
    await logIn();
    expect(keyId()).not.toBe(id);
    expect(person.state).toMatchObject({ status: 'pending' });
  });

  it('hands the key in later when the backend was away', async () => {
    directory.away = true;
    await logIn();
    expect(person.state).toMatchObject({ status: 'unsent' });
    directory.away = false;
    await followed();
    expect(person.state).toMatchObject({ status: 'pending' });
  });

  it('has no key for who signs nothing', async () => {
    await logIn(PASSWORD, { account: 'town', roles: ['responder'] });
    expect(person.state).toBeNull();
    expect(directory.keys.size).toBe(0);
  });

  it('keeps the private half on the disk only sealed', async () => {
    await logIn();
    const [kept] = [await store.personKeys.current(OFFICER.account)];
    const sealed = JSON.parse(kept?.sealed ?? '') as Record<string, unknown>;
    expect(sealed).toMatchObject({ v: 1, kdf: 'scrypt', r: 8, p: 1 });
    // The DER prefix of an Ed25519 private key stands in no file.
    const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(prefix)).toBe(false);
  });
});

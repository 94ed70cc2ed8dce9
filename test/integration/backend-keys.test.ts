import { createPublicKey, verify } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, KeyItem } from '../../preload/contract/index.js';
import { canonicalJson, keyItemSchema, keyListSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { runBackend, startBackend } from './support/backend.js';
import { CITY, Client, DISTRICT, freshFolder, removeFolders } from './support/backend-client.js';
import { TestKey } from './support/signing.js';

afterAll(removeFolders);

const person = (name: string, roles: Account['roles'], tier = CITY): Account => ({
  name,
  token: `ready-token-of-${name}`,
  roles,
  tier,
});
const PEOPLE: Account[] = [
  person('officer', ['officer', 'leader']),
  person('second', ['officer']),
  person('leader', ['leader']),
  person('installer', ['installer']),
  person('district-leader', ['leader'], DISTRICT),
  person('district-officer', ['officer'], DISTRICT),
  person('hall', ['device']),
];

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: PEOPLE });
});
afterAll(() => backend.stop());

const as = (name: string, { url } = backend): Client => new Client(url, `ready-token-of-${name}`, name);
const add = (name: string, key: TestKey) => as(name).post('/v1/keys', { publicKey: key.publicKey });
const confirm = (name: string, { id }: TestKey) => as(name).post(`/v1/keys/${id}/confirmation`, undefined);
const revoke = (name: string, { id }: TestKey) => as(name).post(`/v1/keys/${id}/revocation`, undefined);
const keysOf = async (client: Client, query = ''): Promise<KeyItem[]> =>
  keyListSchema.parse((await client.get(`/v1/keys${query}`)).body).items;

function isCertified({ account, id: key, publicKey, certificate }: KeyItem, rootKey: string): boolean {
  if (certificate === undefined) return false;
  const text = canonicalJson({ v: 1, act: 'certify', account, key, publicKey, at: certificate.at });
  const root = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: rootKey } });
  return verify(null, Buffer.from(text), root, Buffer.from(certificate.sig, 'base64url'));
}

describe('the key directory', () => {
  it('takes a key, waits for another person, certifies, revokes', async () => {
    const key = new TestKey();
    const added = await add('officer', key);
    expect(added.status).toBe(201);
    expect(keyItemSchema.parse(added.body)).toEqual({
      id: key.id,
      account: 'officer',
      publicKey: key.publicKey,
      status: 'pending',
    });
    expect(await add('officer', key)).toMatchObject({ status: 200, text: added.text });

    expect(await confirm('officer', key)).toMatchObject({ status: 422, code: 'same-person' });
    const confirmed = await confirm('leader', key);
    expect(confirmed.status).toBe(201);
    const item = keyItemSchema.parse(confirmed.body);
    expect(item.status).toBe('confirmed');
    expect(isCertified(item, backend.rootKey)).toBe(true);
    expect(isCertified({ ...item, account: 'second' }, backend.rootKey)).toBe(false);
    expect(await confirm('installer', key)).toMatchObject({ status: 200, text: confirmed.text });

    const revoked = await revoke('officer', key);
    expect(revoked).toMatchObject({ status: 201, body: { status: 'revoked', confirmedAt: item.confirmedAt } });
    expect(await revoke('leader', key)).toMatchObject({ status: 200, text: revoked.text });
    expect(await confirm('leader', key)).toMatchObject({ status: 409, code: 'state-conflict' });
    expect(await add('officer', key)).toMatchObject({ status: 200, body: { status: 'revoked' } });
  });

  it('confirms once, however many do it at the same time', async () => {
    const key = new TestKey();
    await add('second', key);
    const replies = await Promise.all(['leader', 'installer', 'leader', 'officer'].map((name) => confirm(name, key)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });

  it('gives the same answer under one Idempotency-Key, and none for another request', async () => {
    const [one, other] = [new TestKey(), new TestKey()];
    const post = (key: TestKey) => as('second').post('/v1/keys', { publicKey: key.publicKey }, { 'idempotency-key': 'k1' });
    const first = await post(one);
    expect(await post(one)).toMatchObject({ status: 201, text: first.text });
    expect(await post(other)).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  it('may name the account that it is of, which is the caller', async () => {
    const { publicKey } = new TestKey();
    expect(await as('second').post('/v1/keys', { publicKey, account: 'leader' })).toMatchObject({
      status: 400,
      path: '/account',
    });
    expect(await as('second').post('/v1/keys', { publicKey, account: 'second' })).toMatchObject({ status: 201 });
  });

  it('is a matter of role, person and tier', async () => {
    const key = new TestKey();
    expect(await add('hall', key)).toMatchObject({ status: 403, code: 'role' });
    await add('second', key);
    expect(await add('officer', key)).toMatchObject({ status: 409, code: 'key-taken', path: '/publicKey' });
    expect(await confirm('second', key)).toMatchObject({ status: 403, code: 'role' });
    expect(await confirm('district-leader', key)).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect(await revoke('district-leader', key)).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect(await revoke('district-officer', key)).toMatchObject({ status: 403, code: 'role' });
    expect(await confirm('leader', new TestKey())).toMatchObject({ status: 404, code: 'not-found' });
    expect(await as('leader').post('/v1/keys/nonsense/confirmation', undefined)).toMatchObject({
      status: 404,
      code: 'not-found',
    });
    const below = new TestKey();
    await add('district-officer', below);
    expect((await confirm('leader', below)).status).toBe(201);
  });

  it.each([
    ['too short', 'A'.repeat(42), 400, 'schema'],
    ['written in another way', `${'A'.repeat(42)}B`, 400, 'schema'],
    ['not a text', 5, 400, 'schema'],
    ['a key under which everything is signed', `AQ${'A'.repeat(41)}`, 422, 'key-weak'],
  ])('refuses a key: %s', async (_name, publicKey, status, code) => {
    expect(await as('second').post('/v1/keys', { publicKey })).toMatchObject({ status, code, path: '/publicKey' });
  });

  it('lists by account and status, in pages', async () => {
    for (const key of [new TestKey(), new TestKey(), new TestKey()]) await add('installer', key);
    const all = await keysOf(as('hall'), '?account=installer&status=pending');
    expect(all).toHaveLength(3);
    const page = (await as('hall').get('/v1/keys?account=installer&limit=2')).body as { items: KeyItem[]; next: string };
    const rest = await keysOf(as('hall'), `?account=installer&cursor=${page.next}`);
    expect([...page.items, ...rest]).toEqual(all);
    expect(await keysOf(as('hall'), '?account=installer&status=confirmed')).toEqual([]);
    expect(await as('hall').get('/v1/keys?status=lost')).toMatchObject({ status: 400, code: 'schema' });
  });
});

describe('the accounts file', () => {
  it('confirms the keys that it names, and revokes those that it no longer names', { timeout: 90_000 }, async () => {
    const data = freshFolder();
    const [first, second, posted] = [new TestKey(), new TestKey(), new TestKey()];
    const people = (publicKey: string | undefined): Account[] => [
      { ...person('a', ['officer']), publicKey },
      person('b', ['leader']),
    ];
    const open = async (accounts: Account[]): Promise<{ server: TestBackend; keys: Map<string, KeyItem> }> => {
      const server = await startBackend({ data, accounts });
      return { server, keys: new Map((await keysOf(as('b', server))).map((item) => [item.id, item])) };
    };
    const one = await open(people(first.publicKey));
    const before = one.keys.get(first.id);
    expect(before?.status).toBe('confirmed');
    expect(before !== undefined && isCertified(before, one.server.rootKey)).toBe(true);
    await as('a', one.server).post('/v1/keys', { publicKey: posted.publicKey });
    await one.server.stop();

    const again = await open(people(first.publicKey));
    expect(again.keys.get(first.id)).toEqual(before);
    await again.server.stop();

    const changed = await open(people(second.publicKey));
    const status = (of: Map<string, KeyItem>) => [first, second, posted].map(({ id }) => of.get(id)?.status);
    expect(status(changed.keys)).toEqual(['revoked', 'confirmed', 'pending']);
    await changed.server.stop();

    const back = await open(people(first.publicKey));
    expect(status(back.keys)).toEqual(['revoked', 'revoked', 'pending']);
    await back.server.stop();

    const gone = await open([person('b', ['leader'])]);
    expect(status(gone.keys)).toEqual(['revoked', 'revoked', 'revoked']);
    // What was signed before stays good: that it was confirmed, by whom, and until when is still told.
    const { status: _now, revokedAt, ...certified } = gone.keys.get(second.id) ?? {};
    expect(changed.keys.get(second.id)).toEqual({ status: 'confirmed', ...certified });
    expect(revokedAt).toBeDefined();
    await gone.server.stop();

    const taken = await runBackend({ data, accounts: [{ ...person('b', ['leader']), publicKey: first.publicKey }] });
    expect(taken).toMatchObject({ code: 1, stderr: 'the key of b belongs to a already\n' });
  });

  it('names what is wrong with a key', { timeout: 60_000 }, async () => {
    const { publicKey } = new TestKey();
    const twice = [
      { ...person('a', ['officer']), publicKey },
      { ...person('b', ['leader']), publicKey },
    ] as const;
    expect((await runBackend({ data: freshFolder(), accounts: twice })).stderr).toContain(
      '/1/publicKey: another account has the same',
    );
    const weak = [{ ...person('a', ['officer']), publicKey: `AQ${'A'.repeat(41)}` }];
    expect((await runBackend({ data: freshFolder(), accounts: weak })).stderr).toContain('/0/publicKey: ');
  });
});

describe('the root key', () => {
  it('is made once, for the owner of the folder alone, and may come from a file', { timeout: 90_000 }, async () => {
    const data = freshFolder();
    const key = new TestKey();
    const accounts = [{ ...person('a', ['officer']), publicKey: key.publicKey }, person('b', ['leader'])];
    const first = await startBackend({ data, accounts });
    const file = join(data, 'root-key.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ publicKey: first.rootKey });
    await first.stop();

    const copy = join(freshFolder(), 'root.json');
    writeFileSync(copy, readFileSync(file));
    const other = freshFolder();
    const second = await startBackend({ data: other, accounts, args: ['--no-responders', '--root-key', copy] });
    expect(second.rootKey).toBe(first.rootKey);
    await second.stop();

    // None is made in its place: the halls know the one that certified.
    const lost = await runBackend({ data: other, accounts });
    expect([lost.code, lost.stderr]).toEqual([1, expect.stringContaining('root-key.json is missing, and keys are certified')]);
    const ownKey = join(data, 'server-key.json');
    const kept = readFileSync(ownKey);
    rmSync(ownKey);
    const unsigned = await runBackend({ data, accounts });
    expect([unsigned.code, unsigned.stderr]).toEqual([1, expect.stringContaining('server-key.json is missing')]);
    writeFileSync(ownKey, kept);

    // Another root certifies anew what the file names; what persons confirmed is confirmed again by one of them.
    const fresh = freshFolder();
    await (await startBackend({ data: fresh, accounts: PEOPLE })).stop();
    const another = join(fresh, 'root-key.json');
    chmodSync(another, 0o644);
    const third = await startBackend({ data: other, accounts, args: ['--no-responders', '--root-key', another] });
    expect(third.rootKey).not.toBe(first.rootKey);
    const [item] = await keysOf(as('b', third));
    expect(item !== undefined && isCertified(item, third.rootKey)).toBe(true);
    expect((await third.kill('SIGTERM')).stderr).toContain('others than its owner may read the root key');
  });

  it.each([
    ['is not there', undefined],
    ['is not JSON', '{'],
    ['has other members', '{"publicKey":"a"}'],
    ['has halves of two keys', JSON.stringify({ publicKey: new TestKey().publicKey, privateKey: 'A'.repeat(43) })],
  ])('ends the start with one line when its file %s', { timeout: 60_000 }, async (_name, content) => {
    const file = join(freshFolder(), 'root.json');
    if (content !== undefined) writeFileSync(file, content);
    const { code, stderr } = await runBackend({
      data: freshFolder(),
      accounts: PEOPLE,
      args: ['--no-responders', '--root-key', file],
    });
    expect(code).toBe(1);
    expect(stderr).toContain(file);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

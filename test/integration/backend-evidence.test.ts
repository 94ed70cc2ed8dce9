import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceSchema, EVIDENCE_MAX } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  Client,
  directiveAt,
  freshFolder,
  OTHER_DISTRICT,
  receipt,
  removeFolders,
  tokenOf,
  TOWN,
} from './support/backend-client.js';
import type { AccountName } from './support/backend-client.js';

afterAll(removeFolders);

const data = freshFolder();
let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend({ data, accounts: ACCOUNTS });
});
afterAll(() => backend.stop());

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

async function upload(content: Buffer, type = 'image/jpeg', name: AccountName = 'town') {
  const headers = { authorization: `Bearer ${tokenOf(name)}`, 'content-type': type };
  const response = await fetch(`${backend.url}/v1/evidence`, { method: 'POST', headers, body: new Uint8Array(content) });
  return { status: response.status, body: (await response.json()) as { type: string } };
}

async function download(sha256: string, name: AccountName) {
  const response = await fetch(`${backend.url}/v1/evidence/${sha256}`, { headers: { authorization: `Bearer ${tokenOf(name)}` } });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    content: Buffer.from(await response.arrayBuffer()),
    headers: response.headers,
  };
}

describe('evidence', () => {
  it('is kept as it came, under its hash, once', async () => {
    const content = randomBytes(300_000);
    const sha256 = hashOf(content);
    const first = await upload(content, 'image/jpeg; quality=90');
    expect(first).toEqual({ status: 201, body: { sha256, size: 300_000, type: 'image/jpeg; quality=90' } });
    expect(evidenceSchema.parse(first.body)).toEqual((await upload(content, 'text/plain')).body);
    expect((await upload(content)).status).toBe(200);
    expect(readFileSync(join(data, 'evidence', sha256.slice(0, 2), sha256)).equals(content)).toBe(true);
    const back = await download(sha256, 'town');
    expect([back.status, back.type, back.content.equals(content)]).toEqual([200, 'image/jpeg; quality=90', true]);
  });

  it('cannot be claimed by naming it: who does not know of it hears that there is none', async () => {
    const content = randomBytes(1000);
    const sha256 = hashOf(content);
    await upload(content);
    const command = await Client.as(backend.url, 'officer').issue(OTHER_DISTRICT);
    const claim = (name: AccountName, tier: string) =>
      Client.as(backend.url, name).handIn(receipt(directiveAt(command, tier), 'progress', { evidence: [sha256] }));
    expect(await claim('other', OTHER_DISTRICT)).toMatchObject({ status: 422, code: 'evidence-unknown' });
    expect((await download(sha256, 'other')).status).toBe(404);
    await upload(content, 'image/jpeg', 'other');
    expect((await claim('other', OTHER_DISTRICT)).status).toBe(201);
  });

  it('may be read by whoever may read a receipt that names it', async () => {
    const content = randomBytes(1000);
    const sha256 = hashOf(content);
    await upload(content);
    const who = ['town', 'officer', 'district', 'other', 'device'] as const;
    const seen = async () => Promise.all(who.map(async (name) => (await download(sha256, name)).status));
    expect(await seen()).toEqual([200, 200, 404, 404, 404]);
    const view = await Client.as(backend.url, 'officer').issue();
    const named = receipt(directiveAt(view, TOWN), 'progress', { evidence: [sha256] });
    expect((await Client.as(backend.url, 'town').handIn(named)).status).toBe(201);
    expect(await seen()).toEqual([200, 200, 200, 404, 200]);
  });

  it('is served so that no browser runs it', async () => {
    const content = Buffer.from('<script>alert(1)</script>');
    await upload(content, 'text/html');
    const { headers } = await download(hashOf(content), 'town');
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-disposition': 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-length': String(content.length),
      'x-content-type-options': 'nosniff',
    });
  });

  it('is not found when its file is gone', async () => {
    const content = randomBytes(100);
    const sha256 = hashOf(content);
    await upload(content);
    rmSync(join(data, 'evidence', sha256.slice(0, 2), sha256));
    expect((await download(sha256, 'town')).status).toBe(404);
  });

  it('comes under a token only a few at once', async () => {
    const headers = { authorization: `Bearer ${tokenOf('hands')}`, 'content-type': 'image/png', 'content-length': '10' };
    const slow = Array.from({ length: 5 }, () => request(`${backend.url}/v1/evidence`, { method: 'POST', headers }));
    const statuses: (number | undefined)[] = [];
    const answered = slow.map(async (one) => {
      const [response] = (await once(one, 'response')) as [IncomingMessage];
      statuses.push(response.resume().statusCode);
    });
    for (const one of slow) one.write('01234');
    await Promise.race(answered);
    expect(statuses).toEqual([429]);
    expect((await upload(randomBytes(10), 'image/png', 'town')).status).toBe(201);
    for (const one of slow) one.end('56789');
    await Promise.all(answered);
    expect(statuses.slice(1).sort()).toEqual([200, 200, 200, 201]);
    await expect.poll(async () => (await upload(randomBytes(10), 'image/png', 'hands')).status).toBe(201);
  });

  it('is not taken in a content coding', async () => {
    const headers = { authorization: `Bearer ${tokenOf('town')}`, 'content-type': 'image/png', 'content-encoding': 'gzip' };
    const reply = await fetch(`${backend.url}/v1/evidence`, { method: 'POST', headers, body: 'x' });
    expect([reply.status, ((await reply.json()) as { type: string }).type]).toEqual([415, 'urn:yilan:problem:media-type']);
  });

  it('must be there before a receipt names it', async () => {
    const view = await Client.as(backend.url, 'officer').issue();
    const named = receipt(directiveAt(view, TOWN), 'progress', { evidence: ['a'.repeat(64)] });
    const reply = await Client.as(backend.url, 'town').handIn(receipt(directiveAt(view, TOWN), 'read'), named);
    expect(reply).toMatchObject({ status: 422, code: 'evidence-unknown', path: '/receipts/1/evidence/0' });
  });

  it('is answered again under its key, which is for nothing else', async () => {
    const put = async (content: Buffer) => {
      const headers = { authorization: `Bearer ${tokenOf('town')}`, 'content-type': 'image/png', 'idempotency-key': 'picture' };
      const reply = await fetch(`${backend.url}/v1/evidence`, { method: 'POST', headers, body: new Uint8Array(content) });
      return [reply.status, await reply.json()];
    };
    const content = randomBytes(100);
    const first = await put(content);
    expect(first[0]).toBe(201);
    expect(await put(content)).toEqual(first);
    expect(await put(randomBytes(100))).toMatchObject([409, { type: 'urn:yilan:problem:idempotency-conflict' }]);
  });

  it.each([
    ['too much', () => upload(randomBytes(EVIDENCE_MAX + 1)), 413],
    ['nothing', () => upload(Buffer.alloc(0)), 400],
    ['a device', () => upload(randomBytes(10), 'image/png', 'device'), 403],
  ] as const)('refuses %s', async (_name, attempt, status) => {
    expect((await attempt()).status).toBe(status);
  });
});

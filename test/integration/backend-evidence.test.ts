import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceSchema, EVIDENCE_MAX } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, Client, directiveAt, freshFolder, receipt, removeFolders, tokenOf, TOWN } from './support/backend-client.js';
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

  it('must be there before a receipt names it', async () => {
    const view = await Client.as(backend.url, 'officer').issue();
    const named = receipt(directiveAt(view, TOWN), 'progress', { evidence: ['a'.repeat(64)] });
    const reply = await Client.as(backend.url, 'town').handIn(receipt(directiveAt(view, TOWN), 'read'), named);
    expect(reply).toMatchObject({ status: 422, code: 'evidence-unknown', path: '/receipts/1/evidence/0' });
  });

  it.each([
    ['too much', () => upload(randomBytes(EVIDENCE_MAX + 1)), 413],
    ['nothing', () => upload(Buffer.alloc(0)), 400],
    ['a device', () => upload(randomBytes(10), 'image/png', 'device'), 403],
  ] as const)('refuses %s', async (_name, attempt, status) => {
    expect((await attempt()).status).toBe(status);
  });
});

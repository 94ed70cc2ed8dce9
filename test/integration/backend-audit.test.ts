import { createHash, createPublicKey, verify } from 'node:crypto';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditHead } from '../../preload/contract/index.js';
import { auditPageSchema, canonicalJson } from '../../preload/contract/index.js';
import { openDatabase } from '../../main/sqlite/index.js';
import { migrations } from '../../main/reference-backend/storage/migrations/index.js';
import type { TestBackend } from './support/backend.js';
import { runBackend, runTool, startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  Client,
  directiveAt,
  freshFolder,
  logIn,
  PASSWORD,
  receipt,
  removeFolders,
  TOWN,
} from './support/backend-client.js';

afterAll(removeFolders);

const data = freshFolder();
let backend: TestBackend;
let leader: Client;
beforeAll(async () => {
  backend = await startBackend({ data, accounts: ACCOUNTS });
  leader = Client.as(backend.url, 'leader');
  const view = await Client.as(backend.url, 'officer').issue();
  await Client.as(backend.url, 'hands').handIn(receipt(directiveAt(view, TOWN), 'delivered'));
  await logIn(backend.url, 'officer', PASSWORD);
  await expect(logIn(backend.url, 'officer', 'wrong')).rejects.toThrow();
});
afterAll(() => backend.stop());

const page = async (query = '') => auditPageSchema.parse((await leader.get(`/v1/audit${query}`)).body);

/** As a client would that shares no code with the server, save for the canonical JSON. */
function expectChain(items: readonly AuditEntry[], before = { sequence: 0, hash: '0'.repeat(64) }): void {
  let last = before;
  for (const { hash, ...rest } of items) {
    expect([rest.sequence, rest.previous]).toEqual([last.sequence + 1, last.hash]);
    expect(
      createHash('sha256')
        .update(canonicalJson({ v: 1, ...rest }))
        .digest('hex'),
    ).toBe(hash);
    last = { sequence: rest.sequence, hash };
  }
}

function isSigned({ sig, ...head }: AuditHead): boolean {
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: head.key } });
  const text = canonicalJson({ v: 1, act: 'audit-head', ...head });
  return verify(null, Buffer.from(text), key, Buffer.from(sig, 'base64url'));
}

describe('GET /v1/audit', () => {
  it('tells every act in a chain that ends at a signed head', async () => {
    const { items, head } = await page('?limit=1000');
    expectChain(items);
    expect(head).toMatchObject({ sequence: items.at(-1)?.sequence, hash: items.at(-1)?.hash });
    expect([isSigned(head), isSigned({ ...head, sequence: head.sequence + 1 })]).toEqual([true, false]);
    const acts = items.map(({ act }) => act);
    expect(acts).toEqual(expect.arrayContaining(['receipts.take', 'session.open', 'session.refuse']));
  });

  it('goes on page by page', async () => {
    const first = await page('?limit=2');
    const second = await page(`?from=${first.next}&limit=2`);
    expect(first.items.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expectChain(second.items, first.items[1]);
    expect((await page(`?from=${first.head.sequence + 1}`)).items).toEqual([]);
    expect((await page(`?from=1&cursor=${first.next}&limit=2`)).items).toEqual(second.items);
    expect((await page('?cursor=0&limit=2')).items).toEqual(first.items);
  });

  it('is for leaders and installers of the top tier only', async () => {
    expect(await Client.as(backend.url, 'officer').get('/v1/audit')).toMatchObject({ status: 403, code: 'role' });
    expect(await Client.as(backend.url, 'chief').get('/v1/audit')).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect(await leader.get('/v1/audit?from=0')).toMatchObject({ status: 400, code: 'schema', path: '/from' });
  });
});

describe('the exported chain', () => {
  it('verifies, also while the server runs, and no longer when a line was changed', async () => {
    const file = join(freshFolder(), 'audit.jsonl');
    expect(await runTool('audit', '--data', data, '--export', file)).toMatchObject({ code: 0 });
    const { head } = await page();
    expect(await runTool('verify-audit', file, '--key', head.key)).toMatchObject({ code: 0, stderr: '' });
    const other = await runTool('verify-audit', file, '--key', 'A'.repeat(43));
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('another key')]);
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.map((line, index) => (index === 2 ? line.replace('"by":"', '"by":"x') : line)).join('\n'));
    const changed = await runTool('verify-audit', file);
    expect([changed.code, changed.stderr]).toEqual([1, 'line 3: audit entry 2 was changed\n']);
    writeFileSync(file, lines.filter((_line, index) => index !== lines.length - 2).join('\n'));
    expect(await runTool('verify-audit', file)).toMatchObject({ code: 1, stderr: 'the entries do not end at the signed head\n' });
  });

  it('is refused at start when somebody changed it in the database', async () => {
    const folder = freshFolder();
    const first = await startBackend({ data: folder, accounts: ACCOUNTS });
    await Client.as(first.url, 'officer').issue();
    await first.stop();
    const opened = await openDatabase(join(folder, 'backend.db'), { synchronous: 'FULL', migrations });
    if (!opened.ok) throw new Error(opened.error.code);
    await opened.value.run("UPDATE audit SET by = 'nobody' WHERE sequence = 1");
    await opened.value.close();
    const { code, stderr } = await runBackend({ data: folder, accounts: ACCOUNTS });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^the audit chain in .* is broken: audit entry 1 was changed/)]);
    expect(await runTool('check', '--data', folder)).toMatchObject({ code: 1 });
  });
});

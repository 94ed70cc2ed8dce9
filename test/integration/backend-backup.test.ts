import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../preload/contract/index.js';
import { migrations } from '../../main/reference-backend/storage/migrations/index.js';
import { openDatabase } from '../../main/sqlite/index.js';
import type { TestBackend } from './support/backend.js';
import { runBackend, runTool, startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  CITY,
  Client,
  directiveAt,
  call,
  freshFolder,
  logIn,
  PASSWORD,
  receipt,
  removeFolders,
  StreamClient,
  tokenOf,
  TOWN,
} from './support/backend-client.js';
import { TestKey } from './support/signing.js';

afterAll(removeFolders);

const data = freshFolder();
const copy = join(freshFolder(), 'copy');
const evidence = randomBytes(5000);
const sha256 = createHash('sha256').update(evidence).digest('hex');
let backend: TestBackend;
let command: string;
let session: string;
const key = new TestKey();
const SIGNER: Account = { name: 'signer', password: PASSWORD, roles: ['officer'], tier: CITY, publicKey: key.publicKey };
const PEOPLE = [...ACCOUNTS, SIGNER];
beforeAll(async () => {
  backend = await startBackend({ data, accounts: PEOPLE });
  session = (await logIn(backend.url, 'signer', PASSWORD)).token;
  const headers = { authorization: `Bearer ${tokenOf('town')}`, 'content-type': 'image/png' };
  await fetch(`${backend.url}/v1/evidence`, { method: 'POST', headers, body: new Uint8Array(evidence) });
  const view = await Client.as(backend.url, 'officer').issue();
  command = view.id;
  await Client.as(backend.url, 'town').handIn(receipt(directiveAt(view, TOWN), 'done', { evidence: [sha256] }));
  expect(await runTool('backup', '--data', data, '--to', copy)).toMatchObject({ code: 0, stderr: '' });
}, 30_000);
afterAll(() => backend.stop());

describe('a backup', () => {
  it('made while the server runs becomes a server with everything in it and a new epoch', async () => {
    const position = await StreamClient.opened(backend.url, tokenOf('officer'));
    const later = await Client.as(backend.url, 'officer').issue();
    const target = join(freshFolder(), 'new', '..', 'restored');
    const done = await runTool('restore', '--from', `${copy}/`, '--data', `${target}/`);
    expect([done.code, done.stderr]).toEqual([0, '']);
    // Keys that were revoked since are good again: they are named so that somebody looks at them.
    const keys = [{ id: key.id, account: 'signer' }];
    expect(JSON.parse(done.stdout)).toMatchObject({ event: 'restored', evidence: 1, keys });
    expect([copy, target].map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700]);
    const restored = await startBackend({ data: target, accounts: PEOPLE });
    expect(await call(backend.url, 'GET', '/v1/tiers', { token: session })).toMatchObject({ status: 200 });
    expect(await call(restored.url, 'GET', '/v1/tiers', { token: session })).toMatchObject({ status: 401, code: 'token' });
    const officer = Client.as(restored.url, 'officer');
    const view = await officer.view(command);
    expect(view.directives.flatMap(({ receipts }) => receipts)).toMatchObject([{ kind: 'done', evidence: [sha256] }]);
    expect((await officer.get(`/v1/commands/${later.id}`)).status).toBe(404);
    const stream = StreamClient.open(restored.url, tokenOf('officer'), `?since=${position.position}`);
    expect(await stream.untilClosed()).toBe(4410);
    position.close();
    await restored.stop();
    expect(await runTool('check', '--data', target)).toMatchObject({ code: 0 });
  }, 40_000);

  it('is refused where it would overwrite something or a server runs', async () => {
    expect((await runTool('backup', '--data', data, '--to', copy)).stderr).toMatch(/is not empty/);
    expect((await runTool('restore', '--from', copy, '--data', data)).stderr).toMatch(/a server uses/);
    expect((await runTool('restore', '--from', data, '--data', freshFolder())).stderr).toMatch(/not a whole backup/);
    expect(await runTool('backup', '--data', freshFolder(), '--to', freshFolder())).toMatchObject({ code: 1 });
    expect(await runTool('backup', '--data', data)).toMatchObject({ code: 2, stderr: '--to: is required\n' });
    expect(await runTool('restore', '--form', copy)).toMatchObject({ code: 2 });
    expect((await runTool('backup', '--help')).stdout).toMatch(/restore --from DIR/);
  }, 40_000);

  it('keeps its target from servers until it is whole', async () => {
    const target = freshFolder();
    const file = join(copy, 'evidence', sha256.slice(0, 2), sha256);
    rmSync(file);
    // Whoever reads it waits for whoever writes into it.
    execFileSync('mkfifo', [file]);
    const restoring = runTool('restore', '--from', copy, '--data', target);
    const pipe = await open(file, 'w');
    expect((await runBackend({ data: target })).stderr).toMatch(/another server already uses/);
    await pipe.writeFile(evidence);
    await pipe.close();
    expect(await restoring).toMatchObject({ code: 0, stderr: '' });
    rmSync(file);
    writeFileSync(file, evidence);
  }, 40_000);

  it('is not made of a database of another version, which is left as it is', async () => {
    const folder = freshFolder();
    const file = join(folder, 'backend.db');
    const older = await openDatabase(file, { synchronous: 'FULL', migrations: migrations.slice(0, 3) });
    if (older.ok) await older.value.close();
    expect(await runTool('check', '--data', folder)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^database-older/),
    });
    const copied = await runTool('backup', '--data', folder, '--to', join(freshFolder(), 'copy'));
    expect(copied).toMatchObject({ code: 1, stderr: expect.stringMatching(/^database-older/) });
  }, 40_000);

  it('leaves nothing when what it holds was changed', async () => {
    const target = freshFolder();
    writeFileSync(join(copy, 'evidence', sha256.slice(0, 2), sha256), 'other');
    const refused = await runTool('restore', '--from', copy, '--data', target);
    expect([refused.code, refused.stderr]).toEqual([1, `evidence ${sha256} was changed\n`]);
    expect(readdirSync(target).filter((name) => !name.startsWith('lock.db'))).toEqual([]);
    expect(existsSync(`${target}.restoring`)).toBe(false);
    rmSync(join(copy, 'backup.json'));
    expect((await runTool('restore', '--from', copy, '--data', target)).stderr).toMatch(/not a whole backup/);
  }, 40_000);
});

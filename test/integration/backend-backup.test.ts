import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBackend } from './support/backend.js';
import { runTool, startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  Client,
  directiveAt,
  freshFolder,
  receipt,
  removeFolders,
  StreamClient,
  tokenOf,
  TOWN,
} from './support/backend-client.js';

afterAll(removeFolders);

const data = freshFolder();
const copy = join(freshFolder(), 'copy');
const evidence = randomBytes(5000);
const sha256 = createHash('sha256').update(evidence).digest('hex');
let backend: TestBackend;
let command: string;
beforeAll(async () => {
  backend = await startBackend({ data, accounts: ACCOUNTS });
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
    const done = await runTool('restore', '--from', copy, '--data', target);
    expect([done.code, done.stderr]).toEqual([0, '']);
    expect(JSON.parse(done.stdout)).toMatchObject({ event: 'restored', evidence: 1 });
    const restored = await startBackend({ data: target, accounts: ACCOUNTS });
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

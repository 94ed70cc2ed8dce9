import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { commandViewSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, Client, freshFolder, removeFolders, StreamClient } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend | undefined;
afterEach(() => backend?.stop());

const FAST = ['--responder-profile', 'steady', '--responder-speed', '20', '--seed', '7'];
/** Without the binary frames that the feeds bring. */
const TOPICS = 'topics=commands,directives,receipts';
const finished = (stream: StreamClient) =>
  stream.until(() => stream.events.some((event) => event.type === 'yilan.commands' && event.data.state === 'finished'));

describe('demo responders', () => {
  it('bring a command to a small district to its end, every receipt marked demo', async () => {
    backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS, args: FAST });
    const officer = Client.as(backend.url, 'officer');
    const stream = await StreamClient.opened(backend.url, officer.token, `?${TOPICS}`);
    const { id } = await officer.issue();
    await finished(stream);
    const view = commandViewSchema.parse((await officer.get(`/v1/commands/${id}`)).body);
    expect(view.rollUp).toMatchObject({ total: 9, reached: { delivered: 9, accepted: 9, done: 9, overdue: 0 } });
    const receipts = view.directives.flatMap((directive) => directive.receipts);
    expect(receipts.every(({ demo, by }) => demo && by === 'demo-responder')).toBe(true);
    const kinds = new Map(view.directives.map(({ tier, receipts: own }) => [tier, own.map(({ kind }) => kind)]));
    for (const own of kinds.values()) {
      expect(own.filter((kind) => kind !== 'progress')).toEqual(['delivered', 'read', 'accepted', 'done']);
      expect([1, 2]).toContain(own.filter((kind) => kind === 'progress').length);
    }
    expect(
      receipts
        .map(({ sequence, directive }) => [Number(sequence), directive])
        .sort((a, b) => Number(b[0]) - Number(a[0]))[0]?.[1],
    ).toBe(view.directives.find(({ tier }) => tier === '500104')?.id);
    stream.close();
  }, 40_000);

  it('go on after the server was killed in the middle, without doing anything twice', async () => {
    const data = freshFolder();
    backend = await startBackend({ data, accounts: ACCOUNTS, args: FAST });
    const officer = Client.as(backend.url, 'officer');
    const stream = await StreamClient.opened(backend.url, officer.token, `?${TOPICS}`);
    const { id } = await officer.issue();
    await stream.until(() => stream.events.some((event) => event.type === 'yilan.receipts' && event.data.kind === 'accepted'));
    await backend.kill('SIGKILL');
    const port = Number(new URL(backend.url).port);
    backend = await startBackend({ data, accounts: ACCOUNTS, args: FAST, port });
    const again = await StreamClient.opened(backend.url, officer.token, `?since=${stream.position}&${TOPICS}`);
    await finished(again);
    const view = await officer.view(id);
    expect(view.state).toBe('finished');
    for (const { receipts } of view.directives) {
      const once = receipts.map(({ kind }) => kind).filter((kind) => kind !== 'progress');
      expect(once).toEqual([...new Set(once)]);
    }
    again.close();
  }, 60_000);

  it.runIf(existsSync('/proc'))(
    'end with the backend, even when that is killed',
    async () => {
      const killed = await startBackend({ data: freshFolder(), accounts: ACCOUNTS, args: FAST });
      const child = await childOf(killed.process.pid ?? 0);
      await killed.kill('SIGKILL');
      await expect.poll(() => isRunning(child), { timeout: 5000 }).toBe(false);
    },
    20_000,
  );
});

async function childOf(parent: number): Promise<number> {
  let child = 0;
  const read = () => (child = Number(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ')[0]));
  await expect.poll(read, { timeout: 5000 }).toBeGreaterThan(0);
  return child;
}

/** A process that ended but that nobody has waited for (state Z) is not running. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyChain } from '../audit-chain.js';
import { writeAudit } from './audit.js';
import { EventDraft, eventsAfter } from './events.js';
import { Store } from './store.js';

it('goes on where the last transaction ended that was committed, also after a new start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-ends-'));
  const open = async (): Promise<Store> => {
    const opened = await Store.open(folder);
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };
  const write = (store: Store, act: string, fails = false): Promise<void> =>
    store.transaction(async (tx) => {
      // Twice in one transaction, each after the other.
      for (const subject of ['a', 'b']) {
        const events = await EventDraft.begin(tx, 0);
        events.add('commands', subject, (sequence) => ({ act, sequence }));
        await events.write(tx);
        await writeAudit(tx, 0, [{ by: 'system', act, subject }]);
      }
      if (fails) throw new Error('no');
    });
  const first = await open();
  await write(first, 'one');
  await expect(write(first, 'lost', true)).rejects.toThrow('no');
  await write(first, 'two');
  await first.close();
  const second = await open();
  await write(second, 'three');
  const events = await eventsAfter(second, 0, 100);
  expect(events.map(({ sequence, subject, data }) => [sequence, subject, JSON.parse(data)])).toEqual(
    ['one', 'one', 'two', 'two', 'three', 'three'].map((act, index) => [
      index + 1,
      index % 2 === 0 ? 'a' : 'b',
      { act, sequence: index + 1 },
    ]),
  );
  expect(await verifyChain(second)).toMatchObject({ ok: true, value: { sequence: 6 } });
  await second.close();
  rmSync(folder, { recursive: true });
});

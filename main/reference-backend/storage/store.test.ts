import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connect } from '../../sqlite/database.js';
import type { Backend } from '../backend.js';
import { escalate } from '../escalate.js';
import { emptyLog } from '../retention.js';
import { DATABASE_FILE, Store } from './store.js';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-store-'));
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
  rmSync(folder, { recursive: true });
});
/** What goes wrong is told on stderr. */
const logged = () => vi.spyOn(process.stderr, 'write').mockReturnValue(true);

it('has committed, even where nobody can be told of it', async () => {
  const log = logged();
  store.onCommit(() => {
    throw new Error('no listener');
  });
  expect(await store.transaction((tx) => tx.run("INSERT INTO meta (key, value) VALUES ('a', 'b')"))).toBe(1);
  expect(await store.get("SELECT value FROM meta WHERE key = 'a'")).toEqual({ value: 'b' });
  expect(log.mock.calls.join()).toContain('no listener');
});

it('does not keep those who write waiting for those who read, when it shortens the log', async () => {
  const reader = await connect(join(folder, DATABASE_FILE));
  await reader.script('BEGIN; SELECT count(*) FROM meta');
  await store.run("INSERT INTO meta (key, value) VALUES ('a', 'b')");
  const began = performance.now();
  await emptyLog({ database: store }).run();
  expect(performance.now() - began).toBeLessThan(2000);
  await reader.close();
});

it('presses for all commands but the one that cannot be looked at, which comes again later', async () => {
  const log = logged();
  const insert = (id: string, state: string): Promise<number> =>
    store.run(
      `INSERT INTO commands (id, hash, frozen, state, mode, issuer_tier, taken_at, issued_at)
       VALUES (?, '', '{', ?, 'live', '500000', 0, 0)`,
      id,
      state,
    );
  await insert('broken', 'running');
  await insert('over', 'closed');
  await store.run("INSERT INTO escalation_watch (command, due_at) VALUES ('broken', 0), ('over', 1)");
  await escalate({ database: store, now: () => 1000, templates: [] } as Partial<Backend> as Backend);
  expect(await store.all('SELECT command, due_at FROM escalation_watch')).toEqual([{ command: 'broken', due_at: 61_000 }]);
  expect(log.mock.calls.join()).toContain('cannot press for command broken');
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../sqlite/index.js';
import { migrations } from './index.js';

it('reads in the text of messages in force when they are over', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-migrate-'));
  const file = join(folder, 'backend.db');
  const open = async (version: number) => {
    const opened = await openDatabase(file, { synchronous: 'FULL', migrations: migrations.slice(0, version) });
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };
  const before = await open(8);
  const info = (expires?: string): string =>
    `<info><event>暴雨</event>${expires === undefined ? '' : `<expires>${expires}</expires>`}</info>`;
  const early = '2026-07-01T08:00:00+08:00';
  const late = '2026-07-01T03:00:00-00:00';
  const messages: readonly (readonly [state: string, xml: string, expires: number | null])[] = [
    ['current', info(early), Date.parse(early)],
    ['current', info(late) + info(early), Date.parse(late)],
    ['current', info(early) + info(), null],
    ['current', info('soon'), null],
    ['current', '', null],
    ['superseded', info(early), null],
  ];
  for (const [index, [state, xml]] of messages.entries()) {
    await before.run(
      `INSERT INTO warnings (id, sender, identifier, sent, msg_type, state, digest, reading, encoding, xml, author, received_at, demo)
       VALUES (?, '', '', 0, 'Alert', ?, '', '{}', 'utf-8', ?, '', 0, 0)`,
      String(index),
      state,
      xml,
    );
  }
  await before.close();
  const after = await open(9);
  const rows = await after.all<{ expires: number | null }>('SELECT expires FROM warnings ORDER BY id');
  expect(rows.map(({ expires }) => expires)).toEqual(messages.map(([, , expires]) => expires));
  await after.close();
  rmSync(folder, { recursive: true });
});

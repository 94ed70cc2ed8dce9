import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../sqlite/index.js';
import { migrations } from './index.js';

it('looks into no receipt any more, and keeps what was found before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-migrate-'));
  const open = async (version: number) => {
    const opened = await openDatabase(join(folder, 'backend.db'), {
      synchronous: 'FULL',
      migrations: migrations.slice(0, version),
    });
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };
  const before = await open(10);
  await before.run("INSERT INTO evidence_uses (sha256, directive) VALUES ('x', 'd')");
  await before.close();
  const after = await open(11);
  expect(await after.all("SELECT name FROM sqlite_master WHERE type = 'trigger'")).toEqual([]);
  expect(await after.all('SELECT * FROM evidence_uses')).toEqual([{ sha256: 'x', directive: 'd' }]);
  await after.close();
  rmSync(folder, { recursive: true });
});

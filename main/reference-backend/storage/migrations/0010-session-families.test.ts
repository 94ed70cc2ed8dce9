import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../sqlite/index.js';
import { migrations } from './index.js';

it('makes each session that is there one of its own, and leaves ready tokens alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-migrate-'));
  const open = async (version: number) => {
    const file = join(folder, 'backend.db');
    const opened = await openDatabase(file, { synchronous: 'FULL', migrations: migrations.slice(0, version) });
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };
  const before = await open(9);
  await before.script(`
    INSERT INTO accounts VALUES ('officer', 'file', NULL, '[]', '500000', 0, 0);
    INSERT INTO tokens VALUES ('aa', 'officer', 50000000), ('bb', 'officer', 60000000), ('cc', 'officer', NULL)`);
  await before.close();
  const after = await open(10);
  expect(await after.all('SELECT hash, family, opened_at FROM tokens ORDER BY hash')).toEqual([
    { hash: 'aa', family: 'aa', opened_at: 6_800_000 },
    { hash: 'bb', family: 'bb', opened_at: 16_800_000 },
    { hash: 'cc', family: null, opened_at: null },
  ]);
  await after.close();
  rmSync(folder, { recursive: true });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../sqlite/index.js';
import { migrations } from './index.js';

it('finds who forwarded what is there already in the signed list, by tier and party', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-migrate-'));
  const file = join(folder, 'backend.db');
  const open = async (version: number) => {
    const opened = await openDatabase(file, { synchronous: 'FULL', migrations: migrations.slice(0, version) });
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };
  const before = await open(7);
  const targets = [
    { tier: '500104', role: 'lead', via: null },
    { tier: '500104', party: '500104-water', role: 'assist', via: '500104' },
    { tier: '500104101', role: 'assist', via: '500104' },
    { tier: '500104102', role: 'assist', via: null },
  ];
  await before.run(
    `INSERT INTO commands (id, hash, frozen, state, mode, issuer_tier, taken_at)
     VALUES ('c', '', ?, 'issued', 'live', '500000', 0)`,
    JSON.stringify({ targets }),
  );
  for (const [index, { tier, party }] of targets.entries()) {
    await before.run(
      "INSERT INTO directives (id, command, tier, level, party, role) VALUES (?, 'c', ?, 'town', ?, 'lead')",
      String(index),
      tier,
      party ?? null,
    );
  }
  await before.close();
  const after = await open(8);
  const rows = await after.all<{ via: string | null }>('SELECT via FROM directives ORDER BY id');
  expect(rows.map(({ via }) => via)).toEqual(targets.map(({ via }) => via));
  await after.close();
  rmSync(folder, { recursive: true });
});

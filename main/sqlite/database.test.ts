import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from './index.js';
import { openDatabase } from './index.js';

const migrations = [
  { version: 1, sql: 'CREATE TABLE orders (id TEXT PRIMARY KEY, note TEXT)' },
  { version: 2, sql: 'ALTER TABLE orders ADD COLUMN round INTEGER NOT NULL DEFAULT 1' },
];

let folder: string;
const opened: Database[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-sqlite-'));
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  rmSync(folder, { recursive: true });
});

async function open(steps = migrations, file = 'a.db'): Promise<Database> {
  const result = await openDatabase(join(folder, file), { synchronous: 'FULL', migrations: steps });
  if (!result.ok) throw new Error(result.error.code);
  opened.push(result.value);
  return result.value;
}

describe('openDatabase', () => {
  it('migrates from the previous version and keeps what is there', async () => {
    const old = await open(migrations.slice(0, 1));
    await old.run('INSERT INTO orders (id, note) VALUES (?, ?)', 'a', '沿江');
    const now = await open();
    expect(await now.all('SELECT * FROM orders')).toEqual([{ id: 'a', note: '沿江', round: 1 }]);
  });

  it('refuses a file from a later program and leaves it alone', async () => {
    await open();
    const result = await openDatabase(join(folder, 'a.db'), { synchronous: 'FULL', migrations: migrations.slice(0, 1) });
    expect(result).toMatchObject({ ok: false, error: { code: 'database-newer', details: { found: 2, known: 1 } } });
  });

  it('leaves a file of an earlier program as it is where that is asked for', async () => {
    await open(migrations.slice(0, 1));
    const result = await openDatabase(join(folder, 'a.db'), { synchronous: 'FULL', migrations, keepsVersion: true });
    expect(result).toMatchObject({ ok: false, error: { code: 'database-older', details: { found: 1, known: 2 } } });
    const again = await open(migrations.slice(0, 1));
    expect(await again.get('PRAGMA user_version')).toEqual({ user_version: 1 });
  });

  it('names a damaged file and one that cannot be opened', async () => {
    writeFileSync(join(folder, 'bad.db'), 'x'.repeat(4096));
    const damaged = await openDatabase(join(folder, 'bad.db'), { synchronous: 'FULL', migrations });
    expect(damaged).toMatchObject({ ok: false, error: { code: 'database-damaged' } });
    const missing = await openDatabase(join(folder, 'no', 'such.db'), { synchronous: 'FULL', migrations });
    expect(missing).toMatchObject({ ok: false, error: { code: 'database-unavailable' } });
  });

  it('leaves no half of a migration that fails', async () => {
    const broken = [...migrations.slice(0, 1), { version: 2, sql: 'CREATE TABLE b (id TEXT); SELECT no_such()' }];
    const result = await openDatabase(join(folder, 'a.db'), { synchronous: 'FULL', migrations: broken });
    expect(result.ok).toBe(false);
    const again = await open();
    expect(await again.all("SELECT name FROM sqlite_master WHERE name = 'b'")).toEqual([]);
  });
});

describe('transaction', () => {
  it('rolls back everything when its work fails', async () => {
    const database = await open();
    await expect(
      database.transaction(async (tx) => {
        await tx.run("INSERT INTO orders (id) VALUES ('a')");
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await database.all('SELECT * FROM orders')).toEqual([]);
  });

  it('tells of the first failure, not of the one to roll back', async () => {
    const database = await open();
    const twice = database.transaction(async (tx) => {
      await tx.run('ROLLBACK');
      throw new Error('the first');
    });
    await expect(twice).rejects.toThrow('the first');
    expect(await database.all('SELECT * FROM orders')).toEqual([]);
  });

  it('does nothing more on a connection whose transaction stays open', async () => {
    const database = await open();
    const roll = vi.spyOn(sqlite3.Database.prototype, 'run');
    const failed = database.transaction(async (tx) => {
      await tx.run("INSERT INTO orders (id) VALUES ('a')");
      roll.mockImplementationOnce((_sql: unknown, _parameters: unknown, done: (error: Error) => void) => {
        done(new Error('disk I/O error'));
        return {} as sqlite3.Database;
      });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    roll.mockRestore();
    await expect(database.run("INSERT INTO orders (id) VALUES ('b')")).rejects.toThrow(/unusable.*disk I\/O error/);
    expect(await (await open()).all('SELECT * FROM orders')).toEqual([]);
  });

  it('lets nothing slip in from outside while it is open', async () => {
    const database = await open();
    const slow = database.transaction(async (tx) => {
      await tx.run("INSERT INTO orders (id) VALUES ('a')");
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('no');
    });
    const outside = database.run("INSERT INTO orders (id) VALUES ('b')");
    await expect(slow).rejects.toThrow('no');
    await outside;
    expect(await database.all('SELECT id FROM orders')).toEqual([{ id: 'b' }]);
  });
});

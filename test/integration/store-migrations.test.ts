import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheMigrations } from '../../main/hub/store/migrations/cache/index.js';
import { durableMigrations } from '../../main/hub/store/migrations/durable/index.js';
import { KEPT } from '../../main/hub/store/kept.js';
import type { Store } from '../../main/hub/store/index.js';
import { openStore } from '../../main/hub/store/index.js';
import type { Database, Migration, Row } from '../../main/sqlite/index.js';
import { openDatabase } from '../../main/sqlite/index.js';
import { canonicalJson } from '../../preload/contract/index.js';

const ID = '01930000-0000-7000-8000-000000000001';
const NOW = Date.UTC(2026, 10, 23, 12);
const at = new Date(NOW).toISOString();
const frozen = {
  v: 1,
  id: ID,
  template: { id: 'flood-patrol', version: 1, hash: 'a'.repeat(64) },
  mode: 'live',
  level: 'important',
  approvals: 0,
  issuer: { account: 'duty-officer', tier: '500000' },
  parameters: { district: '500108' },
  text: '汛情巡查',
  targets: [{ tier: '500108', role: 'lead', via: null }],
  limits: { deliverMs: 1, acceptMs: 2, reportMs: 3, finishMs: 4 },
  frozenAt: at,
  expiresAt: at,
};
const text = canonicalJson(frozen);
const hash = createHash('sha256').update(text).digest('hex');
const receipt = {
  ...{ id: '01930000-0000-7000-8000-000000000003', directive: '01930000-0000-7000-8000-000000000002', round: 1 },
  ...{ kind: 'delivered', at, by: 'hands', receivedAt: at, sequence: '7', demo: false },
};

/** What a hall of each version had in its file: rows in every table of that version, made by statements of that time. */
const durableRows: readonly ((database: Database) => Promise<void>)[] = [
  async (database) => {
    await database.run(
      "INSERT INTO orders (id, hash, frozen, title, account, state, queued_at, expires_at, attempts) VALUES (?, ?, ?, ?, ?, 'held', ?, ?, 2)",
      ...[ID, hash, text, '汛情巡查', 'duty-officer', NOW, NOW],
    );
    await database.run("INSERT INTO commands VALUES (?, ?, ?, 'live', 'running', ?)", ID, hash, text, NOW);
    await database.run("INSERT INTO directives VALUES (?, ?, '500108', NULL, 'lead', NULL)", receipt.directive, ID);
    await database.run('INSERT INTO receipts VALUES (?, ?, ?)', receipt.id, receipt.directive, JSON.stringify(receipt));
    await database.run("INSERT INTO cursor VALUES (1, 'e', '7')");
  },
  async (database) => {
    await database.run("INSERT INTO order_history (order_id, at, what, by) VALUES (?, ?, 'queued', 'duty-officer')", ID, NOW);
    await database.run(
      "INSERT INTO person_keys (id, account, public_key, sealed, made_at, status) VALUES (?, 'duty-officer', 'p', 's', ?, 'confirmed')",
      ...['b'.repeat(64), NOW],
    );
  },
];
const cacheRows: typeof durableRows = [
  async (database) => {
    await database.run("INSERT INTO catalogue VALUES ('tiers', '[]'), ('templates', '[]')");
  },
];

let folder: string;
let store: Store | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-migrations-'));
});
afterEach(async () => {
  await store?.close();
  store = undefined;
  rmSync(folder, { recursive: true });
});

/** A file as a program of that version left it. */
async function make(name: string, migrations: readonly Migration[], version: number, rows: typeof durableRows): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let step = 1; step <= version; step += 1) {
    const opened = await openDatabase(join(folder, name), { synchronous: 'FULL', migrations: migrations.slice(0, step) });
    if (!opened.ok) throw new Error(opened.error.code);
    await rows[step - 1]?.(opened.value);
    await opened.value.close();
  }
}

async function open(): Promise<Store> {
  const opened = await openStore(folder);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  store = opened.value;
  return opened.value;
}

const versions = (migrations: readonly Migration[]): number[] => migrations.map(({ version }) => version);

describe('durable.db', () => {
  it('is no damage when a migration was written with other spaces at its time', async () => {
    const respaced = durableMigrations.map((migration) => ({
      ...migration,
      sql: migration.sql.replaceAll('\n  ', '\n\t      '),
    }));
    expect(respaced[0]?.sql).not.toBe(durableMigrations[0]?.sql);
    await make('durable.db', respaced, 2, durableRows);
    const { orders, opening } = await open();
    expect(opening).toEqual([]);
    expect(await orders.all()).toHaveLength(1);
  });

  // From the third version on a file has its second copy beside it.
  it.each(versions(durableMigrations.slice(0, 2)))('of version %i keeps everything that is in it', async (version) => {
    await make('durable.db', durableMigrations, version, durableRows);
    const { orders, commands, personKeys, opening } = await open();
    expect(opening).toEqual([]);
    expect(await orders.all()).toEqual([
      expect.objectContaining({ id: ID, hash, frozen, title: '汛情巡查', state: 'held', attempts: 2, queuedAt: NOW }),
    ]);
    expect(await commands.cursor()).toEqual({ epoch: 'e', sequence: '7' });
    expect(await commands.recent(9)).toMatchObject([{ id: ID, state: 'running', directives: [{ receipts: [receipt] }] }]);
    expect(await orders.history(ID)).toHaveLength(version === 1 ? 0 : 1);
    const key = await personKeys.current('duty-officer');
    expect(key?.sealed).toBe(version === 1 ? undefined : 's');
    await store?.close();
    // The second copy tells the same: without the file everything is there but what the backend sends again.
    rmSync(join(folder, 'durable.db'));
    const again = await open();
    expect(await again.orders.all()).toEqual([expect.objectContaining({ id: ID, hash, frozen, attempts: 2 })]);
    expect(await again.orders.history(ID)).toHaveLength(version === 1 ? 0 : 1);
  });

  it('of a later program is refused, with both versions named', async () => {
    const known = durableMigrations.length;
    const later = [...durableMigrations, { version: known + 1, sql: 'CREATE TABLE later (id TEXT)' }];
    await make('durable.db', later, known + 1, durableRows);
    const before = readFileSync(join(folder, 'durable.db'));
    expect(await openStore(folder)).toMatchObject({
      ok: false,
      error: { code: 'database-newer', details: { found: known + 1, known } },
    });
    expect(readFileSync(join(folder, 'durable.db')).equals(before)).toBe(true);
  });

  it('has only such columns added to kept tables as an older row’s checksum outlives', async () => {
    const columns = async (count: number): Promise<Map<string, Row>> => {
      const opened = await openDatabase(':memory:', { synchronous: 'NORMAL', migrations: durableMigrations.slice(0, count) });
      if (!opened.ok) throw new Error(opened.error.code);
      const all = new Map<string, Row>();
      for (const { name } of KEPT) {
        for (const row of await opened.value.all<Row>(`PRAGMA table_info(${name})`)) {
          all.set(`${name}.${String(row['name'])}`, row);
        }
      }
      await opened.value.close();
      return all;
    };
    const before = await columns(3);
    for (const [name, column] of await columns(durableMigrations.length)) {
      if (!before.has(name)) expect(column, name).toMatchObject({ notnull: 0, dflt_value: null });
    }
  });
});

describe('cache.db', () => {
  it.each(versions(cacheMigrations))('of version %i keeps what is in it', async (version) => {
    await make('cache.db', cacheMigrations, version, cacheRows);
    const { catalogue, situation, opening } = await open();
    expect(opening).toEqual([]);
    expect(await catalogue.read()).toEqual({ tiers: [], templates: [] });
    expect(await situation.reader.cursor()).toBeUndefined();
  });

  it('of a later program is deleted and filled again, and the operator is told', async () => {
    const known = cacheMigrations.length;
    const later = [...cacheMigrations, { version: known + 1, sql: 'CREATE TABLE later (id TEXT)' }];
    await make('cache.db', later, known + 1, cacheRows);
    const { catalogue, opening } = await open();
    expect(opening).toMatchObject([{ code: 'cache-refilled' }]);
    await catalogue.write({ tiers: [], templates: [] });
  });
});

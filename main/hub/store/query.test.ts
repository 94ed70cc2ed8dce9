import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../sqlite/index.js';
import { openDatabase } from '../../sqlite/index.js';
import { change, first, insertBatch, rows, tablesOf } from './query.js';

type Tables = { readonly boats: { readonly id: string; readonly crew: number; readonly note: string | null } };

const tables = tablesOf<Tables>();
let database: Database;

beforeEach(async () => {
  const migrations = [{ version: 1, sql: 'CREATE TABLE boats (id TEXT PRIMARY KEY, crew INTEGER NOT NULL, note TEXT) STRICT' }];
  const opened = await openDatabase(':memory:', { synchronous: 'NORMAL', migrations });
  if (!opened.ok) throw new Error(opened.error.code);
  database = opened.value;
});
afterEach(() => database.close());

it('runs what was built, values bound and never written into the text', async () => {
  const added = await change(database, tables.insertInto('boats').values({ id: "a'; DROP TABLE boats", crew: 3, note: null }));
  expect(added).toBe(1);
  const query = tables.selectFrom('boats').select(['id', 'crew']).where('crew', '>', 2);
  expect(await rows(database, query)).toEqual([{ id: "a'; DROP TABLE boats", crew: 3 }]);
  expect(await first(database, query.where('id', '=', 'b'))).toBeUndefined();
});

it('takes a whole batch as one parameter, inside a transaction', async () => {
  const batch = [
    { id: '007', crew: 1, note: '沿江' },
    { id: 'b', crew: 2.5e3, note: null },
  ];
  const insert = insertBatch(tables, 'boats', ['note', 'id', 'crew'], batch);
  await change(database, insert);
  expect(await rows(database, tables.selectFrom('boats').selectAll())).toEqual(batch);
  const failed = database.transaction(async (tx) => {
    const again = insert.onConflict((conflict) => conflict.column('id').doUpdateSet({ crew: 9 }));
    await change(tx, again);
    expect(await rows(tx, tables.selectFrom('boats').select('crew'))).toEqual([{ crew: 9 }, { crew: 9 }]);
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await rows(database, tables.selectFrom('boats').selectAll())).toEqual(batch);
});

it('refuses a value that the driver would bind as something else', async () => {
  const wrong = tables
    .selectFrom('boats')
    .selectAll()
    .where('note', '=', true as unknown as string);
  await expect(rows(database, wrong)).rejects.toThrow('not a value of SQLite: boolean');
});

it('refuses to be executed past the queue', async () => {
  await expect(tables.selectFrom('boats').selectAll().execute()).rejects.toThrow(/rows, first or change/);
});

import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order, Store } from '../../main/hub/store/index.js';
import { openStore, stored } from '../../main/hub/store/index.js';
import { connect } from '../../main/sqlite/index.js';
import { alter, codesOf, StoreRig } from './support/store.js';

const CHANGE = { state: 'expired', attempts: 1, problem: undefined, question: undefined } as const;

let rig: StoreRig;

beforeEach(() => {
  rig = new StoreRig();
});
afterEach(() => rig.end());

/** Opens the store, compares every order with what was acknowledged, and closes it; the codes of what was mended. */
async function opening(): Promise<string[]> {
  const store = await rig.open();
  expect(rig.ledger.differences(await store.orders.all())).toEqual([]);
  const codes = codesOf(store.opening);
  await rig.close(store);
  return codes;
}

const lines = (): string[] => readFileSync(rig.path('orders.log'), 'utf8').split('\n').slice(0, -1);

describe('durable.db', () => {
  it('has every acknowledged change in the second copy, before the next one is begun', async () => {
    const store = await rig.open();
    await rig.load.addOrder(store, rig.ledger);
    const [id = ''] = rig.ledger.orders.keys();
    expect(lines().at(-1)).toContain(id);
    const before = lines().length;
    await store.orders.update({ id, state: 'sending', attempts: 1, problem: undefined, question: undefined });
    expect(lines()).toHaveLength(before + 1);
    expect(lines().at(-1)).toContain('"sending"');
    await rig.close(store);
  });

  it('is restored when a page is damaged, and the damaged one is kept', async () => {
    await rig.fill();
    writeFileSync(rig.path('durable.db'), Buffer.alloc(8192, 7), { flag: 'r+' });
    expect(await opening()).toEqual(['durable-restored']);
    const [set = ''] = readdirSync(rig.path('quarantine'));
    expect(set).toMatch(/^\d{4}-\d\d-\d\dT.*-durable$/);
    expect(readdirSync(rig.path(`quarantine/${set}`))).toContain('durable.db');
    expect(await opening()).toEqual([]);
  });

  it('is restored when an order is another than was stored, which no check of SQLite sees', async () => {
    await rig.fill();
    const database = await connect(rig.path('durable.db'));
    await database.run("UPDATE orders SET title = 'another'");
    await database.close();
    expect(await opening()).toEqual(['durable-restored']);
  });

  it('is restored when an order is missing in it', async () => {
    await rig.fill();
    const database = await connect(rig.path('durable.db'));
    await database.run('DELETE FROM orders WHERE id = (SELECT min(id) FROM orders)');
    await database.close();
    expect(await opening()).toEqual(['durable-restored']);
  });

  it('catches up with the second copy when its own log was lost', async () => {
    await rig.fill();
    const store = await rig.open();
    cpSync(rig.path('durable.db'), rig.path('before.db'));
    await rig.load.addOrder(store, rig.ledger);
    await rig.load.addOrder(store, rig.ledger);
    await rig.close(store);
    cpSync(rig.path('before.db'), rig.path('durable.db'));
    expect(await opening()).toEqual(['durable-restored']);
  });

  it('is made anew from the second copy when it is not there', async () => {
    await rig.fill();
    rmSync(rig.path('durable.db'));
    expect(await opening()).toEqual(['durable-restored']);
  });

  it('is damaged, not of a later program, when only its header says so', async () => {
    await rig.fill();
    const database = await connect(rig.path('durable.db'));
    await database.script('PRAGMA user_version = 4711');
    await database.close();
    expect(await opening()).toEqual(['durable-restored']);
  });

  it('is refused when it is of a later program, and left alone', async () => {
    await rig.fill();
    rmSync(rig.path('orders.log'));
    const database = await connect(rig.path('durable.db'));
    await database.script('PRAGMA user_version = 4711');
    await database.close();
    const before = readFileSync(rig.path('durable.db'));
    const refused = await openStore(rig.folder);
    expect(refused).toMatchObject({ ok: false, error: { code: 'database-newer', details: { found: 4711 } } });
    expect(readFileSync(rig.path('durable.db')).equals(before)).toBe(true);
  });

  it('is restored at the next start when damage shows while running', async () => {
    await rig.fill();
    const store = await rig.open();
    const held = [...rig.ledger.orders.values()].find(({ state }) => state === 'held' || state === 'sending');
    const other = await connect(rig.path('durable.db'));
    await other.run('UPDATE orders SET attempts = 99 WHERE id = ?', held?.id ?? '');
    await other.close();
    // No value is made of it, by which the outbox would try again for ever: it ends the hub.
    await expect(stored(() => store.orders.find(held?.id ?? ''))).rejects.toThrow(/does not fit its checksum/);
    await rig.close(store);
    expect(await opening()).toEqual(['durable-restored']);
    expect(await opening()).toEqual([]);
  });

  it.each([
    ['changed', (store: Store, { id }: Order) => store.orders.update({ id, ...CHANGE })],
    ['noted', (store: Store, { id }: Order) => store.orders.note(id, 1)],
    [
      'lost by its backend',
      (store: Store, { id }: Order) => store.commands.replaceAll([], { epoch: 'e', sequence: '1' }, [{ id, ...CHANGE }]),
    ],
  ])('does not take damage for what was stored when an order is %s', async (_name, change) => {
    await rig.fill();
    const store = await rig.open();
    const other = await connect(rig.path('durable.db'));
    await other.run("UPDATE orders SET title = 'another', noted_at = NULL");
    await other.close();
    const before = lines();
    const order = [...rig.ledger.orders.values()][0] as Order;
    await expect(stored(() => change(store, order))).rejects.toThrow(/does not fit its checksum/);
    expect(lines()).toEqual(before);
    expect(rig.damages).toHaveLength(1);
    await rig.close(store);
    expect(await opening()).toEqual(['durable-restored']);
    expect(await opening()).toEqual([]);
  });

  it('ends the hub by what SQLite finds while running, and does not trust the next check', async () => {
    await rig.fill();
    const store = await rig.open();
    const other = await connect(rig.path('durable.db'));
    await other.script(
      "PRAGMA writable_schema = 1; UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'cursor'; PRAGMA schema_version = 4711",
    );
    await other.close();
    await expect(store.commands.cursor()).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
    expect(rig.damages).toHaveLength(1);
    expect(existsSync(rig.path('durable.damaged'))).toBe(true);
    await rig.close(store);
    expect(await opening()).toEqual(['durable-restored']);
    expect(existsSync(rig.path('durable.damaged'))).toBe(false);
  });

  it('drops commands that cannot be read any more with their place, and keeps every order', async () => {
    await rig.fill();
    const database = await connect(rig.path('durable.db'));
    await database.run('UPDATE receipts SET body = replace(body, \'"delivered"\', \'"deliverxd"\')');
    await database.close();
    const store = await rig.open();
    expect(await store.commands.recent(20)).toEqual([]);
    expect(await store.commands.cursor()).toBeUndefined();
    expect(rig.ledger.differences(await store.orders.all())).toEqual([]);
    await rig.load.run(store, rig.ledger);
    expect(await store.commands.recent(20)).not.toEqual([]);
    await store.commands.apply([], [], { epoch: 'e', sequence: 'w' });
    expect(await store.commands.cursor()).toBeUndefined();
    await rig.close(store);
  });

  it('keeps no more than the newest five damaged sets', async () => {
    await rig.fill(1);
    for (let time = 0; time < 7; time += 1) {
      truncateSync(rig.path('durable.db'), 4096);
      await opening();
    }
    expect(readdirSync(rig.path('quarantine'))).toHaveLength(5);
  });
});

describe('orders.log', () => {
  it('is written anew from durable.db when a line in it is damaged, and the operator is told', async () => {
    await rig.fill();
    alter(rig.path('orders.log'), '"held"', '"help"');
    expect(await opening()).toEqual(['orders-log-mended']);
    expect(lines().join('')).not.toContain('help');
    expect(await opening()).toEqual([]);
  });

  it('drops a last line that was broken off, which nobody was told of', async () => {
    await rig.fill();
    appendFileSync(rig.path('orders.log'), 'a'.repeat(64) + ' {"n":9');
    const before = statSync(rig.path('orders.log')).size;
    expect(await opening()).toEqual([]);
    expect(statSync(rig.path('orders.log')).size).toBeLessThan(before);
  });

  it('gets what it lacks', async () => {
    await rig.fill();
    rmSync(rig.path('orders.log'));
    expect(await opening()).toEqual(['orders-log-mended']);
    rmSync(rig.path('durable.db'));
    expect(await opening()).toEqual(['durable-restored']);
  });

  it('that is another database’s is not used', async () => {
    await rig.fill();
    const other = new StoreRig();
    await other.fill();
    cpSync(other.path('orders.log'), rig.path('orders.log'));
    await other.end();
    await opening();
    expect(await opening()).toEqual([]);
  });

  it('is carried out where a death came between the two writes', async () => {
    await rig.fill();
    const store = await rig.open();
    cpSync(rig.path('durable.db'), rig.path('before.db'));
    await rig.load.addOrder(store, rig.ledger);
    await rig.close(store);
    cpSync(rig.path('before.db'), rig.path('durable.db'));
    expect(await opening()).toEqual([]);
  });

  it('fills in for what is damaged in both, and nothing leaves that may have been taken back', async () => {
    const store = await rig.open();
    for (let count = 0; count < 4; count += 1) await rig.load.addOrder(store, rig.ledger);
    await rig.close(store);
    // The first order's line in the log; in the database all tables by their first page.
    const [first = '', second = ''] = rig.ledger.orders.keys();
    const text = lines();
    writeFileSync(
      rig.path('orders.log'),
      text.map((line) => (line.includes(`"id":"${first}"`) ? `x${line.slice(1)}\n` : `${line}\n`)).join(''),
    );
    truncateSync(rig.path('durable.db'), 4096);
    const again = await rig.open();
    const [notice] = again.opening;
    expect(notice).toMatchObject({ code: 'durable-restored', details: { orders: 3, unsure: 3 } });
    expect(await again.orders.find(second)).toMatchObject({ state: 'refused', problem: { code: 'restored-unsure' } });
    expect((await again.orders.history(second)).at(-1)).toMatchObject({ what: 'refused' });
    await rig.close(again);
  });

  it('is written anew when it has grown, and tells the same', async () => {
    const store = await rig.open();
    await rig.load.addOrder(store, rig.ledger);
    const [id = ''] = rig.ledger.orders.keys();
    const question = 'x'.repeat(400_000);
    for (let attempts = 1; attempts <= 24; attempts += 1) {
      const change = { id, state: 'held', attempts, problem: { code: 'c', details: { question } }, question: undefined } as const;
      await store.orders.update(change);
      rig.ledger.changed(change);
    }
    expect((await store.sizes()).ordersLogBytes).toBeLessThan(4_000_000);
    await rig.close(store);
    rmSync(rig.path('durable.db'));
    expect(await opening()).toEqual(['durable-restored']);
  });
});

describe('cache.db', () => {
  it('is deleted when it is damaged, and filled again', async () => {
    await rig.fill();
    writeFileSync(rig.path('cache.db'), Buffer.alloc(4096, 7), { flag: 'r+' });
    const store = await rig.open();
    expect(codesOf(store.opening)).toEqual(['cache-refilled']);
    expect(store.health).toMatchObject({ durable: 'ok', cache: 'refilled' });
    await store.catalogue.write({ tiers: [], templates: [] });
    await rig.close(store);
  });

  it('is found damaged while the hub works, in a part that nobody reads', async () => {
    await rig.fill();
    const database = await connect(rig.path('cache.db'));
    await database.script("PRAGMA writable_schema = 1; UPDATE sqlite_master SET rootpage = 3 WHERE name = 'positions'");
    await database.close();
    let isReopened: () => void = () => undefined;
    const reopened = new Promise<void>((resolve) => {
      isReopened = resolve;
    });
    const store = await rig.open({ onReopened: () => isReopened() });
    expect(store.opening).toEqual([]);
    await reopened;
    expect(store.health.cache).toBe('refilled');
    await rig.close(store);
  });

  it('is given up when hubs keep dying with it', async () => {
    await rig.fill();
    for (let time = 0; time < 3; time += 1) {
      writeFileSync(rig.path('cache.starts'), String(time + 1));
    }
    const store = await rig.open();
    expect(codesOf(store.opening)).toEqual(['cache-refilled']);
    await rig.close(store);
    expect(existsSync(rig.path('cache.starts'))).toBe(false);
  });

  it('is replaced while running when damage shows, and filled from there on', async () => {
    await rig.fill();
    let isReopened: () => void = () => undefined;
    const reopened = new Promise<void>((resolve) => {
      isReopened = resolve;
    });
    const store = await rig.open({ onReopened: () => isReopened() });
    const other = await connect(rig.path('cache.db'));
    await other.script(
      "PRAGMA writable_schema = 1; UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'catalogue'; PRAGMA schema_version = 4711",
    );
    await other.close();
    await expect(store.catalogue.read()).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
    await reopened;
    await store.catalogue.write({ tiers: [], templates: [] });
    expect(await store.catalogue.read()).toEqual({ tiers: [], templates: [] });
    expect(store.health.cache).toBe('refilled');
    expect(codesOf(rig.notices)).toContain('cache-refilled');
    await rig.close(store);
  });
});

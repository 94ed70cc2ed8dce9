import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../main/hub/store/index.js';
import { stored } from '../../main/hub/store/index.js';
import { connect } from '../../main/sqlite/index.js';
import { codesOf, StoreRig } from './support/store.js';

/** A disk of its own needs the right to mount one; elsewhere these tests say that they did not run. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

let place: string;
let rig: StoreRig;
let healthChanges: number;

const mount = (...options: string[]): Buffer => execFileSync('mount', options);
const soon = { timeout: 20_000, interval: 50 };

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'yilan-disk-'));
  if (mayMount) mount('-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', place);
  rig = new StoreRig(join(place, 'hall'));
  healthChanges = 0;
});
afterEach(async () => {
  await rig.end();
  if (mayMount) execFileSync('umount', ['-l', place]);
  rmSync(place, { recursive: true });
});

const open = (): Promise<Store> => rig.open({ onHealth: () => void (healthChanges += 1) });

/** Leaves not a byte on the disk. */
function fillDisk(): string {
  const file = join(place, 'ballast');
  const { bavail, bsize } = statfsSync(place);
  writeFileSync(file, Buffer.alloc(bavail * bsize));
  return file;
}

/** Adds orders until the disk has no room for one more. */
async function addUntilRefused(store: Store): Promise<unknown> {
  for (let count = 0; count < 50; count += 1) {
    const { ledger } = rig;
    const before = new Map(ledger.orders);
    const added = await stored(() => rig.load.addOrder(store, ledger));
    if (added.ok) continue;
    expect(ledger.orders).toEqual(before);
    return added.error;
  }
  return undefined;
}

describe.skipIf(!mayMount)('a disk of its own', () => {
  it('that is full refuses orders and nothing else, and takes them again when there is room', async () => {
    await rig.fill();
    const store = await open();
    const ballast = fillDisk();
    expect(await addUntilRefused(store)).toEqual({ code: 'store-down', details: { reason: 'full' } });
    expect(store.health.durable).toBe('full');
    expect(codesOf(store.health.notices)).toEqual(['durable-full']);
    expect(healthChanges).toBeGreaterThan(0);
    // Whatever was acknowledged is there, and nothing of what was refused.
    expect(rig.ledger.differences(await store.orders.all())).toEqual([]);
    expect(await stored(() => rig.load.addOrder(store, rig.ledger))).toMatchObject({ ok: false });
    rmSync(ballast);
    await vi.waitFor(() => expect(store.health.durable).toBe('ok'), soon);
    expect(store.health.notices).toEqual([]);
    await rig.load.run(store, rig.ledger);
    await rig.close(store);
    const again = await open();
    expect(codesOf(again.opening)).toEqual([]);
    expect(rig.ledger.differences(await again.orders.all())).toEqual([]);
  });

  it('that is full at the start shows the orders, and is used as soon as there is room', async () => {
    await rig.fill();
    // Kept by the dead: without them even the files beside the database have to be made.
    const ballast = fillDisk();
    const store = await open();
    expect(rig.ledger.differences(await store.orders.all())).toEqual([]);
    expect(await addUntilRefused(store)).toMatchObject({ code: 'store-down' });
    rmSync(ballast);
    await vi.waitFor(() => expect(store.health.durable).toBe('ok'), soon);
    await rig.load.run(store, rig.ledger);
    expect(rig.ledger.differences(await store.orders.all())).toEqual([]);
  });

  it('that is read-only at the start shows the orders and refuses new ones until it can be written', async () => {
    await rig.fill();
    mount('-o', 'remount,ro', place);
    const store = await open();
    expect(['readonly', 'down']).toContain(store.health.durable);
    expect(store.health.notices).toHaveLength(1);
    expect(rig.ledger.differences(await store.orders.all())).toEqual([]);
    expect(await addUntilRefused(store)).toMatchObject({ code: 'store-down' });
    // The cache lives in memory meanwhile.
    await store.catalogue.write({ tiers: [], templates: [] });
    mount('-o', 'remount,rw', place);
    await vi.waitFor(() => expect([store.health.durable, store.health.cache]).toEqual(['ok', 'ok']), soon);
    await rig.load.run(store, rig.ledger);
    expect(rig.ledger.differences(await store.orders.all())).toEqual([]);
    expect(readdirSync(rig.folder)).not.toContain('quarantine');
  });
});

describe('a file that somebody else holds', () => {
  it('is refused with its reason and taken again when it is free', async () => {
    const store = await open();
    const other = await connect(rig.path('durable.db'));
    await other.script('BEGIN IMMEDIATE');
    expect(await addUntilRefused(store)).toEqual({ code: 'store-down', details: { reason: 'busy' } });
    expect(store.health.durable).toBe('down');
    expect(store.health.notices[0]).toMatchObject({ code: 'durable-down', details: { reason: 'busy' } });
    await other.script('ROLLBACK');
    await other.close();
    await vi.waitFor(() => expect(store.health.durable).toBe('ok'), soon);
    await rig.load.addOrder(store, rig.ledger);
    expect(rig.ledger.differences(await store.orders.all())).toEqual([]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handoverRequestSchema, OPEN_ITEMS_MAX } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { putAlarm } from '../storage/alarms.js';
import { Store } from '../storage/store.js';
import { openItems } from './open-items.js';

const TIER = '500104';
let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-open-items-'));
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const waiting = (sequence: number, mode: 'live' | 'drill', db: Statements = store): Promise<void> =>
  putAlarm(db, {
    sequence,
    id: `01990000-0000-7000-8000-${String(sequence).padStart(12, '0')}`,
    tier: TIER,
    definition: JSON.stringify({ rule: 'r', title: '水位', severity: 'minor', tier: TIER, subject: 's', mode }),
    demo: 0,
    active: 1,
    acknowledged: 0,
    shelved_until: null,
    suppressed: 0,
    out_of_service: 0,
    since: 1,
  });

describe('openItems', () => {
  it('leaves drills out, and lists no more than can be named', async () => {
    await waiting(1, 'drill');
    expect(await openItems(store, TIER, 0)).toEqual({ items: [], more: false });
    await store.transaction(async (tx) => {
      for (let n = 2; n < OPEN_ITEMS_MAX + 2; n += 1) await waiting(n, 'live', tx);
    });
    expect(await openItems(store, TIER, 0)).toMatchObject({ items: { length: OPEN_ITEMS_MAX }, more: false });
    await waiting(OPEN_ITEMS_MAX + 2, 'live');
    const { items, more } = await openItems(store, TIER, 0);
    expect([items.length, more]).toEqual([OPEN_ITEMS_MAX, true]);
    const named = items.map(({ kind, id }) => ({ kind, id }));
    const request = { to: 'night', items: [...named, { kind: 'all-remaining' }] };
    expect(handoverRequestSchema.safeParse(request).success).toBe(true);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Tier } from '../../preload/contract/index.js';
import { approval } from './approve-command.js';
import type { Backend } from './backend.js';
import { findCommand } from './storage/commands.js';
import { Store } from './storage/store.js';
import { TierBook } from './tier-book.js';

const NOW = Date.UTC(2026, 10, 25);
const tier = (code: string, more: Partial<Tier> = {}): Tier => ({
  code,
  parent: '500000',
  level: 'district',
  name: code,
  centroid: [106, 29],
  quality: 'derived',
  validFrom: '1997-06-18',
  ...more,
});
const tiers = new TierBook([
  tier('500000', { parent: null, level: 'city' }),
  tier('500104'),
  tier('500105', { validTo: '2026-11-05', successor: '500157' }),
  tier('500157', { validFrom: '2026-11-05' }),
]);

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-approve-'));
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** What the rules say of a command to these tiers, and its state then. */
async function decide(act: 'approve' | 'refuse', targets: readonly string[], isSteady = true, now = NOW) {
  const frozen = {
    targets: targets.map((code) => ({ tier: code, role: 'lead', via: null })),
    expiresAt: '2026-12-01T00:00:00.000Z',
  };
  await store.run(
    `INSERT INTO commands (id, hash, frozen, state, mode, issuer_tier, taken_at)
     VALUES ('c', 'h', ?, 'awaiting-approval', 'live', '500000', 0)`,
    JSON.stringify(frozen),
  );
  const rules = approval({ database: store, tiers, clock: { isSteady: () => isSteady } } as unknown as Backend, act);
  const refusal = await store.transaction(async (tx) => {
    const command = await findCommand(tx, 'c');
    return command === undefined ? undefined : rules.mayFollow(tx, command, now);
  });
  return { refusal, state: (await findCommand(store, 'c'))?.state };
}

it('a command to a tier that was abolished while it waited is refused, and does not go to the successor', async () => {
  const { refusal, state } = await decide('approve', ['500104', '500105']);
  expect(refusal).toMatchObject({ code: 'state-conflict', detail: expect.stringContaining('500105') });
  expect(state).toBe('refused');
  expect(await store.all('SELECT by, act, subject, details FROM audit')).toEqual([
    { by: 'system', act: 'command.refuse', subject: 'c', details: '{"hash":"h","tier":"500105"}' },
  ]);
  expect(await store.all("SELECT data ->> 'state' AS state FROM events WHERE topic = 'commands'")).toEqual([
    { state: 'refused' },
  ]);
});

it('goes on to the key of the issuer where all tiers are there, and lets it be refused in any case', async () => {
  expect(await decide('approve', ['500104'])).toMatchObject({ refusal: { code: 'key-revoked' }, state: 'awaiting-approval' });
  await store.run("DELETE FROM commands WHERE id = 'c'");
  expect(await decide('refuse', ['500105'])).toEqual({ refusal: null, state: 'awaiting-approval' });
});

it('ends nothing for good by a clock that jumped', async () => {
  const later = NOW + 30 * 86_400_000;
  expect(await decide('approve', ['500104'], false, later)).toEqual({ refusal: { code: 'expired' }, state: 'awaiting-approval' });
  await store.run("DELETE FROM commands WHERE id = 'c'");
  expect(await decide('approve', ['500105'], false)).toMatchObject({
    refusal: { code: 'state-conflict' },
    state: 'awaiting-approval',
  });
});

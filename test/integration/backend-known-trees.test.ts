import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { v7 } from 'uuid';
import type { Frozen, Receipt, ReceiptKind } from '../../preload/contract/index.js';
import { canonicalJson, expandTargets, templateText, toWireTime } from '../../preload/contract/index.js';
import { verifyChain } from '../../main/reference-backend/audit-chain.js';
import type { Backend } from '../../main/reference-backend/backend.js';
import { forward } from '../../main/reference-backend/forward.js';
import { KnownTrees, readTrees } from '../../main/reference-backend/known-trees.js';
import { press } from '../../main/reference-backend/press.js';
import { recall } from '../../main/reference-backend/recall-command.js';
import { ReceiptQueue } from '../../main/reference-backend/receipt-queue.js';
import { loadResources } from '../../main/reference-backend/resources.js';
import type { Caller } from '../../main/reference-backend/rules/caller.js';
import { findCommand } from '../../main/reference-backend/storage/commands.js';
import { EventDraft, lastSequence } from '../../main/reference-backend/storage/events.js';
import { Store } from '../../main/reference-backend/storage/store.js';
import { takeCommand } from '../../main/reference-backend/take-command.js';
import { storeBatches, takeReceipts } from '../../main/reference-backend/take-receipts.js';
import { CITY, DISTRICT, freshFolder, sha256 } from './support/backend-client.js';

const resources = loadResources(join(import.meta.dirname, '../../resources'));
const caller: Caller = {
  ...{ account: 'all', roles: ['officer', 'leader', 'responder'], tier: CITY, subtree: true, demo: false },
  ...{ token: 'token', expiresAt: null, session: null },
};

let folder: string;
let store: Store;
let backend: Backend;

/** A backend of this process, without a server. @param most directives that it keeps in memory */
async function open(most?: number): Promise<void> {
  folder = freshFolder();
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
  const trees = new KnownTrees(most);
  store.onCommit(({ changes }) => trees.follow(changes));
  const receipts = new ReceiptQueue((batches) => storeBatches(backend, batches));
  // What the calls below use of it.
  backend = { database: store, ...resources, trees, receipts, now: Date.now } as Partial<Backend> as Backend;
}

async function close(): Promise<void> {
  await store.close();
  rmSync(folder, { recursive: true });
}

async function issue(id: string): Promise<void> {
  const template = resources.templates.find((one) => one.id === id);
  if (template === undefined) throw new Error(`no template ${id}`);
  const now = Date.now();
  const tiers = resources.tiers.today(now);
  const parameters = { district: DISTRICT };
  const targets = expandTargets(template, parameters, tiers, CITY);
  if (!targets.ok) throw new Error(targets.error.code);
  const frozen: Frozen = {
    ...{ v: 1, id: v7(), template: { id, version: template.version, hash: template.hash }, mode: 'live' },
    ...{ level: template.level, approvals: template.approvals, issuer: { account: caller.account, tier: CITY } },
    ...{ parameters, text: templateText(template, parameters, tiers), targets: targets.value, limits: template.limits },
    ...{ frozenAt: toWireTime(now), expiresAt: toWireTime(now + 60_000) },
  };
  const taken = await takeCommand(backend, caller, { frozen, hash: sha256(canonicalJson(frozen)) }, frozen.id);
  if (!taken.ok) throw new Error(taken.error.code);
}

type Place = { readonly id: string; readonly command: string; readonly tier: string };
const directives = (): Promise<Place[]> => store.all<Place>('SELECT id, command, tier FROM directives ORDER BY sequence');

/** What is known, if anything, is what the database says. */
async function expectKnownIsTrue(): Promise<void> {
  const all = await directives();
  await store.transaction(async (tx) => {
    const known = await backend.trees.take(tx, new Set(all.map(({ id }) => id)));
    const read = await readTrees(tx, [...new Set(all.map(({ command }) => command))]);
    for (const { id, command } of all) {
      const [mine, right] = [known.get(id), read.get(command)];
      expect(mine?.head).toEqual(right?.head);
      expect([mine?.facts(id), mine?.state(id), mine?.node(id)]).toEqual([right?.facts(id), right?.state(id), right?.node(id)]);
      expect(mine?.states()).toEqual(right?.states());
    }
    backend.trees.keep(tx, known.values());
  });
}

/** The tree that is known now; one that is read anew is another one every time. */
const treeOf = (directive: string) =>
  store.transaction(async (tx) => {
    const taken = await backend.trees.take(tx, new Set([directive]));
    backend.trees.keep(tx, taken.values());
    return taken.get(directive);
  });

const receipt = (directive: string, kind: ReceiptKind, round = 1): Receipt => ({
  ...{ id: v7(), directive, round, kind, at: toWireTime(Date.now()) },
  ...(kind === 'withdrawn' ? { note: 'no longer needed' } : {}),
});

/** Lets no audit entry be written while `work` runs: the last thing that a transaction does fails. */
async function failing(work: () => Promise<unknown>): Promise<void> {
  await store.script("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END");
  await expect(work()).rejects.toThrow('broken');
  await store.script('DROP TRIGGER broken');
}

type Said = readonly [at: number, kind: ReceiptKind, round: number];
type Step =
  | { readonly do: 'issue'; readonly template: string }
  | { readonly do: 'hand in'; readonly batches: readonly (readonly Said[])[] }
  | { readonly do: 'fail' | 'forward' | 'press' | 'recall'; readonly at: number };

async function carryOut(step: Step): Promise<void> {
  if (step.do === 'issue') return issue(step.template);
  const all = await directives();
  const at = (index: number): Place => all[index % all.length] ?? { id: v7(), command: v7(), tier: DISTRICT };
  if (step.do === 'hand in') {
    const batches = step.batches.map((batch) => batch.map(([index, kind, round]) => receipt(at(index).id, kind, round)));
    await Promise.all(batches.map((batch) => takeReceipts(backend, caller, batch)));
  } else if (step.do === 'fail') {
    await failing(() => takeReceipts(backend, caller, [receipt(at(step.at).id, 'progress')]));
  } else if (step.do === 'forward') {
    const { id, tier } = at(step.at);
    const below = resources.tiers.today(Date.now()).filter(({ parent }) => parent === tier);
    const targets = below.slice(0, 2).map(({ code }) => ({ tier: code, role: 'assist' as const }));
    await forward(backend, caller, id, { id: v7(), targets }, undefined);
  } else if (step.do === 'press') {
    await press(backend, caller, at(step.at).id, { action: 'remind' }, { operation: 'postReminder', key: undefined });
  } else {
    await store.transaction(async (tx) => {
      const command = await findCommand(tx, at(step.at).command);
      if (command === undefined) return;
      const events = await EventDraft.begin(tx, Date.now());
      await recall(backend, caller, undefined).carryOut(tx, events, command, Date.now());
      await events.write(tx);
    });
  }
}

const KINDS: readonly ReceiptKind[] = ['delivered', 'read', 'accepted', 'returned', 'progress', 'done'];
const ISSUING: readonly ReceiptKind[] = ['reopened', 'withdrawn', 'verified', 'recalled'];
const said: fc.Arbitrary<Said> = fc.tuple(
  fc.nat(30),
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...KINDS) }, { weight: 1, arbitrary: fc.constantFrom(...ISSUING) }),
  fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(2) }),
);
const batches = fc.array(fc.array(said, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('issue' as const), template: fc.constantFrom('flood-patrol', 'low-lying-check') }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('hand in' as const), batches }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('forward' as const, 'press' as const), at: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('recall' as const, 'fail' as const), at: fc.nat(30) }) },
);

it('is what the database says, whatever was stored, refused, forwarded, recalled or lost', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.constantFrom(undefined, 20), async (steps, most) => {
      await open(most);
      await issue('low-lying-check');
      for (const one of steps) {
        await carryOut(one);
        await expectKnownIsTrue();
      }
      // Where things are numbered on is remembered, too.
      expect(await verifyChain(store)).toMatchObject({ ok: true });
      const last = await store.get<{ last: number }>('SELECT max(sequence) AS last FROM events');
      expect(await lastSequence(store)).toBe(last?.last);
      await close();
    }),
    { numRuns: 25 },
  );
});

it('is read once, and anew after a failure or what others changed', async () => {
  await open();
  await issue('low-lying-check');
  const [{ id }] = (await directives()) as [Place];
  const first = await treeOf(id);
  await takeReceipts(backend, caller, [receipt(id, 'accepted')]);
  expect(await treeOf(id)).toBe(first);
  expect(first?.head.state).toBe('running');
  await failing(() => takeReceipts(backend, caller, [receipt(id, 'done')]));
  const second = await treeOf(id);
  expect(second).not.toBe(first);
  expect(second?.state(id)).toBe('accepted');
  await press(backend, caller, id, { action: 'remind' }, { operation: 'postReminder', key: undefined });
  expect(await treeOf(id)).not.toBe(second);
  await close();
});

it('is kept no longer where there is no room', async () => {
  await open(1);
  await issue('low-lying-check');
  await issue('low-lying-check');
  const all = await directives();
  const trees = [];
  for (const { id } of [...all, ...all]) trees.push(await treeOf(id));
  expect(new Set(trees).size).toBe(2 * all.length);
  await close();
});

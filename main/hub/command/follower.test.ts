import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandView, Result, StoredReceipt, StreamEvent } from '../../../preload/contract/index.js';
import { fail, ok, toWireTime } from '../../../preload/contract/index.js';
import type { Store } from '../store/index.js';
import { openStore } from '../store/index.js';
import { CommandFollower } from './follower.js';
import { frozenOf, idOf, MINUTE, NOW } from './orders.fixture.js';

const TIERS = 1069;
const COMMAND = idOf(1);
const directiveId = (n: number): string => idOf(10_000 + n);
const tierOf = (n: number): string => String(500_000_000 + n);

const receipt = (directive: number, n: number, kind: StoredReceipt['kind'], at = NOW + 1000): StoredReceipt => ({
  id: idOf(100_000 + n),
  directive: directiveId(directive),
  round: 1,
  kind,
  at: toWireTime(at),
  by: 'town',
  receivedAt: toWireTime(at),
  sequence: String(n),
  demo: false,
});

const view = (n: number, directives = TIERS): CommandView => ({
  id: idOf(n),
  hash: 'b'.repeat(64),
  frozen: frozenOf(idOf(n), { limits: { deliverMs: MINUTE, acceptMs: 2 * MINUTE, reportMs: 3 * MINUTE, finishMs: 4 * MINUTE } }),
  state: 'running',
  mode: 'live',
  issuedAt: toWireTime(NOW + n),
  signatures: [],
  directives: Array.from({ length: directives }, (_, index) => ({
    id: n === 1 ? directiveId(index) : idOf(1_000_000 * n + index),
    tier: tierOf(index),
    party: `${tierOf(index)}-centre`,
    role: 'lead' as const,
    round: 1,
    state: 'pending' as const,
    overdue: [],
    receipts: [],
  })),
  rollUp: {
    total: directives,
    levels: {},
    reached: { delivered: 0, accepted: 0, done: 0, overdue: 0 },
    broken: [],
    lateReports: [],
    steps: {},
  },
});

const event = (stored: StoredReceipt): StreamEvent => ({
  specversion: '1.0',
  id: stored.id,
  source: 'backend',
  type: 'yilan.receipts',
  time: stored.receivedAt,
  subject: tierOf(0),
  datacontenttype: 'application/json',
  sequence: stored.sequence,
  data: stored,
});

let folder: string;
let store: Store;
/** What the backend knows, and what it was asked for. */
let known: CommandView[];
let asked: string[];
let now: number;
/** What it answers instead, whatever it is asked for. */
let answer: Result<CommandView> | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-follower-'));
  const opened = await openStore(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
  [known, asked, now, answer] = [[], [], NOW, undefined];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function following(...views: readonly CommandView[]): Promise<CommandFollower> {
  known = [...views];
  const one = async (id: string): Promise<Result<CommandView>> => {
    asked.push(id);
    if (answer !== undefined) return answer;
    const found = known.find((candidate) => candidate.id === id);
    return found === undefined ? fail('not-found') : ok(found);
  };
  const source = { recent: async () => ok(known), one };
  const follower = new CommandFollower(
    store.commands,
    store.orders,
    source,
    () => undefined,
    () => now,
  );
  await follower.open();
  expect(await follower.refill({ epoch: 'e', sequence: '0' }, now)).toEqual(ok(null));
  return follower;
}
const take = (follower: CommandFollower, ...receipts: readonly StoredReceipt[]): Promise<Result<null>> =>
  follower.take({ from: '0', to: receipts.at(-1)?.sequence ?? '0', events: receipts.map(event) }, 'e');
const told = (follower: CommandFollower) => {
  const { heads, frozen, directives, removed } = follower.changes(now);
  return { heads, frozen: frozen.map(({ id }) => id), directives, removed };
};
const NOTHING = { heads: [], frozen: [], directives: [], removed: { commands: [], directives: [] } };

describe('what the follower tells the windows', () => {
  it('has a command that waits for approval among the newest, however many were issued before it', async () => {
    const { issuedAt: _none, ...waiting } = { ...view(99, 0), state: 'awaiting-approval' as const };
    const follower = await following(...Array.from({ length: 25 }, (_, n) => view(n + 1, 0)), waiting);
    const [first, ...others] = told(follower).heads.map(({ id }) => id);
    expect([first, others.length]).toEqual([idOf(99), 19]);
    expect((await store.commands.recent(1)).map(({ state }) => state)).toEqual(['awaiting-approval']);
  });

  it('is one directive and one head for one receipt in a tree of 1,069', async () => {
    const follower = await following(view(1), view(2, 3));
    const first = told(follower);
    expect([first.heads.length, first.frozen.length, first.directives.length]).toEqual([2, 2, TIERS + 3]);
    expect(told(follower)).toEqual(NOTHING);
    await take(follower, receipt(7, 1, 'delivered'));
    const { heads, frozen, directives } = told(follower);
    expect(directives).toMatchObject([{ id: directiveId(7), command: COMMAND, state: 'delivered' }]);
    expect(heads).toMatchObject([{ id: COMMAND, rollUp: { total: TIERS, reached: { delivered: 1 } } }]);
    expect(frozen).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('is nothing for a receipt that it has', async () => {
    const follower = await following(view(1, 3));
    await take(follower, receipt(0, 1, 'delivered'));
    told(follower);
    await take(follower, receipt(0, 1, 'delivered'));
    expect(told(follower).directives).toEqual([]);
  });

  it('is a parent too when its child decides it', async () => {
    const [parent, child] = view(1, 2).directives;
    if (parent === undefined || child === undefined) throw new Error('no directives');
    const follower = await following({ ...view(1, 2), directives: [parent, { ...child, parent: parent.id }] });
    await take(follower, receipt(0, 1, 'forwarded'));
    expect(told(follower).directives).toMatchObject([{ state: 'forwarded' }, { state: 'pending' }]);
    await take(follower, receipt(1, 2, 'done'));
    expect(told(follower).directives).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  });

  it('is what became overdue by the passing of time alone, once', async () => {
    const follower = await following(view(1, 2));
    await take(follower, receipt(0, 1, 'delivered'));
    told(follower);
    now += 500;
    expect(told(follower)).toEqual(NOTHING);
    now = NOW + 1 + view(1).frozen.limits.deliverMs + 1;
    const late = told(follower);
    expect(late.directives).toMatchObject([{ id: directiveId(1), overdue: ['deliver'] }]);
    expect(late.heads).toMatchObject([{ rollUp: { reached: { overdue: 1 } } }]);
    now += 500;
    expect(told(follower)).toEqual(NOTHING);
  });

  it('is that a command is out of sight when twenty newer ones came', async () => {
    const follower = await following(view(1, 2));
    told(follower);
    known = [view(1, 2), ...Array.from({ length: 20 }, (_, index) => view(index + 2, 1))];
    await follower.refill({ epoch: 'e', sequence: '9' }, now);
    const { heads, removed } = told(follower);
    expect(heads.length).toBe(20);
    expect(removed).toEqual({ commands: [COMMAND], directives: [directiveId(0), directiveId(1)] });
  });

  it('stands in durable.db with its cursor, which alone is not worth a write for every batch', async () => {
    const follower = await following(view(1, 3));
    const at = async (): Promise<unknown> => (await store.commands.cursor())?.sequence;
    await follower.take({ from: '0', to: '5', events: [] }, 'e');
    await follower.take({ from: '5', to: '6', events: [] }, 'e');
    expect([await at(), await follower.cursor()]).toEqual(['0', { epoch: 'e', sequence: '6' }]);
    await take(follower, receipt(0, 7, 'delivered'));
    expect([await at(), await follower.cursor()]).toEqual(['7', { epoch: 'e', sequence: '7' }]);
  });

  it('is the same after a restart as before', async () => {
    const follower = await following(view(1, 3));
    await take(follower, receipt(2, 1, 'delivered'), receipt(2, 2, 'accepted'));
    const again = new CommandFollower(
      store.commands,
      store.orders,
      { recent: async () => fail('backend-away'), one: async () => fail('backend-away') },
      () => undefined,
      () => now,
    );
    await again.open();
    expect(told(again)).toEqual(told(follower));
  });

  it.each([
    ['not-found', true],
    ['answer-unfit', true],
    ['backend-away', false],
  ])('of a command that is answered with %s: goes on without it = %s', async (code, goesOn) => {
    const follower = await following();
    answer = fail(code);
    const { type: _type, data: _data, ...envelope } = event(receipt(1, 7, 'read'));
    const data = { id: idOf(9), hash: 'b'.repeat(64), state: 'issued', mode: 'live' } as const;
    const batch = { from: '0', to: '7', events: [{ ...envelope, type: 'yilan.commands' as const, data }] };
    expect((await follower.take(batch, 'e')).ok).toBe(goesOn);
    expect(await follower.cursor()).toEqual({ epoch: 'e', sequence: goesOn ? '7' : '0' });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandState, CommandView, Frozen, Result } from '../../../preload/contract/index.js';
import { fail, ok } from '../../../preload/contract/index.js';
import type { Order, Store } from '../store/index.js';
import { openStore } from '../store/index.js';
import { CommandFollower } from './follower.js';
import { frozenOf, idOf, MINUTE, NOW, orderOf } from './orders.fixture.js';
import { fateOfLost, ORDERS_LOOKED_AFTER_MS } from './replaced.js';

const frozen = (id: string, expiresAt: number): Frozen => frozenOf(id, { expiresAt: new Date(expiresAt).toISOString() });
const order = (n: number, over: Partial<Order> = {}): Order =>
  orderOf(n, { frozen: frozen(idOf(n), over.expiresAt ?? NOW + 5 * MINUTE), ...over });
const view = (n: number, state: CommandState = 'running'): CommandView => ({
  id: idOf(n),
  hash: 'b'.repeat(64),
  frozen: frozen(idOf(n), NOW + MINUTE),
  state,
  mode: 'live',
  issuedAt: new Date(NOW - MINUTE).toISOString(),
  signatures: [],
  directives: [],
  rollUp: {
    total: 0,
    levels: {},
    reached: { delivered: 0, accepted: 0, done: 0, overdue: 0 },
    broken: [],
    lateReports: [],
    steps: {},
  },
});

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-replaced-'));
  const opened = await openStore(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function accepted(...orders: readonly Order[]): Promise<void> {
  for (const one of orders) {
    await store.orders.add(one, { at: one.queuedAt, what: 'queued' });
    await store.orders.update({ id: one.id, state: 'accepted-by-backend', attempts: 1, problem: undefined, question: undefined });
  }
}

/** A backend that lists the given commands and knows them and some more. */
function follower(listed: readonly CommandView[], alsoKnown: readonly CommandView[] = [], fault?: string) {
  const asked: string[] = [];
  const one = async (id: string): Promise<Result<CommandView>> => {
    asked.push(id);
    if (fault !== undefined) return fail(fault);
    const known = [...listed, ...alsoKnown].find((candidate) => candidate.id === id);
    return known === undefined ? fail('not-found') : ok(known);
  };
  const source = { recent: async () => ok(listed), one };
  return {
    asked,
    follower: new CommandFollower(
      store.commands,
      store.orders,
      source,
      () => undefined,
      () => NOW,
    ),
  };
}

const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await store.orders.all()).map(({ id, state, problem }) => [id, `${state} ${problem?.code ?? ''}`.trim()]));

describe('a replaced backend', () => {
  const OLD = { epoch: 'old', sequence: '90' };
  const NEW = { epoch: 'new', sequence: '3' };

  it('is asked about every unfinished order by its id, and what it lost is offered again or expires', async () => {
    await accepted(
      order(1),
      order(2, { expiresAt: NOW - 1 }),
      order(3),
      order(4),
      order(5),
      order(6, { queuedAt: NOW - ORDERS_LOOKED_AFTER_MS - MINUTE }),
    );
    await store.commands.apply([view(1), view(2), view(4), view(5, 'finished')], [], OLD);
    const { asked, follower: followed } = follower([view(4)], [view(3)]);
    expect(await followed.refill(NEW, NOW)).toEqual(ok(null));
    // The listed one is not asked about, nor what was over before, nor what was ordered very long ago.
    expect(asked.sort()).toEqual([idOf(1), idOf(2), idOf(3)]);
    expect(await states()).toEqual({
      [idOf(1)]: 'sending',
      [idOf(2)]: 'expired lost-by-backend',
      [idOf(3)]: 'accepted-by-backend',
      [idOf(4)]: 'accepted-by-backend',
      [idOf(5)]: 'accepted-by-backend',
      [idOf(6)]: 'accepted-by-backend',
    });
    expect((await store.commands.recent(20)).map(({ id }) => id).sort()).toEqual([idOf(3), idOf(4)]);
    expect(await store.commands.cursor()).toEqual(NEW);
  });

  it('changes nothing here while it cannot say what it knows', async () => {
    await accepted(order(1));
    await store.commands.apply([view(1)], [], OLD);
    const { follower: followed } = follower([], [], 'backend-away');
    expect(await followed.refill(NEW, NOW)).toEqual(fail('backend-away'));
    expect(await states()).toEqual({ [idOf(1)]: 'accepted-by-backend' });
    expect(await store.commands.cursor()).toEqual(OLD);
  });

  it('is taken over as a whole or not at all', async () => {
    await accepted(order(1));
    await store.commands.apply([view(1)], [], OLD);
    const broken = { ...view(2), state: undefined } as unknown as CommandView;
    const change = { id: idOf(1), state: 'sending', attempts: 1, problem: undefined, question: undefined } as const;
    await expect(store.commands.replaceAll([broken], NEW, [change])).rejects.toThrow();
    expect(await states()).toEqual({ [idOf(1)]: 'accepted-by-backend' });
    expect(await store.commands.recent(20)).toHaveLength(1);
    expect(await store.commands.cursor()).toEqual(OLD);
  });

  it('keeps an order that it tells of in a form that nobody here knows', async () => {
    await accepted(order(1));
    await follower([]).follower.refill(OLD, NOW);
    const { follower: replaced } = follower([], [], 'answer-unfit');
    expect(await replaced.refill(NEW, NOW)).toEqual(ok(null));
    expect(await states()).toEqual({ [order(1).id]: 'accepted-by-backend' });
  });

  it('is the same one as long as its epoch is: nobody is asked', async () => {
    await accepted(order(1));
    await store.commands.apply([view(1)], [], OLD);
    const { asked, follower: followed } = follower([]);
    expect(await followed.refill({ ...OLD, sequence: '99' }, NOW)).toEqual(ok(null));
    expect(asked).toEqual([]);
    expect(await states()).toEqual({ [idOf(1)]: 'accepted-by-backend' });
  });
});

describe('fateOfLost', () => {
  it.each([
    ['there is time', NOW + 1, 'sending', undefined],
    ['it is just over', NOW, 'expired', 'lost-by-backend'],
    ['it is long over', NOW - MINUTE, 'expired', 'lost-by-backend'],
  ])('while %s', (_name, expiresAt, state, code) => {
    const fate = fateOfLost(order(1, { expiresAt, attempts: 3 }), NOW);
    expect(fate).toMatchObject({ id: idOf(1), state, attempts: 3 });
    expect(fate.problem?.code).toBe(code);
  });
});

import { describe, expect, it } from 'vitest';
import type { StreamBatch } from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';
import type { Follower } from './followers.js';
import { Followers } from './followers.js';
import type { Cursor } from './store/index.js';

const hello = (sequence: string, epoch = 'e1'): Cursor => ({ epoch, sequence });
const batch = (from: number, to: number): StreamBatch => ({ from: String(from), to: String(to), events: [] });

/** A follower whose file is a variable. */
function follower(cursor?: Cursor) {
  const state = { cursor, refills: 0, taken: [] as string[], failing: false };
  const itself: Follower = {
    cursor: async () => state.cursor,
    refill: async (to) => {
      state.refills += 1;
      state.cursor = to;
      return ok(null);
    },
    take: async ({ to }, epoch) => {
      if (state.failing) return fail('store-down');
      state.taken.push(to);
      state.cursor = { epoch, sequence: to };
      return ok(null);
    },
  };
  return { state, itself };
}

describe('Followers', () => {
  it.each([
    ['nobody has followed yet', [undefined, undefined], undefined],
    ['the smaller of two', [hello('12'), hello('9')], 'e1:9'],
    ['numbers, not words', [hello('100'), hello('99')], 'e1:99'],
    ['one that has nothing yet does not hold the stream back', [hello('12'), undefined], 'e1:12'],
    ['two histories begin anew', [hello('12'), hello('9', 'e2')], undefined],
  ] as const)('goes on from the smallest cursor: %s', async (_name, cursors, since) => {
    const all = new Followers(cursors.map((cursor) => follower(cursor).itself));
    expect(await all.since()).toBe(since);
  });

  it('refills only who has nothing, and gives nobody what it has already', async () => {
    const [durable, cache] = [follower(hello('5')), follower()];
    const all = new Followers([durable.itself, cache.itself]);
    await all.connected(hello('8'), false, 0);
    expect([durable.state.refills, cache.state.refills]).toEqual([0, 1]);
    for (let to = 6; to <= 10; to += 1) await all.take(batch(to - 1, to), 'e1');
    expect(durable.state.taken).toEqual(['6', '7', '8', '9', '10']);
    expect(cache.state.taken).toEqual(['9', '10']);
  });

  it('refills everybody after a connection that begins anew, and whoever stands in another history', async () => {
    const [here, elsewhere] = [follower(hello('5')), follower(hello('5', 'old'))];
    const all = new Followers([here.itself, elsewhere.itself]);
    await all.connected(hello('8'), false, 0);
    expect([here.state.refills, elsewhere.state.refills]).toEqual([0, 1]);
    await all.connected(hello('8'), true, 0);
    expect([here.state.refills, elsewhere.state.refills]).toEqual([1, 2]);
  });

  it('gives a batch again to the one that could not take it, and not to the other', async () => {
    const [durable, cache] = [follower(hello('5')), follower(hello('5'))];
    const all = new Followers([durable.itself, cache.itself]);
    await all.connected(hello('5'), false, 0);
    cache.state.failing = true;
    expect(await all.take(batch(5, 6), 'e1')).toMatchObject({ ok: false, error: { code: 'store-down' } });
    cache.state.failing = false;
    expect(await all.since()).toBe('e1:5');
    await all.connected(hello('6'), false, 0);
    expect(await all.take(batch(5, 6), 'e1')).toEqual(ok(null));
    expect([durable.state.taken, cache.state.taken]).toEqual([['6'], ['6']]);
  });
});

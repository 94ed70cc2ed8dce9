import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it, vi } from 'vitest';
import type { StreamFrame, Tier } from '../../../preload/contract/index.js';
import type { EventRow } from '../storage/events.js';
import { TierBook } from '../tier-book.js';
import { Board } from './board.js';
import type { EndReason, StreamSocket, SubscriptionOptions } from './subscription.js';
import { BUFFERED_MAX, Subscription } from './subscription.js';

const NOW = Date.UTC(2026, 10, 25);
const tier = (code: string, parent: string | null): Tier => ({
  code,
  parent,
  level: parent === null ? 'city' : 'district',
  name: code,
  centroid: [106, 29],
  validFrom: '2000-01-01',
  quality: 'official',
});
const TIERS = new TierBook([tier('500000', null), tier('500103', '500000'), tier('500104', '500000')]);

/** Events `from` to `to`, every third about commands, subjects alternating: odd ones 500103, even ones 500104. */
const events = (from: number, to: number): EventRow[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index).map((sequence) => ({
    sequence,
    topic: sequence % 3 === 1 ? 'commands' : 'receipts',
    subject: sequence % 2 === 1 ? '500103' : '500104',
    time: 0,
    data: `{"id":${sequence}}`,
  }));

class FakeSocket implements StreamSocket {
  bufferedAmount = 0;
  readonly frames: StreamFrame[] = [];
  readonly held: (() => void)[] = [];
  holds = false;

  fails = false;

  send(content: Uint8Array, _options: unknown, done: () => void): void {
    if (this.fails) throw new Error('no socket');
    this.frames.push(JSON.parse(Buffer.from(content).toString()) as StreamFrame);
    if (this.holds) this.held.push(done);
    else done();
  }

  get sequences(): number[] {
    return this.frames.flatMap((frame) => frame.events.map(({ sequence }) => Number(sequence)));
  }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A board over a log that already has `stored` events. */
function world(stored: number, floors = { all: 0, columns: 0 }) {
  const log = events(1, stored);
  let reads = 0;
  const board = new Board({
    epoch: 'e',
    tiers: TIERS,
    now: () => NOW,
    last: stored,
    floors,
    read: async (after, limit) => {
      reads += 1;
      return log.filter(({ sequence }) => sequence > after).slice(0, limit);
    },
  });
  const publish = (count: number): void => {
    const rows = events(board.last + 1, board.last + count);
    log.push(...rows);
    board.publish(rows);
  };
  const subscribe = (change: Partial<SubscriptionOptions> = {}) => {
    const socket = new FakeSocket();
    const ends: EndReason[] = [];
    const onEnd = (reason: EndReason): number => ends.push(reason);
    const subscription = new Subscription(socket, { board, tier: '500000', after: 0, topics: null, onEnd, ...change });
    subscription.start();
    return { socket, subscription, ends };
  };
  return { log, board, publish, subscribe, reads: () => reads };
}

function expectJoined(socket: FakeSocket, from: number): void {
  let last = String(from);
  for (const frame of socket.frames) {
    expect(frame.from).toBe(last);
    expect(frame.to).toBe(frame.events.at(-1)?.sequence);
    last = frame.to;
  }
}

describe('Subscription', () => {
  it('sends what is stored and then what is published, each once, in order', async () => {
    const { publish, subscribe, log } = world(1203);
    const { socket, subscription } = subscribe();
    publish(2);
    await turns();
    expect(subscription.live).toBe(true);
    publish(1);
    publish(700);
    expectJoined(socket, 0);
    expect(socket.sequences).toEqual(log.map(({ sequence }) => sequence));
  });

  it('gives up whom it cannot serve, and serves the others', async () => {
    const { publish, subscribe } = world(0);
    const broken = subscribe();
    const other = subscribe();
    await turns();
    const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    broken.socket.fails = true;
    publish(2);
    log.mockRestore();
    expect(broken.ends).toEqual(['internal']);
    expect(other.socket.sequences).toEqual([1, 2]);
  });

  it('learns how far it is though nothing is for it, now and then and after many events', async () => {
    const { publish, subscribe, board } = world(0);
    const quiet = subscribe({ topics: new Set(['shifts'] as const) });
    const behind = subscribe();
    await turns();
    behind.socket.bufferedAmount = BUFFERED_MAX + 1;
    behind.socket.holds = true;
    publish(5);
    expect(behind.subscription.live).toBe(false);
    board.advance();
    board.advance();
    expect(quiet.socket.frames).toEqual([{ from: '0', to: '5', events: [] }]);
    expect(behind.socket.frames).toHaveLength(1);
    for (let round = 0; round < 100; round += 1) publish(1000);
    expect(quiet.socket.frames.slice(1)).toEqual([{ from: '5', to: '100005', events: [] }]);
  });

  it('reads the database only for what is no longer in memory', async () => {
    const { publish, subscribe, reads } = world(10);
    publish(600);
    const { socket } = subscribe({ after: 10 });
    await turns();
    expect([reads(), socket.sequences.length]).toEqual([0, 600]);
    subscribe({ after: 9 });
    await turns();
    expect(reads()).toBe(1);
  });

  it('reads once what many go on from, and anew what has grown since', async () => {
    const { publish, subscribe, reads, log } = world(2300);
    const many = Array.from({ length: 50 }, (_, index) => subscribe({ after: index }));
    await turns();
    expect(reads()).toBe(5);
    for (const [index, { socket, subscription }] of many.entries()) {
      subscription.end();
      expect(socket.sequences).toEqual(log.map(({ sequence }) => sequence).slice(index));
    }
    // More than the tail keeps, so that the last page is read beyond where it ended.
    publish(300);
    publish(25_000);
    const late = subscribe({ after: 2200 });
    while (!late.subscription.live) await turns();
    expect(late.socket.sequences).toEqual(log.map(({ sequence }) => sequence).slice(2200));
    expectJoined(late.socket, 2200);
  });

  it('gives what concerns two tiers once to who reads both, from the database and live', async () => {
    const { board, subscribe, log } = world(499);
    const twice = (sequence: number): EventRow[] =>
      ['500103', '500104'].map((subject, index) => ({
        ...{ sequence: sequence + index, topic: 'receipts', subject, time: 0, data: `{"id":"r${sequence}"}` },
      }));
    // The copy is the first of the next page of the database.
    const rows = [...twice(500), ...twice(502)];
    log.push(...rows);
    board.publish(rows);
    const tiers = ['500000', '500103', '500104'];
    const readers = tiers.map((tier) => [subscribe({ tier, after: 499 }), subscribe({ tier, after: 498 })] as const);
    await turns();
    const live = twice(504);
    log.push(...live);
    board.publish(live);
    for (const [index, expected] of [
      [500, 502, 504],
      [500, 502, 504],
      [501, 503, 505],
    ].entries()) {
      for (const reader of readers[index] ?? []) {
        expect(reader.socket.sequences.filter((sequence) => sequence > 499)).toEqual(expected);
      }
    }
  });

  it('gives two tiers that measured the same at the same time both', async () => {
    const { board, subscribe } = world(0);
    const { socket } = subscribe();
    const column = { topic: 'samples', time: 0, data: '{"indicator":["a"],"t":[1],"value":[1],"quality":["good"]}' } as const;
    const send = vi.spyOn(socket, 'send').mockReturnValue(undefined);
    board.publish([
      { ...column, sequence: 1, subject: '500103' },
      { ...column, sequence: 2, subject: '500104' },
    ]);
    await turns();
    const [frame] = send.mock.calls[0] ?? [];
    expect(tableFromIPC(frame as Uint8Array).numRows).toBe(2);
  });

  it('joins frames without a gap when a filter left events out, from the database and live', async () => {
    const { publish, subscribe } = world(1300);
    const { socket } = subscribe({ topics: new Set(['commands'] as const), tier: '500104' });
    await turns();
    publish(1300);
    await turns();
    expectJoined(socket, 0);
    const sent = socket.frames.flatMap((frame) => frame.events);
    expect(sent).toHaveLength(433);
    expect(sent.every(({ type, subject }) => type === 'yilan.commands' && subject === '500104')).toBe(true);
  });

  it('stops sending to a client that lets too much wait, and goes on when that is gone', async () => {
    const { publish, subscribe, log } = world(0);
    const { socket, subscription, ends } = subscribe();
    await turns();
    socket.holds = true;
    socket.bufferedAmount = BUFFERED_MAX + 1;
    publish(1);
    publish(50);
    expect([subscription.live, socket.sequences]).toEqual([false, [1]]);
    socket.bufferedAmount = 0;
    socket.holds = false;
    socket.held.splice(0).forEach((done) => done());
    await turns();
    expect([subscription.live, ends]).toEqual([true, []]);
    expectJoined(socket, 0);
    expect(socket.sequences).toEqual(log.map(({ sequence }) => sequence));
  });

  it('gives up a client that takes too long, and it alone', async () => {
    const { publish, subscribe, log, board } = world(0);
    const slow = subscribe({ slowMs: 20 });
    const other = subscribe();
    await turns();
    slow.socket.holds = true;
    slow.socket.bufferedAmount = BUFFERED_MAX + 1;
    publish(1);
    await new Promise((resolve) => setTimeout(resolve, 40));
    publish(5);
    expect([slow.ends, other.ends, board.followers]).toEqual([['too-slow'], [], 1]);
    expect(slow.socket.sequences).toEqual([1]);
    expect(other.socket.sequences).toEqual(log.map(({ sequence }) => sequence));
  });

  it('gives up when what it needs next was deleted, and passes over what was deleted of other topics', async () => {
    const { subscribe, log, publish } = world(100, { all: 0, columns: 50 });
    log.splice(0, 50);
    const all = subscribe();
    const commands = subscribe({ topics: new Set(['commands'] as const) });
    await turns();
    expect([all.ends, commands.ends]).toEqual([['gone'], []]);
    publish(3);
    expect(commands.socket.sequences.at(-1)).toBe(103);
    expectJoined(commands.socket, 0);
  });

  it('reaches an end when nothing is stored between it and the newest', async () => {
    const { subscribe, log, publish } = world(100);
    log.splice(0, 100);
    const { socket, subscription } = subscribe({ after: 40 });
    await turns();
    expect(subscription.live).toBe(true);
    publish(0);
    expect(socket.frames).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { StreamFrame } from '../../../preload/contract/index.js';
import { CLOSE_TOO_SLOW } from '../../../preload/contract/index.js';
import type { EventRow } from '../storage/events.js';
import type { StreamSocket, SubscriptionOptions } from './subscription.js';
import { BUFFERED_MAX, Subscription } from './subscription.js';

/** A log of `count` events, every third about commands, subjects alternating. */
const events = (count: number): EventRow[] =>
  Array.from({ length: count }, (_, index) => ({
    sequence: index + 1,
    topic: index % 3 === 0 ? 'commands' : 'receipts',
    subject: index % 2 === 0 ? '500103' : '500104',
    time: 0,
    data: '{}',
  }));

class FakeSocket implements StreamSocket {
  bufferedAmount = 0;
  readonly frames: StreamFrame[] = [];
  closed: number | undefined;
  /** what the socket does with a frame */
  onSend: (done: () => void) => void = (done) => done();

  send(text: string, done: () => void): void {
    this.frames.push(JSON.parse(text) as StreamFrame);
    this.onSend(done);
  }

  close(code: number): void {
    this.closed = code;
  }
}

function subscribe(log: EventRow[], change: Partial<SubscriptionOptions> = {}) {
  const socket = new FakeSocket();
  let reads = 0;
  const idle: (() => void)[] = [];
  const subscription = new Subscription(socket, {
    epoch: 'e',
    after: 0,
    hello: log.length,
    topics: null,
    readable: () => null,
    read: async (after, limit) => {
      reads += 1;
      const rows = log.filter(({ sequence }) => sequence > after).slice(0, limit);
      if (rows.length < limit) setImmediate(() => idle.splice(0).forEach((tell) => tell()));
      return rows;
    },
    ...change,
  });
  const wake = (): Promise<void> =>
    new Promise((resolve) => {
      idle.push(resolve);
      subscription.wake();
    });
  return { socket, subscription, wake, reads: () => reads };
}

describe('Subscription', () => {
  it('sends everything once, in order, however often it is woken', async () => {
    const log = events(1203);
    const { socket, wake, subscription } = subscribe(log);
    subscription.wake();
    await wake();
    log.push({ sequence: 1204, topic: 'receipts', subject: '500103', time: 0, data: '{}' });
    await wake();
    await wake();
    expect(socket.frames.map(({ from, to }) => [from, to])).toEqual([
      ['0', '500'],
      ['500', '1000'],
      ['1000', '1203'],
      ['1203', '1204'],
    ]);
    expect(socket.frames.flatMap((frame) => frame.events.map(({ sequence }) => Number(sequence)))).toEqual(
      log.map(({ sequence }) => sequence),
    );
  });

  it('joins frames without a gap when a filter left events out', async () => {
    const { socket, wake } = subscribe(events(1300), { topics: new Set(['commands']), readable: () => new Set(['500104']) });
    await wake();
    let last = '0';
    for (const frame of socket.frames) {
      expect(frame.from).toBe(last);
      last = frame.to;
    }
    const sent = socket.frames.flatMap((frame) => frame.events);
    expect(sent).toHaveLength(217);
    expect(sent.every(({ type, subject }) => type === 'yilan.commands' && subject === '500104')).toBe(true);
  });

  it('closes with 4408 when a client that follows live lets too much wait', async () => {
    const { socket, wake } = subscribe(events(10), { hello: 0 });
    socket.bufferedAmount = BUFFERED_MAX + 1;
    await wake();
    expect(socket.closed).toBe(CLOSE_TOO_SLOW);
    const frames = socket.frames.length;
    await Promise.resolve();
    expect(socket.frames).toHaveLength(frames);
  });

  it('waits for a client that is catching up instead of filling its buffer', async () => {
    const { socket, subscription, reads } = subscribe(events(2000));
    const held: (() => void)[] = [];
    const sent = new Promise<void>((resolve) => {
      socket.onSend = (done) => {
        held.push(done);
        resolve();
      };
    });
    subscription.wake();
    await sent;
    await new Promise((resolve) => setImmediate(resolve));
    expect([reads(), socket.frames.length, socket.closed]).toEqual([1, 1, undefined]);
    held[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(socket.frames).toHaveLength(2);
  });
});

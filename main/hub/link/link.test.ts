import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { ok } from '../../../preload/contract/index.js';
import type { LinkListener } from './link.js';
import { BackendLink } from './link.js';

const TOKEN = 'token-of-this-hall';

/** A server that says what the test tells it, over the real protocol. */
let http: ReturnType<typeof createServer>;
let sockets: WebSocketServer;
let base: string;
let link: BackendLink;
/** the connections to the stream, in order: the `since` that each asked for */
let asked: (string | null)[];
/** what a new connection to the stream gets */
let script: (peer: WebSocket, connection: number) => void;
let serverTime: () => number;
let cursor: string | undefined;

type Heard = { [E in keyof LinkListener]: ReturnType<typeof vi.fn<LinkListener[E]>> };
let heard: Heard;

beforeEach(async () => {
  asked = [];
  cursor = 'e1:5';
  serverTime = () => Date.now();
  http = createServer((_request, response) => {
    const time = new Date(serverTime()).toISOString();
    response.setHeader('yilan-time', time);
    response.end(JSON.stringify({ status: 'ok', epoch: 'e1', sequence: '5', time }));
  });
  sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (peer, request) => {
    asked.push(new URL(request.url ?? '', 'http://x').searchParams.get('since'));
    script(peer, asked.length);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  heard = {
    since: vi.fn(async () => cursor),
    onConnected: vi.fn(async (hello, fresh) => {
      if (fresh) cursor = `${hello.epoch}:${hello.sequence}`;
      return ok(null);
    }),
    onBatch: vi.fn(async (batch, epoch) => {
      cursor = `${epoch}:${batch.to}`;
      return ok(null);
    }),
    onRefused: vi.fn(),
    onChange: vi.fn(),
    onMisfit: vi.fn(),
    onCount: vi.fn(),
    onNotice: vi.fn(),
  };
  link = new BackendLink(heard, () => performance.now());
});
afterEach(async () => {
  await link.close();
  for (const client of sockets.clients) client.terminate();
  await new Promise((resolve) => http.close(resolve));
});

const hello = (peer: WebSocket, sequence: string, epoch = 'e1'): void =>
  peer.send(JSON.stringify({ hello: { epoch, sequence, oldest: '1' } }));
const frame = (peer: WebSocket, from: number, to: number): void =>
  peer.send(JSON.stringify({ from: String(from), to: String(to), events: [] }));
const start = (): void => {
  link.setToken(TOKEN);
  link.setUrl(base);
};
const state = (name: string): Promise<void> => vi.waitFor(() => expect(link.state.state).toBe(name), { timeout: 10_000 });
const counts = (name: string): number => heard.onCount.mock.calls.filter(([counted]) => counted === name).length;
const taken = (): string[] => heard.onBatch.mock.calls.map(([{ from, to }]) => `${from}–${to}`);

describe('BackendLink', () => {
  it('is catching up until it has what the hello told of', async () => {
    let peer: WebSocket | undefined;
    script = (one) => {
      peer = one;
      hello(one, '9');
      frame(one, 5, 7);
    };
    start();
    await vi.waitFor(() => expect(taken()).toEqual(['5–7']));
    expect(link.state.state).toBe('catching-up');
    if (peer !== undefined) frame(peer, 7, 9);
    await state('live');
    expect(heard.onConnected).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ sequence: '9' }), false);
  });

  it('is live as well when nothing more comes: the rest was not for this hall', async () => {
    script = (peer) => hello(peer, '9');
    start();
    await state('live');
  });

  it('skips and counts what it has already', async () => {
    script = (peer) => {
      hello(peer, '5');
      for (const [from, to] of [
        [5, 7],
        [5, 7],
        [3, 6],
        [6, 8],
        [8, 9],
      ] as const) {
        frame(peer, from, to);
      }
    };
    start();
    await vi.waitFor(() => expect(taken()).toEqual(['5–7', '6–8', '8–9']));
    expect([counts('link_duplicates'), counts('link_overlaps'), counts('link_batches')]).toEqual([2, 1, 2]);
    expect(asked).toEqual(['e1:5']);
  });

  it('reads on from what is stored when something is missing', async () => {
    script = (peer, connection) => {
      hello(peer, '9');
      frame(peer, 5, 6);
      if (connection === 1) frame(peer, 8, 9);
      else {
        for (const [from, to] of [
          [6, 8],
          [8, 9],
        ] as const) {
          frame(peer, from, to);
        }
      }
    };
    start();
    await vi.waitFor(() => expect(taken()).toEqual(['5–6', '6–8', '8–9']), { timeout: 5000 });
    expect(asked).toEqual(['e1:5', 'e1:6']);
    expect(counts('link_gaps')).toBe(1);
    await state('live');
  });

  it('begins anew when reading on from the same place does not help, and does not hurry', async () => {
    script = (peer) => {
      hello(peer, '9');
      if (asked.at(-1) !== null) frame(peer, 7, 9);
    };
    const began = performance.now();
    start();
    await state('live');
    expect(asked).toEqual(['e1:5', 'e1:5', 'e1:5', null]);
    expect(performance.now() - began).toBeGreaterThan(0.8 * (500 + 1000 + 2000));
    expect(heard.onConnected).toHaveBeenLastCalledWith(expect.objectContaining({ sequence: '9' }), true);
  });

  it.each([
    ['tells only how far it is', () => undefined],
    ['also closes with 4410', (peer: WebSocket) => peer.close(4410, 'gone')],
  ])('fetches everything again from a backend whose sequence went backwards and which %s', async (_name, more) => {
    script = (peer) => {
      hello(peer, '3');
      if (asked.at(-1) === 'e1:5') more(peer);
      else frame(peer, 3, 4);
    };
    start();
    await state('live');
    expect(heard.onConnected).toHaveBeenLastCalledWith(expect.objectContaining({ sequence: '3' }), true);
    expect(heard.onNotice).toHaveBeenCalledExactlyOnceWith('backend-went-back', { from: '5', to: '3' });
  });

  it('says that the backend has another history now', async () => {
    script = (peer) => hello(peer, '7', 'e2');
    start();
    await state('live');
    expect(heard.onConnected).toHaveBeenLastCalledWith(expect.objectContaining({ epoch: 'e2' }), true);
    expect(heard.onNotice).toHaveBeenCalledExactlyOnceWith('backend-replaced', { from: '5', to: '7' });
  });

  it('is neither live nor newly heard while what came in waits for a store that hangs', async () => {
    let go: () => void = () => undefined;
    script = (peer) => {
      hello(peer, '5');
      heard.onBatch.mockImplementationOnce(() => new Promise((resolve) => (go = () => resolve(ok(null)))));
      setTimeout(() => frame(peer, 5, 6), 100);
    };
    start();
    await state('live');
    await state('catching-up');
    const before = link.state.heardAt ?? Number.NaN;
    expect(performance.now() - before).toBeGreaterThan(2000);
    go();
    await state('live');
    await vi.waitFor(() => expect(link.state.heardAt).toBeGreaterThan(before), { timeout: 5000 });
  }, 20_000);

  it('is offline as soon as it is said that there is no backend, with the age of what an earlier run left', () => {
    link.heardBefore(Date.now() - 60_000);
    link.setUrl(null);
    const { heardAt = 0, ...rest } = link.state;
    expect(rest).toMatchObject({ state: 'offline', problem: { code: 'backend-away' } });
    expect((performance.now() - heardAt) / 1000).toBeCloseTo(60, 0);
  });

  it('keeps its connection when its token is renewed, and takes the new one when the old one ends', async () => {
    const tokens: (string | undefined)[] = [];
    let first: WebSocket | undefined;
    sockets.on('connection', (_peer, request) => tokens.push(request.headers.authorization));
    script = (peer) => {
      first ??= peer;
      hello(peer, '5');
    };
    start();
    await state('live');
    link.renewToken('the-new-token-of-this-hall');
    expect(link.state.state).toBe('live');
    heard.onChange.mockClear();
    const states = new Set<string>();
    heard.onChange.mockImplementation(() => void states.add(link.state.state));
    first?.close(4401, 'token-expired');
    await vi.waitFor(() => expect(tokens).toHaveLength(2));
    await state('live');
    expect(tokens).toEqual([`Bearer ${TOKEN}`, 'Bearer the-new-token-of-this-hall']);
    expect(heard.onRefused).not.toHaveBeenCalled();
    expect([...states]).toEqual(['connecting', 'catching-up', 'live']);
  });

  it('says that the token is refused when the backend ends it, and is in no hurry then', async () => {
    script = (peer) => {
      hello(peer, '5');
      peer.close(4401, 'token');
    };
    start();
    await state('refused');
    expect(heard.onRefused).toHaveBeenCalledExactlyOnceWith(TOKEN);
    expect((link.state.retryAt ?? 0) - performance.now()).toBeGreaterThan(40_000);
  });

  it("tells of a step of the backend's clock, takes it, and keeps the order of what comes", async () => {
    let peer: WebSocket | undefined;
    script = (one) => {
      peer = one;
      hello(one, '5');
    };
    start();
    await state('live');
    if (peer !== undefined) frame(peer, 5, 6);
    serverTime = () => Date.now() - 3_600_000;
    await link.call({ method: 'GET', path: '/v1/health', answer: (await import('zod')).z.unknown() });
    expect(heard.onNotice).toHaveBeenCalledExactlyOnceWith('clock-jumped', { ms: expect.closeTo(-3_600_000, -3) });
    expect(Math.abs(link.serverNow() - serverTime())).toBeLessThan(1000);
    if (peer !== undefined) frame(peer, 6, 7);
    await vi.waitFor(() => expect(taken()).toEqual(['5–6', '6–7']));
  });

  it('reads no faster than is stored', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    heard.onBatch.mockImplementation(async () => (await gate, ok(null)));
    let sent = 0;
    script = (peer) => {
      hello(peer, '5');
      const padding = 'x'.repeat(20_000);
      for (; sent < 1000; sent += 1) {
        peer.send(JSON.stringify({ from: String(5 + sent), to: String(6 + sent), events: [], padding }));
      }
    };
    start();
    await vi.waitFor(() => expect(link.waiting).toBeGreaterThan(60), { timeout: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(link.waiting).toBeLessThan(500);
    release();
    await vi.waitFor(() => expect(heard.onBatch).toHaveBeenCalledTimes(1000), { timeout: 10_000 });
    expect(asked).toHaveLength(1);
  });
});

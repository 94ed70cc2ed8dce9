import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { StreamListener } from './stream.js';
import { openStream } from './stream.js';

const TOKEN = 'token-of-this-hall';
const HELLO = { hello: { epoch: 'e1', sequence: '7', oldest: '1' } };

let http: ReturnType<typeof createServer>;
let server: WebSocketServer;
let base: string;
let close: () => void;

beforeEach(async () => {
  http = createServer();
  server = new WebSocketServer({ server: http });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  vi.useRealTimers();
  close();
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => http.close(resolve));
});

type Heard = { [E in keyof StreamListener]: ReturnType<typeof vi.fn<StreamListener[E]>> };

/** Opens the stream at an address; resolves once the server has it, with the path that was asked for. */
async function open(url: string): Promise<{ peer: WebSocket; path: string; heard: Heard }> {
  const heard: Heard = { onHello: vi.fn(), onFrame: vi.fn(), onHeard: vi.fn(), onEnd: vi.fn() };
  const came = new Promise<{ peer: WebSocket; path: string }>((resolve) => {
    server.once('connection', (peer, request) => resolve({ peer, path: request.url ?? '' }));
  });
  close = openStream({ url, token: TOKEN, since: 'e1:5' }, heard);
  return { ...(await came), heard };
}

describe('openStream', () => {
  it.each([
    ['at the root', '', '/v1/stream'],
    ['at the root, with a stroke', '/', '/v1/stream'],
    ['below a path', '/city/brain', '/city/brain/v1/stream'],
    ['below a path, with a stroke', '/city/brain/', '/city/brain/v1/stream'],
  ])('finds a backend %s', async (_name, suffix, expected) => {
    const { path } = await open(`${base}${suffix}`);
    expect(path).toBe(`${expected}?topics=commands%2Cdirectives%2Creceipts&since=e1%3A5`);
  });

  it('gives a server up that answers pings but never says hello', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { peer, heard } = await open(base);
    peer.ping();
    await vi.waitFor(() => expect(heard.onHeard).toHaveBeenCalled());
    await vi.advanceTimersByTimeAsync(6_900);
    expect(heard.onEnd).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(heard.onEnd).toHaveBeenCalledExactlyOnceWith({
      gone: false,
      problem: { code: 'backend-silent', details: { ms: 7000, missing: 'hello' } },
    });
  });

  it('stays with one that said it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { peer, heard } = await open(base);
    peer.send(JSON.stringify(HELLO));
    await vi.waitFor(() => expect(heard.onHello).toHaveBeenCalledWith({ ...HELLO.hello }));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(heard.onEnd).not.toHaveBeenCalled();
  });

  it('takes a frame without events, which only tells how far the stream is', async () => {
    const { peer, heard } = await open(base);
    peer.send(JSON.stringify(HELLO));
    peer.send(JSON.stringify({ from: '7', to: '100007', events: [] }));
    await vi.waitFor(() => expect(heard.onFrame).toHaveBeenCalledExactlyOnceWith({ from: '7', to: '100007', events: [] }));
    expect(heard.onEnd).not.toHaveBeenCalled();
  });
});

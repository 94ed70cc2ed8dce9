import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { arrowBatch, arrowFrame } from '../../arrow/index.js';
import type { StreamListener } from './stream.js';
import { openStream } from './stream.js';

const TOKEN = 'token-of-this-hall';
const HELLO = { hello: { epoch: 'e1', sequence: '7', oldest: '1' } };

let http: ReturnType<typeof createServer>;
let server: WebSocketServer;
let base: string;
let close: () => void;
let pause: () => void;
let resume: () => void;

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
  const heard: Heard = { onHello: vi.fn(), onBatch: vi.fn(), onMisfit: vi.fn(), onHeard: vi.fn(), onEnd: vi.fn() };
  const came = new Promise<{ peer: WebSocket; path: string }>((resolve) => {
    server.once('connection', (peer, request) => resolve({ peer, path: request.url ?? '' }));
  });
  ({ close, pause, resume } = openStream(
    { url, token: TOKEN, since: 'e1:5', topics: ['commands', 'samples'], access: {} },
    heard,
  ));
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
    expect(path).toBe(`${expected}?topics=commands%2Csamples&since=e1%3A5`);
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
    await vi.waitFor(() => expect(heard.onBatch).toHaveBeenCalledExactlyOnceWith({ from: '7', to: '100007', events: [] }));
    expect(heard.onEnd).not.toHaveBeenCalled();
  });

  const event = (sequence: string, data: object): object => ({
    ...{ specversion: '1.0', id: `e1:${sequence}`, source: 'urn:yilan:backend:e1', type: 'yilan.commands' },
    ...{ time: '2026-11-25T00:00:00.000Z', subject: '500000', datacontenttype: 'application/json', sequence, data },
  });
  const command = { id: '0192f0c1-2345-7abc-8def-0123456789ab', hash: 'a'.repeat(64), state: 'issued', mode: 'live' };

  it('hands the good events of a frame on and keeps the bad ones aside, without an end', async () => {
    const { peer, heard } = await open(base);
    peer.send(JSON.stringify(HELLO));
    const events = [event('8', command), event('9', { ...command, state: 'enchanted' }), { rubbish: true }, event('10', command)];
    peer.send(JSON.stringify({ from: '7', to: '10', events }));
    await vi.waitFor(() => expect(heard.onBatch).toHaveBeenCalledOnce());
    expect(heard.onBatch.mock.calls[0]?.[0].events.map(({ sequence }) => sequence)).toEqual(['8', '10']);
    expect(heard.onMisfit.mock.calls.map(([misfit]) => misfit)).toMatchObject([
      { what: 'event', reason: expect.stringContaining('/data/state'), text: expect.stringContaining('enchanted') },
      { what: 'event', text: '{"rubbish":true}' },
    ]);
    expect(heard.onEnd).not.toHaveBeenCalled();
  });

  it('decodes binary frames, and passes over one whose content cannot be read', async () => {
    const { peer, heard } = await open(base);
    peer.send(JSON.stringify(HELLO));
    const data = JSON.stringify({ indicator: ['air-quality'], t: [1000], value: [42.5], quality: ['good'] });
    const batch = arrowBatch('samples', { subject: '500103', data });
    peer.send(arrowFrame('samples', { from: 7, to: 8 }, [batch]));
    peer.send(arrowFrame('positions', { from: 8, to: 9 }, [batch]));
    await vi.waitFor(() => expect(heard.onBatch).toHaveBeenCalledTimes(2));
    expect(heard.onBatch.mock.calls.map(([one]) => one)).toMatchObject([
      { from: '7', to: '8', events: [], samples: { indicator: ['air-quality'], tier: ['500103'] } },
      { from: '8', to: '9', events: [] },
    ]);
    expect(heard.onMisfit).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ what: 'frame' }));
    expect(heard.onEnd).not.toHaveBeenCalled();
  });

  it.each([
    ['text that is no frame', '{"from":"7","events":[]}'],
    ['bytes that are no Arrow stream', Buffer.from([1, 2, 3])],
  ])('ends at %s, because nobody knows how far it goes', async (_name, content) => {
    const { peer, heard } = await open(base);
    peer.send(JSON.stringify(HELLO));
    peer.send(content);
    await vi.waitFor(() => expect(heard.onEnd).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ disorder: true })));
    expect(heard.onMisfit).toHaveBeenCalledOnce();
  });

  it.each([
    [4401, 'token-expired', { problem: { code: 'token-expired' } }],
    [4401, 'token', { problem: { code: 'token' } }],
    [4408, 'too slow', { problem: { code: 'too-slow' } }],
    [4410, 'gone', { gone: true }],
  ])('knows why the server closes with %i %s', async (code, reason, expected) => {
    const { peer, heard } = await open(base);
    peer.send(JSON.stringify(HELLO));
    peer.close(code, reason);
    await vi.waitFor(() => expect(heard.onEnd).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(expected)));
  });

  it('does not take a stream for dead that it paused itself', async () => {
    const { peer, heard } = await open(base);
    peer.send(JSON.stringify(HELLO));
    await vi.waitFor(() => expect(heard.onHello).toHaveBeenCalled());
    pause();
    peer.send(JSON.stringify({ from: '7', to: '8', events: [] }));
    await new Promise((resolve) => setTimeout(resolve, 9000));
    expect(heard.onBatch).not.toHaveBeenCalled();
    expect(heard.onEnd).not.toHaveBeenCalled();
    resume();
    await vi.waitFor(() => expect(heard.onBatch).toHaveBeenCalledOnce());
  });
});

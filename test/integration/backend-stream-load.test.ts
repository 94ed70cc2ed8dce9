import { tableFromIPC } from 'apache-arrow';
import { v7 } from 'uuid';
import WebSocket from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StreamFrame } from '../../preload/contract/index.js';
import { toWireTime } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import type { AccountName } from './support/backend-client.js';
import { ACCOUNTS, Client, DISTRICT, freshFolder, removeFolders, StreamClient, tokenOf, TOWN } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
});
afterAll(() => backend.stop());

const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

function open(name: AccountName, query = '', options: WebSocket.ClientOptions = {}): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${tokenOf(name)}` };
  const socket = new WebSocket(`${backend.url.replace('http', 'ws')}/v1/stream${query}`, { headers, ...options });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    // The hello: from here on nothing is missed.
    socket.once('message', () => resolve(socket));
  });
}

/** Counts the events that a client gets until there are enough. */
const received = (socket: WebSocket, count: number): Promise<void> =>
  new Promise((resolve) => {
    let got = 0;
    socket.on('message', (data) => {
      got += (JSON.parse((data as Buffer).toString()) as StreamFrame).events.length;
      if (got >= count) resolve();
    });
  });

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${backend.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};

describe('the stream under load', () => {
  it('serves 2,000 clients at once', async () => {
    const names = ['officer', 'district', 'town', 'other'] as const;
    const clients: { readonly name: (typeof names)[number]; readonly socket: WebSocket }[] = [];
    for (let begin = 0; begin < 2000; begin += 100) {
      const some = Array.from({ length: 100 }, (_, index) => names[index % 4] ?? 'town');
      const opened = await Promise.all(some.map(async (name) => ({ name, socket: await open(name) })));
      clients.push(...opened);
    }
    expect(await metric('yilan_stream_clients')).toBe(2000);
    // The command and nine directives for the city; the nine for the district; one for the town; none for the other.
    const due = { officer: 10, district: 9, town: 1, other: 0 };
    const strays: unknown[] = [];
    const all = clients.map(({ name, socket }) => {
      if (name !== 'other') return received(socket, due[name]);
      socket.on('message', (data) => strays.push(data));
      return Promise.resolve();
    });
    await officer.issue(DISTRICT);
    await Promise.all(all);
    expect(strays).toEqual([]);
  }, 60_000);

  it('tells a client that does not read, drops it, and serves the others meanwhile', async () => {
    const slow = await open('officer');
    const closed = new Promise<number>((resolve) => slow.once('close', (code) => resolve(code)));
    const told: string[] = [];
    slow.on('message', (data) => {
      const text = (data as Buffer).toString();
      if (text.startsWith('{"problem"')) told.push(text);
    });
    slow.pause();
    const other = await StreamClient.opened(backend.url, tokenOf('officer'));
    const dropped = await metric('yilan_stream_clients_dropped');
    while ((await metric('yilan_stream_clients_dropped')) === dropped) {
      const before = other.events.length;
      await officer.issue(DISTRICT);
      await other.until(() => other.events.length >= before + 10);
    }
    slow.resume();
    expect(await closed).toBe(4408);
    expect(told.join()).toMatch(/"urn:yilan:problem:too-slow"/);
    other.close();
  }, 60_000);

  it('compresses for whoever offers it, and what it sends is the same', async () => {
    const [plain, squeezed] = [await open('officer', '', { perMessageDeflate: false }), await open('officer')];
    expect([plain.extensions, squeezed.extensions]).toEqual(['', expect.stringContaining('permessage-deflate')]);
    const texts = [plain, squeezed].map(
      (socket) => new Promise<string>((resolve) => socket.once('message', (data) => resolve((data as Buffer).toString()))),
    );
    await officer.issue(DISTRICT);
    const [one, other] = await Promise.all(texts);
    expect(one).toBe(other);
    expect(one?.length).toBeGreaterThan(1024);
  });

  it('sends samples as Arrow frames in one chain with the text frames', async () => {
    const stream = await open('officer');
    const chain: { from: string; to: string; topic?: string | undefined }[] = [];
    stream.on('message', (data, isBinary) => {
      if (!isBinary) return void chain.push(JSON.parse((data as Buffer).toString()) as StreamFrame);
      const { metadata } = tableFromIPC(new Uint8Array(data as Buffer)).schema;
      chain.push({ from: metadata.get('from') ?? '', to: metadata.get('to') ?? '', topic: metadata.get('topic') });
    });
    const [indicator] = ((await officer.get('/v1/indicators')).body as { items: { id: string }[] }).items;
    await officer.issue(DISTRICT);
    const sample = { indicator: indicator?.id, tier: TOWN, t: toWireTime(Date.now()), value: 1, quality: 'good' };
    const reply = await Client.as(backend.url, 'device').post('/v1/samples', { samples: [sample] }, { 'idempotency-key': v7() });
    expect([reply.status, reply.text]).toEqual([201, reply.text]);
    await officer.issue(DISTRICT);
    while (chain.filter(({ topic }) => topic === undefined).length < 2) {
      await new Promise((resolve) => stream.once('message', resolve));
    }
    expect(chain.map(({ topic }) => topic)).toEqual([undefined, 'samples', undefined]);
    expect(chain.slice(1).map(({ from }) => from)).toEqual(chain.slice(0, -1).map(({ to }) => to));
  });
});

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import WebSocket from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandView } from '../../preload/contract/index.js';
import { streamAnswerSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  Client,
  directiveAt,
  freshFolder,
  receipt,
  removeFolders,
  StreamClient,
  tokenOf,
  TOWN,
} from './support/backend-client.js';

afterAll(removeFolders);

const data = freshFolder();
let backend: TestBackend;
let officer: Client;
let hands: Client;
const use = (started: TestBackend): void => {
  backend = started;
  officer = Client.as(backend.url, 'officer');
  hands = Client.as(backend.url, 'hands');
};
beforeAll(async () => use(await startBackend({ data, accounts: ACCOUNTS })));
afterAll(() => backend.stop());

const watch = (query = '', token = officer.token) => StreamClient.opened(backend.url, token, query);
const report = (view: CommandView) => hands.handIn(receipt(directiveAt(view, TOWN), 'delivered'));

/** Every frame begins where the one before ended, and its events lie inside it in order. */
function expectUnbroken(client: StreamClient, from: string): void {
  let last = from;
  for (const frame of client.frames) {
    expect(frame.from).toBe(last);
    const sequences = frame.events.map(({ sequence }) => Number(sequence));
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(sequences[0]).toBeGreaterThan(Number(frame.from));
    expect(String(sequences.at(-1))).toBe(frame.to);
    last = frame.to;
  }
}

describe('GET /v1/stream', () => {
  it('begins with hello and goes on with what happens', async () => {
    const stream = await watch();
    const { sequence, epoch } = stream.hello ?? { sequence: '', epoch: '' };
    const view = await officer.issue();
    await stream.until(() => stream.events.length === 10);
    expectUnbroken(stream, sequence);
    const [command, ...directives] = stream.events;
    expect(command).toMatchObject({ type: 'yilan.commands', subject: '500000', data: { id: view.id, state: 'issued' } });
    expect(command?.id).toBe(`${epoch}:${command?.sequence}`);
    expect(directives.map(({ type }) => type)).toEqual(Array(9).fill('yilan.directives'));
    stream.close();
  });

  it('resumes where it left off, after a reconnect and after the server was killed', async () => {
    const stream = await watch();
    const view = await officer.issue();
    await stream.until(() => stream.events.length === 10);
    stream.close();
    await report(view);
    const again = await watch(`?since=${stream.position}`);
    await again.until(() => again.events.length === 1);
    expectUnbroken(again, stream.frames.at(-1)?.to ?? '');
    await report(view);
    await again.until(() => again.events.length === 2);

    await report(view);
    await again.until(() => again.events.length === 3);
    const { position } = again;
    const last = again.frames.at(-1)?.to;
    const stored = await report(view);
    await backend.kill('SIGKILL');
    use(await startBackend({ data, accounts: ACCOUNTS, port: Number(new URL(backend.url).port) }));
    const third = await watch(`?since=${position}`);
    await third.until(() => third.events.length === 1);
    expectUnbroken(third, last ?? '');
    expect(third.events[0]).toMatchObject({ type: 'yilan.receipts', data: (stored.body as { items: unknown[] }).items[0] });
    third.close();
  }, 20_000);

  it.each([
    ['another epoch', () => `${randomUUID()}:0`],
    ['a sequence of the future', (epoch: string) => `${epoch}:999999`],
  ])('closes with 4410 for %s', async (_name, since) => {
    const first = await watch();
    const stream = StreamClient.open(backend.url, officer.token, `?since=${since(first.hello?.epoch ?? '')}`);
    expect(await stream.untilClosed()).toBe(4410);
    expect(stream.frames).toEqual([]);
    first.close();
  });

  it('filters by topic without false gaps', async () => {
    const stream = await watch('?topics=receipts');
    const sequence = stream.hello?.sequence ?? '';
    for (let round = 0; round < 3; round += 1) await report(await officer.issue());
    await stream.until(() => stream.events.length === 3);
    expectUnbroken(stream, sequence);
    expect(new Set(stream.events.map(({ type }) => type))).toEqual(new Set(['yilan.receipts']));
    const all = await watch(`?since=${stream.hello?.epoch}:${sequence}&topics=commands,directives`);
    await all.until(() => all.events.length >= 30);
    expectUnbroken(all, sequence);
    expect(all.events).toHaveLength(30);
    for (const client of [stream, all]) client.close();
  });

  it('sends only what concerns the subtree of the caller', async () => {
    const [town, other, city] = [await watch('', tokenOf('town')), await watch('', tokenOf('other')), await watch()];
    const view = await officer.issue();
    await report(view);
    await officer.issue('500103');
    await Promise.all([
      town.until(() => town.events.length === 2),
      city.until(() => city.events.length === 10 + 1 + 13),
      other.until(() => other.events.length === 12),
    ]);
    expect(new Set(town.events.map(({ subject }) => subject))).toEqual(new Set([TOWN]));
    expect(other.events.every(({ subject }) => subject.startsWith('500103'))).toBe(true);
    for (const client of [town, other, city]) client.close();
  });

  it('takes receipts in order, answers after the commit, and problems as problems', async () => {
    const view = await officer.issue();
    const stream = await watch('?topics=receipts', hands.token);
    const [one, two] = [receipt(directiveAt(view, TOWN), 'delivered'), receipt(directiveAt(view, TOWN), 'read')];
    stream.send({ receipts: [one] });
    stream.send({ receipts: [two] });
    stream.send({ receipts: [{ ...two, note: '不同' }] });
    stream.send({ nonsense: true });
    await stream.until(() => stream.answers.length === 4 && stream.events.length === 2);
    expect(stream.answers.map((answer) => streamAnswerSchema.parse(answer))).toMatchObject([
      { accepted: [one.id] },
      { accepted: [two.id] },
      { problem: { status: 409, type: 'urn:yilan:problem:receipt-conflict' } },
      { problem: { status: 400, type: 'urn:yilan:problem:schema' } },
    ]);
    stream.close();
  });
});

describe('the handshake', () => {
  type Handshake = { protocols?: string[]; headers?: Record<string, string>; query?: string; path?: string };
  const handshake = (options: Handshake) =>
    new Promise<{ status?: number; code?: string; protocol?: string }>((resolve) => {
      const address = `${backend.url.replace('http', 'ws')}${options.path ?? '/v1/stream'}${options.query ?? ''}`;
      const socket = new WebSocket(address, options.protocols ?? [], { headers: options.headers ?? {} });
      socket.on('open', () => {
        resolve({ protocol: socket.protocol });
        socket.terminate();
      });
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_request, response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          const { status, type } = JSON.parse(text) as { status: number; type: string };
          resolve({ status, code: type.replace('urn:yilan:problem:', '') });
        });
      });
    });
  const authorization = { authorization: `Bearer ${tokenOf('officer')}` };

  it('takes the token from the header or as a subprotocol, and never echoes it', async () => {
    expect(await handshake({ headers: authorization })).toEqual({ protocol: '' });
    expect(await handshake({ protocols: ['yilan.v1', `yilan.token.${tokenOf('officer')}`] })).toEqual({ protocol: 'yilan.v1' });
    expect(await handshake({ protocols: [tokenOf('officer'), 'chat'] })).toEqual({ protocol: 'chat' });
    expect(await handshake({ protocols: ['bearer', tokenOf('officer')] })).toEqual({ protocol: 'bearer' });
    expect(await handshake({ headers: authorization, protocols: ['chat'] })).toEqual({ protocol: 'chat' });
  });

  it('takes the token as the only subprotocol, which is echoed then', async () => {
    expect(await handshake({ protocols: [tokenOf('officer')] })).toEqual({ protocol: tokenOf('officer') });
  });

  it.each([
    // Firefox and Go
    ['permessage-deflate', true],
    ['permessage-deflate; server_no_context_takeover; client_no_context_takeover', true],
    ['permessage-deflate; client_max_window_bits', true],
    ['permessage-deflate; server_max_window_bits=8', false],
    ['permessage-deflate; of_our_own', false],
  ])('serves who offers "%s", compressed where that can be met', async (offer, compressed) => {
    const { port } = new URL(backend.url);
    const request = httpRequest({
      port,
      path: '/v1/stream',
      headers: {
        ...authorization,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-extensions': offer,
      },
    });
    const answer = await new Promise<{ status?: number | undefined; extensions?: string | undefined }>((resolve) => {
      const told = ({ statusCode, headers }: IncomingMessage): void =>
        resolve({ status: statusCode, extensions: headers['sec-websocket-extensions'] });
      request.once('response', told);
      request.once('upgrade', (response, socket) => {
        socket.destroy();
        told(response);
      });
      request.end();
    });
    expect(answer.status).toBe(101);
    expect(answer.extensions?.startsWith('permessage-deflate') ?? false).toBe(compressed);
  });

  it.each([
    ['no token', {}, 401, 'token'],
    ['a wrong token', { headers: { authorization: 'Bearer nonsense' } }, 401, 'token'],
    ['a token in the query', { query: `?token=${tokenOf('officer')}` }, 401, 'token'],
    ['an unknown query', { headers: authorization, query: '?token=x' }, 400, 'schema'],
    ['a bad since', { headers: authorization, query: '?since=7' }, 400, 'schema'],
    ['an unknown topic', { headers: authorization, query: '?topics=weather' }, 400, 'schema'],
    ['another address', { headers: authorization, path: '/v1/other' }, 404, 'not-found'],
  ] as [string, Handshake, number, string][])('refuses %s', async (_name, options, status, code) => {
    expect(await handshake(options)).toEqual({ status, code });
  });
});

import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureVersion, TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { BackendAccess } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import { HttpClient } from './http.js';
import { BackendLink } from './link.js';
import { openStream } from './stream.js';

const TOKEN = 'token-of-this-hall-which-nobody-else-may-see';
/** A name that no resolver knows: only the proxy can lead there. */
const BEHIND = 'backend.test';

let folder: string;
let key: string;
let ca: string;
let pin: string;
const wrongPin = `${'A'.repeat(43)}=`;

/** A certificate of its own authority, made by the machine's own tool. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-tls-'));
  const [keyFile, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const names = `subjectAltName=IP:127.0.0.1,DNS:${BEHIND}`;
  const made = [
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=backend',
  ];
  execFileSync('openssl', ['req', ...made, '-addext', names, '-keyout', keyFile, '-out', certificate], { stdio: 'pipe' });
  key = readFileSync(keyFile, 'utf8');
  ca = readFileSync(certificate, 'utf8');
  const spki = new X509Certificate(ca).publicKey.export({ type: 'spki', format: 'der' });
  pin = createHash('sha256').update(spki).digest('base64');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let backend: HttpServer;
let proxy: HttpServer;
/** everything that reached the backend after the handshake, and the tokens that it was shown */
let received: number;
let tokens: (string | undefined)[];
/** where the proxy was asked to lead, and who asked */
let led: { to: string | undefined; as: string | undefined }[];
const sockets = new Set<Socket>();

const listen = async (server: HttpServer): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.on('connection', (socket: Socket) => void sockets.add(socket));
  return (server.address() as AddressInfo).port;
};

/** A backend as far as a link needs one: health, and a stream that says hello. */
async function startBackend(tls: boolean, maxVersion: SecureVersion = 'TLSv1.3'): Promise<number> {
  const server = tls ? createServer({ key, cert: ca, maxVersion }) : createHttpServer();
  backend = server;
  server.on('secureConnection', (socket: TLSSocket) => socket.on('data', ({ length }: Buffer) => void (received += length)));
  server.on('request', ({ headers }, response) => {
    tokens.push(headers.authorization);
    response.end(JSON.stringify({ status: 'ok', epoch: 'e1', sequence: '7', time: new Date().toISOString() }));
  });
  const streams = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    tokens.push(request.headers.authorization);
    streams.handleUpgrade(request, socket, head, (peer) => {
      peer.send(JSON.stringify({ hello: { epoch: 'e1', sequence: '7', oldest: '1' } }));
    });
  });
  return listen(server);
}

/** A real proxy: takes CONNECT, and leads the one name to this machine. */
async function startProxy(): Promise<number> {
  proxy = createHttpServer((_request, response) => response.writeHead(501).end());
  proxy.on('connect', (request, client: Socket, head: Buffer) => {
    const { url, headers } = request;
    led.push({ to: url, as: headers['proxy-authorization'] });
    const port = Number(url?.split(':').at(-1));
    const onward = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      client.pipe(onward).pipe(client);
    });
    sockets.add(onward);
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      one.on('error', () => other.destroy());
    }
  });
  return listen(proxy);
}

let link: BackendLink | undefined;
beforeEach(() => {
  received = 0;
  tokens = [];
  led = [];
});
afterEach(async () => {
  await link?.close();
  link = undefined;
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of [backend, proxy]) if (server?.listening) await new Promise((resolve) => server.close(resolve));
});

function startLink(url: string, access: BackendAccess): BackendLink {
  const nothing = (): void => undefined;
  link = new BackendLink(
    {
      since: async () => undefined,
      onConnected: async () => ok(null),
      onBatch: async () => ok(null),
      ...{ onRefused: nothing, onChange: nothing, onMisfit: nothing, onCount: nothing, onNotice: nothing },
    },
    () => performance.now(),
    access,
  );
  link.setToken(TOKEN);
  link.setUrl(url);
  return link;
}
const reaches = (state: string): Promise<void> => vi.waitFor(() => expect(link?.state.state).toBe(state), { timeout: 5000 });

describe('pins', () => {
  it('let a backend with a right key in, for calls and for the stream', async () => {
    startLink(`https://127.0.0.1:${await startBackend(true)}`, { ca, pins: [wrongPin, pin] });
    await reaches('live');
    expect(tokens).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
  });

  it('keep everything from a backend with another key, although its authority is known', async () => {
    startLink(`https://127.0.0.1:${await startBackend(true)}`, { ca, pins: [wrongPin] });
    await reaches('refused');
    expect(link?.state.problem?.code).toBe('pin-mismatch');
    expect([tokens, received]).toEqual([[], 0]);
  });

  it('are no substitute for the authority', async () => {
    startLink(`https://127.0.0.1:${await startBackend(true)}`, { pins: [pin] });
    await reaches('offline');
    expect(link?.state.problem).toMatchObject({ code: 'backend-away', details: { reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(received).toBe(0);
  });

  it('hold for the stream by itself', async () => {
    const url = `https://127.0.0.1:${await startBackend(true)}`;
    const onEnd = vi.fn();
    const nothing = (): void => undefined;
    const listener = { onHello: nothing, onBatch: nothing, onMisfit: nothing, onHeard: nothing, onEnd };
    openStream({ url, token: TOKEN, since: undefined, topics: ['commands'], access: { ca, pins: [wrongPin] } }, listener);
    await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce());
    expect(onEnd).toHaveBeenCalledWith(expect.objectContaining({ problem: expect.objectContaining({ code: 'pin-mismatch' }) }));
    expect([tokens, received]).toEqual([[], 0]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('hold for every call: no session of %s is resumed past them', async (version) => {
    const url = `https://127.0.0.1:${await startBackend(true, version)}`;
    const client = new HttpClient(url, { ca, pins: [wrongPin] }, () => undefined);
    for (let call = 0; call < 3; call += 1) {
      const answer = await client.call({ method: 'GET', path: '/v1/health', answer: z.unknown(), token: TOKEN });
      expect(answer).toMatchObject({ ok: false, error: { code: 'pin-mismatch' } });
    }
    expect([tokens, received]).toEqual([[], 0]);
    await client.close();
  });
});

describe('a proxy', () => {
  it.each([
    ['encrypted', true],
    ['plain', false],
  ])('leads calls and the stream to an %s backend that only it can find', async (_name, tls) => {
    const port = await startBackend(tls);
    const proxyUrl = `http://hall:se%3Acret@127.0.0.1:${await startProxy()}`;
    startLink(`${tls ? 'https' : 'http'}://${BEHIND}:${port}`, { ca, proxy: proxyUrl, ...(tls ? { pins: [pin] } : {}) });
    await reaches('live');
    expect(tokens).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
    const as = `Basic ${Buffer.from('hall:se:cret').toString('base64')}`;
    expect(led).toEqual([
      { to: `${BEHIND}:${port}`, as },
      { to: `${BEHIND}:${port}`, as },
    ]);
  });

  it('does not lead past the pins', async () => {
    const port = await startBackend(true);
    startLink(`https://${BEHIND}:${port}`, { ca, pins: [wrongPin], proxy: `http://127.0.0.1:${await startProxy()}` });
    await reaches('refused');
    expect(link?.state.problem?.code).toBe('pin-mismatch');
    expect([led.length > 0, tokens, received]).toEqual([true, [], 0]);
  });

  it('is not asked for the backend on this machine', async () => {
    const port = await startBackend(false);
    startLink(`http://127.0.0.1:${port}`, { proxy: `http://127.0.0.1:${await startProxy()}` });
    await reaches('live');
    expect(led).toEqual([]);
  });

  it('that cannot be reached leaves the hall offline', async () => {
    startLink(`https://${BEHIND}:1`, { ca, proxy: 'http://127.0.0.1:1' });
    await reaches('offline');
    expect(link?.state.problem?.code).toBe('backend-away');
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, get, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Hub } from '../../main/hub/hub.js';
import { openLogFile } from '../../main/log/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { TestWindow } from './support/window.js';

const OFFICER = { name: 'duty-officer', password: 'patrol-the-river' } as const;
const TOKEN = 'hall-500000-device-token-for-tests';
const accounts = [
  { ...OFFICER, roles: ['officer' as const], tier: '500000' },
  { name: 'hall-500000', token: TOKEN, roles: ['device' as const], tier: '500000' },
];

let home: string;
let folder: string;
let backend: TestBackend;
let hub: Hub;
let window: TestWindow;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'yilan-diagnostics-'));
  backend = await startBackend({ data: join(home, 'backend'), accounts, port: 0, args: ['--no-responders'] });
}, 60_000);
afterAll(async () => {
  await backend.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(home, 'run-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(async () => {
  await hub.close();
  vi.restoreAllMocks();
});

type Front = { readonly url: string; close(): Promise<void> };

/** The backend behind one that passes everything on, with answers as `answered` makes them. */
async function startFront(answered: (url: string | undefined, text: string) => string): Promise<Front> {
  const { hostname, port } = new URL(backend.url);
  const server = createServer((incoming, response) => {
    const { method, url, headers } = incoming;
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { 'content-length': _length, ...kept } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, kept);
        response.end(answered(url, text));
      });
    });
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket) => {
    const onward = connect(Number(port), hostname, () => {
      const { rawHeaders } = incoming;
      const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
      onward.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A backend of a later version, whose templates have one that this program does not understand. */
const startLater = (): Promise<Front> =>
  startFront((url, text) => (url === '/v1/templates' ? text.replace('"items":[', '"items":[{"id":"from-the-future"},') : text));

async function openHub(options: { deviceToken?: string; metricsPort?: number; proxy?: string }): Promise<void> {
  const { proxy, ...more } = options;
  const opened = await Hub.open({
    dataDir: join(folder, 'hall'),
    tier: '500000',
    canvas: { width: 1920, height: 720 },
    logFile: openLogFile({ dir: join(folder, 'hall', 'logs'), name: 'hub' }),
    ...more,
    ...(proxy === undefined ? {} : { access: { proxy } }),
  });
  if (!opened.ok) throw new Error(opened.error.code);
  hub = opened.value;
  window = new TestWindow();
  hub.addWindow('console', window.port);
}
const logged = (): string => {
  const dir = join(folder, 'hall', 'logs');
  return readdirSync(dir)
    .map((file) => readFileSync(join(dir, file), 'utf8'))
    .join('');
};
const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};
const fetched = (port: number, path: string, host = `127.0.0.1:${port}`): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    }).on('error', reject);
  });

describe('what the hub tells of itself', () => {
  it('serves its figures to this machine, where that is asked for', async () => {
    const port = await freePort();
    await openHub({ deviceToken: TOKEN, metricsPort: port });
    hub.setBackend(backend.url);
    await window.until(({ link }) => link.state === 'live');
    const { status, text } = await fetched(port, '/metrics');
    expect(status).toBe(200);
    for (const name of ['link_waiting_batches', 'loop_delay_p99_ms', 'feed_windows', 'outbox_held_orders', 'link_data_age_ms']) {
      expect(text).toMatch(new RegExp(`^yilan_hub_${name} [\\d.]+$`, 'm'));
    }
    expect(await fetched(port, '/')).toMatchObject({ status: 404 });
    // A page of somebody else's that a browser took for this machine's.
    expect(await fetched(port, '/metrics', 'evil.example')).toMatchObject({ status: 403, text: '' });
  });

  it('listens nowhere by default', async () => {
    const port = await freePort();
    await openHub({ deviceToken: TOKEN });
    await expect(fetched(port, '/metrics')).rejects.toThrow('ECONNREFUSED');
  });

  it('goes on when its port is taken', async () => {
    await openHub({ deviceToken: TOKEN, metricsPort: Number(new URL(backend.url).port) });
    hub.setBackend(backend.url);
    await window.until(({ link }) => link.state === 'live');
    expect(logged()).toContain('EADDRINUSE');
  });

  it('writes the life of the link down, and no token, password or address with one', async () => {
    await openHub({ deviceToken: TOKEN, proxy: 'http://hall:hunter2hunter2@127.0.0.1:1' });
    hub.setBackend('http://backend.test:9');
    await window.until(({ link }) => link.state === 'offline');
    const sessions: string[] = [];
    const front = await startFront((url, text) => {
      if (url === '/v1/sessions' && text.includes('"token"')) sessions.push((JSON.parse(text) as { token: string }).token);
      return text;
    });
    hub.setBackend(front.url);
    await window.until(({ link }) => link.state === 'live');
    expect(await window.ask('logIn', { ...OFFICER, password: 'wrong-password-of-mine' })).toMatchObject({ ok: false });
    expect(await window.ask('logIn', OFFICER)).toMatchObject({ ok: true });
    window.post({ kind: 'ask', id: 1, verb: 'logIn', argument: { name: 'x', password: OFFICER.password, more: 1 } });
    window.post({ kind: 'nonsense', password: OFFICER.password });
    expect(await window.ask('logOut', null)).toMatchObject({ ok: true });
    const text = logged();
    expect(text).toContain('"state":"offline"');
    expect(text).toContain('"state":"live"');
    const everything =
      text +
      vi
        .mocked(process.stderr.write)
        .mock.calls.map(([line]) => String(line))
        .join('');
    expect(sessions).toEqual([expect.stringMatching(/^[\w-]{20,}$/)]);
    for (const secret of [TOKEN, OFFICER.password, 'wrong-password-of-mine', 'hunter2', ...sessions]) {
      expect(everything).not.toContain(secret);
    }
    hub.setBackend(null);
    await front.close();
  });

  it('keeps aside what does not fit, and tells the console', async () => {
    await openHub({ deviceToken: TOKEN });
    const later = await startLater();
    hub.setBackend(later.url);
    await window.until(({ link }, desk) => link.state === 'live' && (desk?.templates.length ?? 0) > 0);
    expect(window.desk?.templates.map(({ id }) => id)).not.toContain('from-the-future');
    expect(await window.ask('keptAside', null)).toMatchObject({
      ok: true,
      value: [{ id: 1, what: 'item', reason: expect.stringMatching('^/items/0/'), text: '{"id":"from-the-future"}' }],
    });
    expect(logged()).toContain('kept aside');
    await vi.waitFor(
      () => {
        const told = window.state.diagnosticsStore.getState().diagnostics;
        expect(told?.figures).toMatchObject({ kept_aside_item_total: 1, feed_windows: 1 });
        expect(told?.files.map(({ name, state }) => [name, state])).toContainEqual(['durable.db', 'ok']);
        expect(told?.windows).toMatchObject([{ role: 'console' }]);
      },
      { timeout: 10_000 },
    );
    hub.setBackend(null);
    await later.close();
  });
});

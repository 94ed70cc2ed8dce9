import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, freshFolder, PASSWORD, removeFolders, tokenOf } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
});
afterAll(() => backend.stop());

/** Sends parts one after the other over one connection, and answers all that comes until the server closes it. */
function exchange(...parts: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(backend.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (data) => (text += data.toString('utf8')));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    void (async () => {
      for (const part of parts) {
        socket.write(part);
        await new Promise((next) => setTimeout(next, 50));
      }
    })();
  });
}

const lines = (...all: readonly string[]): string => all.join('\r\n');
const statuses = (text: string): string[] => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status = '']) => status);
const H2C = ['Host: x', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'];

describe('a request that asks for another protocol', () => {
  it('is served as it is, with its body, and what comes after it too', async () => {
    const body = JSON.stringify({ name: 'officer', password: PASSWORD });
    const text = await exchange(
      lines('GET /v1/health HTTP/1.1', ...H2C, '', ''),
      lines(
        'POST /v1/sessions HTTP/1.1',
        ...H2C,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        '',
        body.slice(0, 9),
      ),
      body.slice(9) + lines('GET /v1/health HTTP/1.1', 'Host: x', 'Connection: close', '', ''),
    );
    expect(statuses(text)).toEqual(['200', '201', '200']);
    expect(text).not.toMatch(/^upgrade:/im);
  });

  it('is told where only WebSocket is spoken, and no WebSocket elsewhere', async () => {
    const stream = await exchange(
      lines('GET /v1/stream HTTP/1.1', ...H2C, `Authorization: Bearer ${tokenOf('officer')}`, '', '') +
        lines('GET / HTTP/1.1', 'Host: x', 'Connection: close', '', ''),
    );
    expect(statuses(stream)).toEqual(['426', '404']);
    const elsewhere = await exchange(
      lines('GET /v1/health HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: h2c, websocket', '', ''),
    );
    expect(statuses(elsewhere)).toEqual(['404']);
  });
});

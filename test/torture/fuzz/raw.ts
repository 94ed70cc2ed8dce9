import { connect } from 'node:net';
import { tokenOf } from '../../contract/town.js';
import { problemFault } from './fire.js';
import type { Random } from './random.js';

const PATIENCE_MS = 15_000;
const HOST = 'Host: x\r\n';
const AUTH = `Authorization: Bearer ${tokenOf('device')}\r\n`;
const POST = `POST /v1/receipts HTTP/1.1\r\n${HOST}${AUTH}Content-Type: application/json\r\n`;

/** HTTP that no library would send. */
function brokenHttp(random: Random): Buffer | string {
  return random.pick<() => Buffer | string>([
    () => random.bytes(1 + random.below(300)),
    () => 'GET\r\n\r\n',
    () => `GET /v1/health HTTP/9.9\r\n${HOST}\r\n`,
    () => `GET /v1/\u0000 HTTP/1.1\r\n${HOST}\r\n`,
    () => 'GET /v1/health HTTP/1.1\r\n\r\n',
    () => `GET /v1/health HTTP/1.1\r\n${HOST}${'X: y\r\n'.repeat(5000)}\r\n`,
    () => `GET /v1/health HTTP/1.1\r\n${HOST}X: ${'y'.repeat(100_000)}\r\n\r\n`,
    () => `GET /v1/health HTTP/1.1\r\n${HOST}${HOST}Bad Header\r\n\r\n`,
    () => `${POST}Content-Length: 10\r\nContent-Length: 20\r\n\r\n{}`,
    () => `${POST}Content-Length: -1\r\n\r\n{}`,
    () => `${POST}Content-Length: 99999999999999999999\r\n\r\n{}`,
    () => `${POST}Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    () => `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    () => `${POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}`,
    () => `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    () => `${POST}Content-Length: 1000\r\n\r\n{"receipts":[`,
    () => `${POST}Content-Length: 2\r\n\r\n{}GET /v1/health HTTP/1.1\r\n${HOST}\r\n`,
    () => `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
    () => `CONNECT x:1 HTTP/1.1\r\n${HOST}\r\n`,
    () => `GET http://other/v1/health HTTP/1.1\r\n${HOST}\r\n`,
    () => `GET /v1/stream HTTP/1.1\r\n${HOST}${AUTH}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    () => `GET /v1/stream HTTP/1.1\r\n${HOST}${AUTH}Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n`,
    () => `GET /v1/tiers HTTP/1.1\r\n${HOST}${AUTH}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n`,
  ])();
}

/** Sends bytes, ends, and judges what comes back, if anything. */
export function fireRaw(url: URL, random: Random): Promise<string | undefined> {
  const content = brokenHttp(random);
  return new Promise((resolve) => {
    const socket = connect(Number(url.port), url.hostname);
    const chunks: Buffer[] = [];
    const late = setTimeout(() => {
      socket.destroy();
      resolve(`a connection that stays open after ${JSON.stringify(content.toString().slice(0, 100))}`);
    }, PATIENCE_MS);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(late);
      const fault = judgeRaw(Buffer.concat(chunks).toString('utf8'));
      resolve(fault === undefined ? undefined : `${fault} to ${JSON.stringify(content.toString().slice(0, 100))}`);
    });
    socket.end(content);
  });
}

function judgeRaw(text: string): string | undefined {
  const [head = '', rest = ''] = text.split('\r\n\r\n');
  // A second answer may follow on the same connection.
  const body = rest.slice(0, Number(/^content-length: (\d+)\r?$/im.exec(head)?.[1] ?? rest.length));
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  if (status >= 500) return text.slice(0, 300);
  if (status < 400) return undefined;
  if (!/^content-type: application\/problem\+json\r?$/im.test(head)) return `no problem document: ${text.slice(0, 300)}`;
  return problemFault(status, body);
}

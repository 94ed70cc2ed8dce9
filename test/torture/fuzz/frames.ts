import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { NAMES, tokenOf } from '../../contract/town.js';
import type { Random } from './random.js';
import type { Pool } from './requests.js';
import { brokenText, mutated } from './values.js';

const PATIENCE_MS = 15_000;
const OPCODE = { text: 1, binary: 2, close: 8, ping: 9 } as const;

/** A client's frame (RFC 6455, 5.2). */
function frame(first: number, payload: Buffer, { masked = true }: { masked?: boolean } = {}): Buffer {
  const { length } = payload;
  const bit = masked ? 0x80 : 0;
  const long = Buffer.alloc(10);
  long.writeUInt8(first, 0);
  long.writeUInt8(bit | 127, 1);
  long.writeBigUInt64BE(BigInt(length), 2);
  const header =
    length < 126
      ? Buffer.from([first, bit | length])
      : length < 65_536
        ? Buffer.from([first, bit | 126, length >> 8, length & 255])
        : long;
  if (!masked) return Buffer.concat([header, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([header, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

const FIN = 0x80;
/** How the server's last frame ends when it failed: closing code 1011. */
const INTERNAL = '\u0003\u00f3internal';

function oddFrames(random: Random, pool: Pool): Buffer {
  const message = JSON.stringify(mutated(random, pool.bodies.get('postReceipts')));
  const text = (content: string | Buffer): Buffer => frame(FIN | OPCODE.text, Buffer.from(content));
  return random.pick<() => Buffer>([
    () => text(message),
    () => text(brokenText(random, message)),
    () => text(Buffer.from([0xff, 0xfe, 0xc0, 0x80])),
    () => text('{'.repeat(50_000)),
    () => text(''),
    () => Buffer.concat([text(message), text(message), text(message)]),
    () => frame(FIN | OPCODE.binary, random.bytes(200)),
    () => frame(FIN | OPCODE.ping, random.bytes(200)),
    () => frame(FIN | (3 + random.below(5)), Buffer.from('x')),
    () => frame(FIN | 0x70 | OPCODE.text, Buffer.from(message)),
    () => frame(FIN | OPCODE.text, Buffer.from(message), { masked: false }),
    () => frame(FIN, Buffer.from('a continuation of nothing')),
    () => Buffer.concat([frame(OPCODE.text, Buffer.from(message.slice(0, 5))), frame(FIN, Buffer.from(message.slice(5)))]),
    () => Buffer.concat([frame(OPCODE.text, Buffer.from('{')), frame(OPCODE.text, Buffer.from('{'))]),
    () => Buffer.concat(Array.from({ length: 500 }, () => frame(0, Buffer.alloc(0)))),
    () => Buffer.from([FIN | OPCODE.text, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255]),
    () => frame(FIN | OPCODE.close, Buffer.from([0, 1])),
    () => frame(FIN | OPCODE.close, random.bytes(100)),
    () => random.bytes(1 + random.below(200)),
  ])();
}

/** Opens the stream, sends odd frames and leaves; the server must neither fail nor say that it did. */
export function fireFrames(url: URL, random: Random, pool: Pool): Promise<string | undefined> {
  const odd = oddFrames(random, pool);
  const query = random.chance(0.1) ? random.pick(['?since=x:1', '?since=%', '?topics=none', '?topics=receipts', '?token=x']) : '';
  const token = tokenOf(random.pick(NAMES));
  return new Promise((resolve) => {
    const socket = connect(Number(url.port), url.hostname);
    const chunks: Buffer[] = [];
    let sent = false;
    const late = setTimeout(() => {
      socket.destroy();
      resolve('a stream that does not end');
    }, PATIENCE_MS);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (sent || !Buffer.concat(chunks).includes('\r\n\r\n')) return;
      sent = true;
      socket.end(Buffer.concat([odd, frame(FIN | OPCODE.close, Buffer.from([3, 232]))]));
    });
    socket.once('close', () => {
      clearTimeout(late);
      const text = Buffer.concat(chunks).toString('latin1');
      const failed = /^HTTP\/1\.1 5|"status":5\d\d/.test(text) || text.endsWith(INTERNAL);
      resolve(failed ? `the stream failed: ${text.slice(-300)}` : undefined);
    });
    socket.write(
      `GET /v1/stream${query} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
  });
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { assets, FRAME_EVERY_MS, indicators, Load } from './load.js';
import { digest } from './state.js';

const EPOCH = 'bench';

/**
 * Role: as much of a backend as a hub needs to follow one. `GET /go?seconds=` sends the load for so long and answers the
 * state that everybody must have in the end.
 */
export function generate(): void {
  const load = new Load();
  const followers = new Set<WebSocket>();
  const lists: Readonly<Record<string, unknown[]>> = { '/v1/assets': assets(), '/v1/indicators': indicators() };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://bench');
    const now = new Date().toISOString();
    const answer = (body: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json', 'yilan-time': now }).end(JSON.stringify(body));
    };
    if (pathname === '/v1/health') answer({ status: 'ok', epoch: EPOCH, sequence: '0', time: now });
    else if (pathname === '/go') void run(Number(searchParams.get('seconds'))).then(answer);
    else answer({ items: lists[pathname] ?? [] });
  });
  const sockets = new WebSocketServer({ server, path: '/v1/stream' });
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ hello: { epoch: EPOCH, sequence: '0', oldest: '0' } }));
    followers.add(socket);
    socket.on('close', () => followers.delete(socket));
    socket.on('error', () => socket.terminate());
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })}\n`);
  });

  /** Catches up when a timer was late, so that every arm gets as much. */
  async function run(seconds: number): Promise<{ state: string; rows: number }> {
    const begin = performance.now();
    const count = Math.round((seconds * 1000) / FRAME_EVERY_MS);
    for (let sent = 0; sent < count;) {
      const due = Math.min(count, Math.floor((performance.now() - begin) / FRAME_EVERY_MS) + 1);
      for (; sent < due; sent += 1) {
        for (const frame of load.frames(Date.now())) for (const socket of followers) socket.send(frame);
      }
      await new Promise((resolve) => setTimeout(resolve, FRAME_EVERY_MS / 2));
    }
    return { state: digest(load.last), rows: count * 100 };
  }
}

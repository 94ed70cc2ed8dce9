import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { v4 } from 'uuid';
import type { CommandRequest, Receipt } from '../../../preload/contract/index.js';

/**
 * The baseline: node:http and ws, in memory, nothing stored, nothing checked. It takes the same order over HTTP, sends
 * the same directives to the same connections and answers each receipt, message for message.
 */
export function serveBare(): void {
  const clients = new Map<string, WebSocket>();
  let sequence = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { frozen, hash } = JSON.parse(Buffer.concat(chunks).toString()) as CommandRequest;
      for (const { tier, role } of frozen.targets) {
        const from = sequence;
        sequence += 1;
        const event = {
          specversion: '1.0',
          id: `bare:${sequence}`,
          source: 'urn:yilan:backend:bare',
          type: 'yilan.directives',
          time: new Date().toISOString(),
          subject: tier,
          datacontenttype: 'application/json',
          sequence: String(sequence),
          data: {
            id: v4(),
            command: frozen.id,
            tier,
            party: `${tier}:centre`,
            role,
            round: 1,
            state: 'pending',
            limits: frozen.limits,
            issuedAt: new Date().toISOString(),
            mode: frozen.mode,
          },
        };
        clients.get(tier)?.send(JSON.stringify({ from: String(from), to: String(sequence), events: [event] }));
      }
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: frozen.id, hash, state: 'issued', sequence: String(sequence) }));
    });
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket, request) => {
    const tier = (request.headers.authorization ?? '').replace('Bearer ready-token-of-', '');
    clients.set(tier, socket);
    socket.send(JSON.stringify({ hello: { epoch: 'bare', sequence: String(sequence), oldest: '1' } }));
    socket.on('message', (data) => {
      const { receipts } = JSON.parse((data as Buffer).toString()) as { receipts: Receipt[] };
      socket.send(JSON.stringify({ accepted: receipts.map(({ id }) => id) }));
    });
  });
  process.once('SIGTERM', () => process.exit(0));
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${port}` })}\n`);
  });
}

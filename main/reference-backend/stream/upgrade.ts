import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { dismiss } from '../http/app.js';
import { bearerToken } from '../http/serve.js';
import { log, logFault } from '../log.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import { callerOf } from '../sessions.js';
import type { Admission } from './connection.js';
import { serveConnection } from './connection.js';
import { parseStreamQuery } from './query.js';

const PROTOCOL = 'yilan.v1';
const TOKEN_PREFIX = 'yilan.token.';
/** How long a client has to answer the closing at shutdown, ms. */
const FAREWELL_MS = 500;

/**
 * Compression for whoever offers it (RFC 7692). Every message by itself and with small windows: some 30 KiB a client
 * instead of 300, which is what 2,000 of them may take. What fits into one packet is not worth the time.
 */
const COMPRESSION = {
  threshold: 1024,
  concurrencyLimit: 4,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 12,
  clientMaxWindowBits: 12,
  zlibDeflateOptions: { level: 3, memLevel: 5 },
};

/** Takes WebSocket handshakes for `/v1/stream`; refuses all others as problems. Answers how to close all streams. */
export function serveStream(backend: Backend, server: Server): () => Promise<void> {
  const sockets = new WebSocketServer({
    noServer: true,
    // What fits into a POST fits into a message.
    maxPayload: operationOf('postReceipts').body.maxBytes,
    perMessageDeflate: COMPRESSION,
    // Only ever this one: a token offered as a subprotocol must not be echoed.
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  sockets.on('wsClientError', (error, socket) => {
    dismiss(socket, { code: 'syntax', detail: error.message }, backend.now());
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const drop = (error: Error): void => {
      log('info', 'stream handshake broke off', { reason: error.message });
      socket.destroy();
    };
    socket.on('error', drop);
    admit(backend, request)
      .then((admitted) => {
        if (!admitted.ok) return dismiss(socket, admitted.error, backend.now());
        sockets.handleUpgrade(request, socket, head, (client) => {
          socket.off('error', drop);
          client.on('error', (error) => log('info', 'stream client failed', { reason: error.message }));
          serveConnection(backend, admitted.value, client);
        });
      })
      .catch((error: unknown) => {
        logFault('stream handshake failed', error);
        dismiss(socket, { code: 'internal' }, backend.now());
      });
  });
  return async () => {
    for (const client of sockets.clients) {
      client.close(1001, 'server stops');
      setTimeout(() => client.terminate(), FAREWELL_MS).unref();
    }
    await new Promise<void>((resolve) => sockets.close(() => resolve()));
  };
}

async function admit(backend: Backend, request: IncomingMessage): Promise<Outcome<Admission>> {
  const [path = '', ...search] = (request.url ?? '').split('?');
  if (path !== '/v1/stream') return refuse('not-found');
  const token = bearerToken(request.headers.authorization) ?? protocolToken(request.headers['sec-websocket-protocol']);
  if (token === undefined) return refuse('token');
  const caller = await callerOf(backend, token);
  if (!caller.ok) return caller;
  const query = parseStreamQuery(new URLSearchParams(search.join('?')));
  if (!query.ok) return query;
  return ok({ caller: caller.value, query: query.value });
}

/** Browsers cannot set headers on a WebSocket; they offer the token as a subprotocol next to the real one. */
function protocolToken(header: string | undefined): string | undefined {
  const offered = (header ?? '').split(',').map((name) => name.trim());
  if (!offered.includes(PROTOCOL)) return undefined;
  return offered.find((name) => name.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length);
}

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { operationOf } from '../../../preload/contract/backend-api.js';
import { err, ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { dismiss } from '../http/app.js';
import { asksForWebSocket, ignoreUpgrade } from '../http/ignore-upgrade.js';
import { log, logFault } from '../log.js';
import type { Outcome, Refusal } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { callerOf } from '../sessions.js';
import type { Admission } from './connection.js';
import { serveConnection } from './connection.js';
import type { Candidate } from './handshake.js';
import { metExtensions, offeredProtocols, selectedProtocol, tokenCandidates } from './handshake.js';
import { parseStreamQuery } from './query.js';

/** How long a client has to answer the closing at shutdown, ms. */
const FAREWELL_MS = 500;

/**
 * Compression for whoever offers it (RFC 7692); an offer that cannot be met is declined. Every message by itself and with small windows: some 30 KiB a client
 * instead of 300, which is what 2,000 of them may take. What fits into one packet is not worth the time.
 */
const COMPRESSION = {
  threshold: 1024,
  concurrencyLimit: 4,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 12,
  zlibDeflateOptions: { level: 3, memLevel: 5 },
};

/**
 * Takes WebSocket handshakes for `/v1/stream`, refuses all others as problems, and lets other upgrades be ignored.
 * Answers how to close all streams.
 */
export function serveStream(backend: Backend, server: Server): () => Promise<void> {
  const protocols = new WeakMap<IncomingMessage, string>();
  const sockets = new WebSocketServer({
    noServer: true,
    // What fits into a POST fits into a message.
    maxPayload: operationOf('postReceipts').body.maxBytes,
    perMessageDeflate: COMPRESSION,
    handleProtocols: (_offered, request) => protocols.get(request) ?? false,
  });
  sockets.on('wsClientError', (error, socket) => {
    dismiss(socket, { code: 'syntax', detail: error.message }, backend.now());
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!asksForWebSocket(request)) return ignoreUpgrade(server, request, socket, head);
    const drop = (error: Error): void => {
      log('info', 'stream handshake broke off', { reason: error.message });
      socket.destroy();
    };
    socket.on('error', drop);
    admit(backend, request)
      .then((admitted) => {
        if (!admitted.ok) return dismiss(socket, admitted.error, backend.now());
        const { protocol } = admitted.value;
        if (protocol !== undefined) protocols.set(request, protocol);
        // The library would refuse the handshake for an offer that it cannot meet.
        const extensions = metExtensions(request.headers['sec-websocket-extensions']);
        if (extensions === undefined) delete request.headers['sec-websocket-extensions'];
        else request.headers['sec-websocket-extensions'] = extensions;
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

async function admit(
  backend: Backend,
  request: IncomingMessage,
): Promise<Outcome<Admission & { readonly protocol: string | undefined }>> {
  const [path = '', ...search] = (request.url ?? '').split('?');
  if (path !== '/v1/stream') return refuse('not-found');
  const offered = offeredProtocols(request.headers['sec-websocket-protocol']);
  const found = await firstCaller(backend, tokenCandidates(request.headers.authorization, offered));
  if (!found.ok) return found;
  const query = parseStreamQuery(new URLSearchParams(search.join('?')));
  if (!query.ok) return query;
  const { caller, carrier } = found.value;
  return ok({ caller, query: query.value, protocol: selectedProtocol(offered, carrier) });
}

/** Whose token the first right one is; that one has run out is told rather than that there is none. */
async function firstCaller(
  backend: Backend,
  candidates: readonly Candidate[],
): Promise<Outcome<{ caller: Caller; carrier: string | undefined }>> {
  let refusal: Refusal = { code: 'token' };
  for (const { token, offered } of candidates) {
    const caller = await callerOf(backend, token);
    if (caller.ok) return ok({ caller: caller.value, carrier: offered });
    if (refusal.code === 'token') refusal = caller.error;
  }
  return err(refusal);
}

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const tokens = (value: string): string[] => value.split(',').map((token) => token.trim());

/** Whether a client asks for WebSocket, perhaps beside other protocols. */
export const asksForWebSocket = ({ headers }: IncomingMessage): boolean =>
  tokens(headers.upgrade ?? '').some((protocol) => /^websocket(\/|$)/i.test(protocol));

/**
 * Serves a request as if it had asked for no other protocol, which a server may do (RFC 9110, 7.8): Node lets go of any
 * request that asks for one, h2c for instance, as soon as somebody listens for WebSocket. The connection begins anew
 * with the same request; its body, and what comes after it, is still to be read.
 * @param head what was read beyond the head of the request
 */
export function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method = 'GET', url = '/', httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const kept = /^connection$/i.test(name) ? withoutUpgrade(value) : value;
    if (!/^(upgrade|http2-settings)$/i.test(name) && kept !== '') lines.push(`${name}: ${kept}`);
  }
  // One byte a character, as the headers were read.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

/** A `Connection` header without what belongs to the upgrade (RFC 7540, 3.2). */
const withoutUpgrade = (value: string): string =>
  tokens(value)
    .filter((option) => !/^(upgrade|http2-settings)$/i.test(option))
    .join(', ');

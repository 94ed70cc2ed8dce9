import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';

export type Gate = {
  readonly url: string;
  /** Keeps the next request of this kind back. `arrived` resolves when it is here; `open` lets it through. */
  hold(method: string, path: string): { readonly arrived: Promise<void>; open(): void };
  close(): Promise<void>;
};

/** A backend's address through which everything passes, streams included, and where one request may be kept waiting. */
export async function startGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let held: { readonly matches: (one: IncomingMessage) => boolean; readonly take: (pass: () => void) => void } | undefined;

  const pass = (incoming: IncomingMessage, response: ServerResponse): void => {
    const { method, url, headers } = incoming;
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  };
  const server = createServer((incoming, response) => {
    if (held?.matches(incoming) !== true) {
      pass(incoming, response);
      return;
    }
    const { take } = held;
    held = undefined;
    take(() => pass(incoming, response));
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    const onward = connect(Number(port), hostname, () => {
      const { rawHeaders } = incoming;
      const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
      onward.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (method, path) => {
      let open: () => void = () => undefined;
      const arrived = new Promise<void>((resolve) => {
        held = {
          matches: (one) => one.method === method && one.url === path,
          take: (go) => {
            open = go;
            resolve();
          },
        };
      });
      return { arrived, open: () => open() };
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

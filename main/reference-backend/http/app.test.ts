import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createApp } from './app.js';

const app = createApp(
  [],
  () => 0,
  () => undefined,
);
afterEach(() => app.close());

it('bounds what a connection may cost, and cuts off one that does not leave', async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { server } = app;
  expect([server.requestTimeout, server.timeout, server.maxConnections]).toEqual([120_000, 60_000, 10_000]);
  // It never closes its own side.
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  const answer = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  socket.write('not HTTP\r\n\r\n');
  expect(await answer).toContain('urn:yilan:problem:syntax');
  const open = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  await expect.poll(open, { timeout: 3000 }).toBe(0);
  socket.destroy();
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sessionSchema } from '../../../preload/contract/index.js';
import { HttpClient } from './http.js';
import type { Misfit } from './read-message.js';

const TOKEN = 'Zk3vB1x-Qm7TtYh0_sLw9aPz';

/** A backend of a later version, which tells of a session in another way. */
const server = createServer((_request, response) => {
  response.end(JSON.stringify({ session: { bearer: TOKEN, until: '2026-11-23T12:00:00.000Z' } }));
});
let client: HttpClient;
let misfits: Misfit[];

beforeEach(async () => {
  misfits = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new HttpClient(`http://127.0.0.1:${port}`, {}, (misfit) => misfits.push(misfit));
});
afterEach(async () => {
  await client.close();
  await new Promise((resolve) => server.close(resolve));
});

it.each(['/v1/sessions', '/v1/sessions/refresh'])('keeps nothing of an answer of %s, which has a token in it', async (path) => {
  const answer = await client.call({ method: 'POST', path, answer: sessionSchema });
  expect(answer).toMatchObject({ ok: false, error: { code: 'answer-unfit' } });
  expect(misfits).toEqual([{ what: 'item', reason: expect.stringContaining(path), text: '' }]);
  expect(JSON.stringify([answer, misfits])).not.toContain(TOKEN);
});

it('keeps another answer that does not fit, for whoever has to find out why', async () => {
  await client.call({ method: 'GET', path: '/v1/health', answer: sessionSchema });
  expect(misfits).toMatchObject([{ what: 'item', text: expect.stringContaining('"bearer"') }]);
});

import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../preload/contract/index.js';
import { sessionSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  call,
  CITY,
  freshFolder,
  logIn,
  PASSWORD,
  removeFolders,
  StreamClient,
  tokenOf,
} from './support/backend-client.js';

afterAll(removeFolders);

const data = freshFolder();
let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend({ data, accounts: ACCOUNTS });
});
afterAll(() => backend.stop());

const health = (token?: string) => call(backend.url, 'GET', '/v1/templates', token === undefined ? {} : { token });

describe('sessions', () => {
  it('logs in, and the token works', async () => {
    const session = sessionSchema.parse(await logIn(backend.url, 'officer', PASSWORD));
    expect(session).toMatchObject({ roles: ['officer'], tier: CITY });
    expect(Date.parse(session.expiresAt) - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
    expect((await health(session.token)).status).toBe(200);
  });

  it.each([
    ['wrong password', { name: 'officer', password: 'wrong' }, 401, 'credentials', undefined],
    ['unknown name', { name: 'nobody', password: PASSWORD }, 401, 'credentials', undefined],
    ['account without password', { name: 'device', password: PASSWORD }, 401, 'credentials', undefined],
    ['missing member', { name: 'officer' }, 400, 'schema', '/password'],
    ['unknown member', { name: 'officer', password: PASSWORD, remember: true }, 400, 'schema', '/remember'],
    ['lone surrogate', '{"name":"\\ud800","password":"x"}', 400, 'schema', '/name'],
    ['bad JSON', '{"name":', 400, 'syntax', undefined],
    ['empty body', '', 400, 'syntax', undefined],
    ['too large', JSON.stringify({ name: 'x', password: 'x'.repeat(1024 * 1024) }), 413, 'too-large', undefined],
  ])('refuses: %s', async (_name, body, status, code, path) => {
    const reply = await call(backend.url, 'POST', '/v1/sessions', { body });
    expect(reply).toMatchObject({ status, code });
    expect(reply.path).toBe(path);
  });

  it('refuses other content types and bodies that are not UTF-8', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(await call(backend.url, 'POST', '/v1/sessions', { body: '{}', headers })).toMatchObject({ code: 'media-type' });
    const response = await fetch(`${backend.url}/v1/sessions`, {
      method: 'POST',
      body: new Uint8Array([0x22, 0xff, 0x22]),
      headers: { 'content-type': 'application/json' },
    });
    expect(await response.json()).toMatchObject({ status: 400, type: 'urn:yilan:problem:syntax' });
  });

  it('refuses a call without token, with a wrong one, and unknown addresses and methods', async () => {
    expect(await health()).toMatchObject({ status: 401, code: 'token' });
    expect(await health('nonsense')).toMatchObject({ status: 401, code: 'token' });
    expect(await call(backend.url, 'GET', '/v1/nothing')).toMatchObject({ status: 404, code: 'not-found' });
    expect(await call(backend.url, 'GET', '/v1/commands/%zz')).toMatchObject({ status: 400, code: 'syntax' });
    expect(await call(backend.url, 'PUT', '/v1/sessions', { body: {} })).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('refreshes: the new token works, the old one still for a moment', async () => {
    const old = await logIn(backend.url, 'officer', PASSWORD);
    const reply = await call(backend.url, 'POST', '/v1/sessions/refresh', { token: old.token });
    const fresh = reply.body as Session;
    expect(reply.status).toBe(201);
    expect(fresh.token).not.toBe(old.token);
    expect((await health(fresh.token)).status).toBe(200);
    expect((await health(old.token)).status).toBe(200);
    expect(await call(backend.url, 'POST', '/v1/sessions/refresh', { token: tokenOf('device') })).toMatchObject({
      code: 'not-refreshable',
    });
  });

  it('logs out, and an open stream of the session ends with 4401', async () => {
    const { token } = await logIn(backend.url, 'officer', PASSWORD);
    const stream = await StreamClient.opened(backend.url, token);
    expect((await call(backend.url, 'DELETE', '/v1/sessions', { token })).status).toBe(204);
    expect(await health(token)).toMatchObject({ status: 401, code: 'token' });
    expect(await stream.untilClosed()).toBe(4401);
  }, 15_000);

  it('refuses a name after ten failures, with Retry-After, others not', async () => {
    const fail = () => call(backend.url, 'POST', '/v1/sessions', { body: { name: 'target', password: 'wrong' } });
    const replies = await Promise.all(Array.from({ length: 12 }, fail));
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const refused = await fail();
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(200);
    await logIn(backend.url, 'officer', PASSWORD);
  }, 15_000);

  it('takes any number of right log-ins at the same time', async () => {
    const sessions = await Promise.all(Array.from({ length: 12 }, () => logIn(backend.url, 'officer', PASSWORD)));
    expect(new Set(sessions.map(({ token }) => token)).size).toBe(12);
  });

  it('is not kept busy by one address: what is too much there is refused, and others log in', async () => {
    // A server of its own, which is ended in the midst of it.
    const { url, kill } = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
    const from = (localAddress: string, name: string, password: string) =>
      new Promise<{ status: number | undefined; retryAfter: string | undefined }>((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const options = { method: 'POST', localAddress, headers };
        const sent = request(`${url}/v1/sessions`, options, (response) => {
          response.resume();
          response.on('end', () => resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] }));
        });
        sent.on('error', reject);
        sent.end(JSON.stringify({ name, password }));
      });
    const flood = Array.from({ length: 40 }, (_, index) => from('127.0.0.2', `invented-${index}`, 'x'));
    const over = Promise.allSettled(flood);
    const refused = Promise.any(
      flood.map(async (reply) => ((await reply).status === 429 ? reply : Promise.reject(new Error('not refused')))),
    );
    expect(await refused).toEqual({ status: 429, retryAfter: '5' });
    expect((await from('127.0.0.3', 'officer', PASSWORD)).status).toBe(201);
    await kill('SIGKILL');
    await over;
  }, 40_000);

  it('keeps sessions over a restart', async () => {
    const { token } = await logIn(backend.url, 'officer', PASSWORD);
    await backend.stop();
    backend = await startBackend({ data, accounts: ACCOUNTS });
    expect((await health(token)).status).toBe(200);
  });
});

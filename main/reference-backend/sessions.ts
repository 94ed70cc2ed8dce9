import type { Role, Session } from '../../preload/contract/index.js';
import { ok, toWireTime } from '../../preload/contract/index.js';
import type { Backend } from './backend.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { verifyPassword } from './rules/password.js';
import { findAccount } from './storage/accounts.js';
import { dropExpired, dropToken, findToken, newToken, putToken, SESSION_MS, shortenToken } from './storage/tokens.js';

/** How long the old token lives after a refresh, ms: the answer with the new one may be lost on the way. */
const REFRESH_GRACE_MS = 60_000;

/** The account behind a token; errors `token`, `token-expired`. */
export async function callerOf(backend: Pick<Backend, 'database' | 'now'>, token: string): Promise<Outcome<Caller>> {
  const row = await findToken(backend.database, token);
  if (row === undefined) return refuse('token');
  if (row.expires_at !== null && row.expires_at <= backend.now()) return refuse('token-expired');
  return ok({
    account: row.name,
    roles: JSON.parse(row.roles) as Role[],
    tier: row.tier,
    subtree: row.subtree === 1,
    demo: row.demo === 1,
    token,
    expiresAt: row.expires_at,
  });
}

/** Errors `credentials`, `too-many-attempts`. */
export async function logIn(backend: Backend, name: string, password: string): Promise<Outcome<Session>> {
  const wait = backend.throttle.begin(name, backend.now());
  if (wait !== null) return refuse('too-many-attempts', { retryAfterS: wait });
  const account = await findAccount(backend.database, name);
  if (!(await verifyPassword(account?.password ?? null, password)) || account === undefined) return refuse('credentials');
  backend.throttle.succeeded(name);
  await dropExpired(backend.database, backend.now());
  return ok(await openSession(backend, account.name, JSON.parse(account.roles) as Role[], account.tier));
}

/** Errors `not-refreshable`. */
export async function refresh(backend: Backend, caller: Caller): Promise<Outcome<Session>> {
  if (caller.expiresAt === null) return refuse('not-refreshable');
  const session = await openSession(backend, caller.account, caller.roles, caller.tier);
  await shortenToken(backend.database, caller.token, backend.now() + REFRESH_GRACE_MS);
  return ok(session);
}

/** Errors `not-refreshable`: a ready token is taken back in the accounts file, not by whoever holds it. */
export async function logOut(backend: Backend, caller: Caller): Promise<Outcome<null>> {
  if (caller.expiresAt === null) return refuse('not-refreshable', { detail: 'a ready token cannot log out' });
  await dropToken(backend.database, caller.token);
  return ok(null);
}

async function openSession(backend: Backend, account: string, roles: readonly Role[], tier: string): Promise<Session> {
  const token = newToken();
  const expiresAt = backend.now() + SESSION_MS;
  await putToken(backend.database, token, account, expiresAt);
  return { token, expiresAt: toWireTime(expiresAt), roles: [...roles], tier };
}

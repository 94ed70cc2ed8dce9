import type { Role, Session } from '../../preload/contract/index.js';
import { ok, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { verifyPassword } from './rules/password.js';
import { findAccount } from './storage/accounts.js';
import { writeAudit } from './storage/audit.js';
import { dropToken, findToken, newToken, putToken, SESSION_MS, shortenToken } from './storage/tokens.js';

/** How long the old token lives after a refresh, ms: the answer with the new one may be lost on the way. */
const REFRESH_GRACE_MS = 60_000;

/** Callers remembered at once. */
const CALLERS_MAX = 10_000;

/**
 * Who is behind the tokens that were used lately, so that no message waits for the database. What ends a token forgets
 * it here; accounts change only while no server runs.
 */
export class CallerCache {
  readonly #callers = new Map<string, Caller>();
  /** counts what was forgotten, so that a look-up that began before does not bring it back */
  #forgotten = 0;

  /**
   * The caller behind a token; `find` looks in the database, which knows best how long an expired one is remembered.
   * @param now UTC ms
   */
  async get(token: string, now: number, find: () => Promise<Caller | undefined>): Promise<Caller | undefined> {
    const known = this.#callers.get(token);
    if (known !== undefined && !isExpired(known, now)) return known;
    const forgotten = this.#forgotten;
    const found = await find();
    if (found === undefined || forgotten !== this.#forgotten) return found;
    this.#callers.set(token, found);
    const first = this.#callers.keys().next();
    if (this.#callers.size > CALLERS_MAX && first.done !== true) this.#callers.delete(first.value);
    return found;
  }

  forget(token: string): void {
    this.#forgotten += 1;
    this.#callers.delete(token);
  }
}

/** What sessions need of the backend. */
export type SessionRoom = Pick<Backend, 'database' | 'throttle' | 'now' | 'callers'>;

/** The account behind a token; errors `token`, `token-expired`. */
export async function callerOf(
  { database, now, callers }: Pick<Backend, 'database' | 'now' | 'callers'>,
  token: string,
): Promise<Outcome<Caller>> {
  const caller = await callers.get(token, now(), () => readCaller(database, token));
  if (caller === undefined) return refuse('token');
  return isExpired(caller, now()) ? refuse('token-expired') : ok(caller);
}

const isExpired = ({ expiresAt }: Caller, now: number): boolean => expiresAt !== null && expiresAt <= now;

async function readCaller(db: Statements, token: string): Promise<Caller | undefined> {
  const row = await findToken(db, token);
  if (row === undefined) return undefined;
  return {
    account: row.name,
    roles: JSON.parse(row.roles) as Role[],
    tier: row.tier,
    subtree: row.subtree === 1,
    demo: row.demo === 1,
    token,
    expiresAt: row.expires_at,
  };
}

/** Errors `credentials`, `too-many-attempts`. */
export async function logIn(backend: SessionRoom, name: string, password: string): Promise<Outcome<Session>> {
  const wait = backend.throttle.begin(name, backend.now());
  if (wait !== null) return refuse('too-many-attempts', { retryAfterS: wait });
  const account = await findAccount(backend.database, name);
  const known = await verifyPassword(account?.password ?? null, password);
  if (account === undefined) return refuse('credentials');
  if (!known) {
    await note(backend, account.name, 'session.refuse');
    return refuse('credentials');
  }
  backend.throttle.succeeded(name);
  return ok(await openSession(backend, 'session.open', account.name, JSON.parse(account.roles) as Role[], account.tier));
}

/** Errors `not-refreshable`. */
export async function refresh(backend: SessionRoom, caller: Caller): Promise<Outcome<Session>> {
  if (caller.expiresAt === null) return refuse('not-refreshable');
  const session = await openSession(backend, 'session.refresh', caller.account, caller.roles, caller.tier);
  await shortenToken(backend.database, caller.token, backend.now() + REFRESH_GRACE_MS);
  backend.callers.forget(caller.token);
  return ok(session);
}

/** Errors `not-refreshable`: a ready token is taken back in the accounts file, not by whoever holds it. */
export async function logOut(backend: SessionRoom, caller: Caller): Promise<Outcome<null>> {
  if (caller.expiresAt === null) return refuse('not-refreshable', { detail: 'a ready token cannot log out' });
  await backend.database.transaction(async (tx) => {
    await dropToken(tx, caller.token);
    await writeAudit(tx, backend.now(), [{ by: caller.account, act: 'session.close', subject: caller.account }]);
  });
  backend.callers.forget(caller.token);
  return ok(null);
}

async function openSession(
  backend: SessionRoom,
  act: 'session.open' | 'session.refresh',
  account: string,
  roles: readonly Role[],
  tier: string,
): Promise<Session> {
  const token = newToken();
  const expiresAt = backend.now() + SESSION_MS;
  await backend.database.transaction(async (tx) => {
    await putToken(tx, token, account, expiresAt);
    await writeAudit(tx, backend.now(), [{ by: account, act, subject: account }]);
  });
  return { token, expiresAt: toWireTime(expiresAt), roles: [...roles], tier };
}

/** Attempts for names that no account has are not noted: whoever invents names must not fill the chain. */
const note = ({ database, now }: SessionRoom, account: string, act: string): Promise<void> =>
  database.transaction((tx) => writeAudit(tx, now(), [{ by: 'system', act, subject: account }]));

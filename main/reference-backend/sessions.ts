import { randomUUID } from 'node:crypto';
import type { Role, Session } from '../../preload/contract/index.js';
import { ok, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { isExpired } from './caller-cache.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import type { Attempt } from './rules/log-in-gate.js';
import { verifyPassword } from './rules/password.js';
import type { AccountRow } from './storage/accounts.js';
import { findAccount } from './storage/accounts.js';
import { writeAudit } from './storage/audit.js';
import type { TokenFamily } from './storage/tokens.js';
import { dropFamily, findToken, putSessionToken, shortenFamily } from './storage/tokens.js';

/**
 * How long earlier tokens of a session live after a refresh, ms: the answer with the new one may be lost on the way, and
 * calls with the old one be under way.
 */
const REFRESH_GRACE_MS = 60_000;

/** What sessions need of the backend. */
export type SessionRoom = Pick<Backend, 'database' | 'logInGate' | 'now' | 'callers' | 'passwords'>;

/** The account behind a token; errors `token`, `token-expired`. */
export async function callerOf(
  { database, now, callers }: Pick<Backend, 'database' | 'now' | 'callers'>,
  token: string,
): Promise<Outcome<Caller>> {
  const caller = await callers.get(token, now(), () => readCaller(database, token));
  if (caller === undefined) return refuse('token');
  return isExpired(caller, now()) ? refuse('token-expired') : ok(caller);
}

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
    session: row.family === null || row.opened_at === null ? null : { id: row.family, openedAt: row.opened_at },
  };
}

/** Errors `credentials`, `too-many-attempts`. */
export async function logIn(
  backend: SessionRoom,
  { password, ...attempt }: Attempt & { readonly password: string },
): Promise<Outcome<Session>> {
  const proven = await backend.logInGate.attempt(attempt, backend.now, () => prove(backend, attempt.name, password));
  if (!proven.ok) return refuse('too-many-attempts', { retryAfterS: proven.error });
  const account = proven.value;
  if (account === undefined) return refuse('credentials');
  const { roles, tier } = account;
  const owner = { account: account.name, roles: JSON.parse(roles) as Role[], tier };
  const family = { id: randomUUID(), openedAt: backend.now() };
  return ok(await backend.database.transaction((tx) => goOn(tx, backend.now(), 'session.open', owner, family)));
}

/** The account of that name if this is its password. */
async function prove(backend: SessionRoom, name: string, password: string): Promise<AccountRow | undefined> {
  // Before the account is read: what is settled by now is what is stored.
  const given = backend.passwords.fits(name, password);
  const account = await findAccount(backend.database, name);
  // Against nobody's where the file decides: a name of the file must not be known by a quick refusal.
  if (given === true) await backend.passwords.settle(backend, name);
  const fits = given === true || (await verifyPassword(given === undefined ? (account?.password ?? null) : null, password));
  if (account !== undefined && !fits) await note(backend, account.name, 'session.refuse');
  return fits ? account : undefined;
}

/**
 * A new token for the same session in place of those before it. It ends no later than the session, whose tokens are all
 * `token-expired` from then on. Errors `not-refreshable`, `token` (the session was ended meanwhile).
 */
export async function refresh(backend: SessionRoom, caller: Caller): Promise<Outcome<Session>> {
  const { session, token } = caller;
  if (session === null) return refuse('not-refreshable');
  const fresh = await backend.database.transaction(async (tx): Promise<Outcome<Session>> => {
    if ((await findToken(tx, token)) === undefined) return refuse('token');
    await shortenFamily(tx, session.id, backend.now() + REFRESH_GRACE_MS);
    return ok(await goOn(tx, backend.now(), 'session.refresh', caller, session));
  });
  backend.callers.forgetSession(session.id);
  return fresh;
}

/**
 * Ends the session with all its tokens. Errors `not-refreshable`: a ready token is taken back in the accounts file, not by
 * whoever holds it.
 */
export async function logOut(backend: SessionRoom, { session, account }: Caller): Promise<Outcome<null>> {
  if (session === null) return refuse('not-refreshable', { detail: 'a ready token cannot log out' });
  await backend.database.transaction(async (tx) => {
    await dropFamily(tx, session.id);
    await writeAudit(tx, backend.now(), [{ by: account, act: 'session.close', subject: account }]);
  });
  backend.callers.forgetSession(session.id);
  return ok(null);
}

async function goOn(
  tx: Statements,
  now: number,
  act: 'session.open' | 'session.refresh',
  { account, roles, tier }: Pick<Caller, 'account' | 'roles' | 'tier'>,
  family: TokenFamily,
): Promise<Session> {
  const { token, expiresAt } = await putSessionToken(tx, account, family, now);
  await writeAudit(tx, now, [{ by: account, act, subject: account }]);
  return { token, expiresAt: toWireTime(expiresAt), roles: [...roles], tier };
}

/** Attempts for names that no account has are not noted: whoever invents names must not fill the chain. */
const note = ({ database, now }: SessionRoom, account: string, act: string): Promise<void> =>
  database.transaction((tx) => writeAudit(tx, now(), [{ by: 'system', act, subject: account }]));

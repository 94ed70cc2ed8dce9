import { createHash, randomBytes } from 'node:crypto';
import type { Statements } from '../../sqlite/index.js';
import type { AccountRow } from './accounts.js';

/** How long a session lasts without refreshing. */
export const SESSION_MS = 12 * 3_600_000;
/** How long it lasts at most, however often it is refreshed: a shift of twelve hours and its handovers. */
export const SESSION_AGE_MS = 16 * 3_600_000;

/** Only this is stored of a token. */
const hashOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');

export const newToken = (): string => randomBytes(32).toString('base64url');

/** A ready token does not expire. */
export async function putReadyToken(db: Statements, token: string, account: string): Promise<void> {
  await db.run(
    `INSERT INTO tokens (hash, account) VALUES (?, ?)
     ON CONFLICT (hash) DO UPDATE SET account = excluded.account, expires_at = NULL, family = NULL, opened_at = NULL`,
    hashOf(token),
    account,
  );
}

/** One log-in with the tokens that follow one another in it. */
export type TokenFamily = {
  readonly id: string;
  /** UTC ms of the log-in */
  readonly openedAt: number;
};

/** Makes the next token of a session, and answers it with its end (UTC ms). */
export async function putSessionToken(
  tx: Statements,
  account: string,
  family: TokenFamily,
  now: number,
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  const token = newToken();
  const expiresAt = Math.min(now + SESSION_MS, family.openedAt + SESSION_AGE_MS);
  await tx.run(
    'INSERT INTO tokens (hash, account, expires_at, family, opened_at) VALUES (?, ?, ?, ?, ?)',
    hashOf(token),
    account,
    expiresAt,
    family.id,
    family.openedAt,
  );
  return { token, expiresAt };
}

export type TokenRow = {
  readonly expires_at: number | null;
  readonly family: string | null;
  readonly opened_at: number | null;
};

export const findToken = (db: Statements, token: string): Promise<(AccountRow & TokenRow) | undefined> =>
  db.get(
    `SELECT a.*, t.expires_at, t.family, t.opened_at FROM tokens t JOIN accounts a ON a.name = t.account
     WHERE t.hash = ?`,
    hashOf(token),
  );

export async function dropFamily(tx: Statements, family: string): Promise<void> {
  await tx.run('DELETE FROM tokens WHERE family = ?', family);
}

/** Lets the tokens of a session live no longer than `until` (UTC ms). */
export async function shortenFamily(tx: Statements, family: string, until: number): Promise<void> {
  await tx.run('UPDATE tokens SET expires_at = min(expires_at, ?) WHERE family = ?', until, family);
}

export async function accountsWithSessions(db: Statements): Promise<string[]> {
  const rows = await db.all<{ account: string }>('SELECT DISTINCT account FROM tokens WHERE expires_at IS NOT NULL');
  return rows.map(({ account }) => account);
}

export async function dropReadyTokens(db: Statements, account: string): Promise<void> {
  await db.run('DELETE FROM tokens WHERE account = ? AND expires_at IS NULL', account);
}

export async function dropSessions(db: Statements, account: string): Promise<void> {
  await db.run('DELETE FROM tokens WHERE account = ? AND expires_at IS NOT NULL', account);
}

/** Expired tokens are kept for a day so that their owners are told `token-expired`. */
export async function dropExpired(db: Statements, now: number): Promise<void> {
  await db.run('DELETE FROM tokens WHERE expires_at < ?', now - 24 * 3_600_000);
}

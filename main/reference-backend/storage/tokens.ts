import { createHash, randomBytes } from 'node:crypto';
import type { Statements } from '../../sqlite/index.js';
import type { AccountRow } from './accounts.js';

/** How long a session lasts without refreshing. */
export const SESSION_MS = 12 * 3_600_000;

/** Only this is stored of a token. */
const hashOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');

export const newToken = (): string => randomBytes(32).toString('base64url');

/** `expiresAt` in UTC ms; null for a ready token, which does not expire. */
export async function putToken(db: Statements, token: string, account: string, expiresAt: number | null): Promise<void> {
  await db.run(
    `INSERT INTO tokens (hash, account, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET account = excluded.account, expires_at = excluded.expires_at`,
    hashOf(token),
    account,
    expiresAt,
  );
}

export const findToken = (
  db: Statements,
  token: string,
): Promise<(AccountRow & { readonly expires_at: number | null }) | undefined> =>
  db.get('SELECT a.*, t.expires_at FROM tokens t JOIN accounts a ON a.name = t.account WHERE t.hash = ?', hashOf(token));

export async function dropToken(db: Statements, token: string): Promise<void> {
  await db.run('DELETE FROM tokens WHERE hash = ?', hashOf(token));
}

/** Lets a token live no longer than `until` (UTC ms). */
export async function shortenToken(db: Statements, token: string, until: number): Promise<void> {
  await db.run('UPDATE tokens SET expires_at = min(expires_at, ?) WHERE hash = ?', until, hashOf(token));
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

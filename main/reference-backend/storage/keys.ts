import type { KeyItem, KeyStatus } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

export type KeyRow = {
  readonly sequence: number;
  /** SHA-256 of the public key's bytes, lower-case hex */
  readonly id: string;
  readonly account: string;
  readonly public_key: string;
  /** `file` named by the accounts file, `person` handed in */
  readonly origin: 'file' | 'person';
  /** UTC ms */
  readonly confirmed_at: number | null;
  readonly revoked_at: number | null;
  readonly certificate_at: number | null;
  readonly certificate_sig: string | null;
  /** public half of the root key that signed the certificate */
  readonly certificate_root: string | null;
};

export type Certificate = { readonly at: number; readonly sig: string; readonly root: string };

export const keyStatus = ({ confirmed_at, revoked_at }: KeyRow): KeyStatus =>
  revoked_at !== null ? 'revoked' : confirmed_at !== null ? 'confirmed' : 'pending';

export function keyItem(row: KeyRow): KeyItem {
  const { confirmed_at, revoked_at, certificate_at, certificate_sig } = row;
  return {
    id: row.id,
    account: row.account,
    publicKey: row.public_key,
    status: keyStatus(row),
    ...(confirmed_at === null ? {} : { confirmedAt: toWireTime(confirmed_at) }),
    ...(revoked_at === null ? {} : { revokedAt: toWireTime(revoked_at) }),
    ...(certificate_at === null || certificate_sig === null
      ? {}
      : { certificate: { at: toWireTime(certificate_at), sig: certificate_sig } }),
  };
}

export const findKey = (db: Statements, id: string): Promise<KeyRow | undefined> =>
  db.get<KeyRow>('SELECT * FROM keys WHERE id = ?', id);

/** Keys of an account, oldest first. */
export const keysOf = (db: Statements, account: string): Promise<KeyRow[]> =>
  db.all<KeyRow>('SELECT * FROM keys WHERE account = ? ORDER BY sequence', account);

/** Keys that are not revoked of accounts that are no longer there. */
export const orphanKeys = (db: Statements): Promise<KeyRow[]> =>
  db.all<KeyRow>('SELECT * FROM keys WHERE revoked_at IS NULL AND account NOT IN (SELECT name FROM accounts)');

export const hasCertificates = async (db: Statements): Promise<boolean> =>
  (await db.get('SELECT 1 FROM keys WHERE certificate_at IS NOT NULL LIMIT 1')) !== undefined;

/** The keys that are confirmed and not revoked, oldest first. */
export const confirmedKeys = (db: Statements): Promise<Pick<KeyRow, 'id' | 'account'>[]> =>
  db.all('SELECT id, account FROM keys WHERE confirmed_at IS NOT NULL AND revoked_at IS NULL ORDER BY sequence');

export async function insertKey(
  tx: Statements,
  { id, account, public_key, origin }: Pick<KeyRow, 'id' | 'account' | 'public_key' | 'origin'>,
): Promise<void> {
  await tx.run('INSERT INTO keys (id, account, public_key, origin) VALUES (?, ?, ?, ?)', id, account, public_key, origin);
}

/** The first confirmation is the one that counts; a later certificate only replaces the earlier one. */
export async function certifyKey(tx: Statements, id: string, { at, sig, root }: Certificate): Promise<void> {
  await tx.run(
    `UPDATE keys SET confirmed_at = coalesce(confirmed_at, ?2), certificate_at = ?2, certificate_sig = ?3,
       certificate_root = ?4 WHERE id = ?1`,
    id,
    at,
    sig,
    root,
  );
}

export async function setKeyOrigin(tx: Statements, id: string, origin: KeyRow['origin']): Promise<void> {
  await tx.run('UPDATE keys SET origin = ? WHERE id = ?', origin, id);
}

/** @param at UTC ms */
export async function setKeyRevoked(tx: Statements, id: string, at: number): Promise<void> {
  await tx.run('UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', at, id);
}

export type KeyFilter = {
  /** only keys older than this sequence */
  readonly before: number;
  readonly limit: number;
  readonly account?: string | undefined;
  readonly status?: KeyStatus | undefined;
};

/** Newest first. */
export const listKeys = (db: Statements, { before, limit, account, status }: KeyFilter): Promise<KeyRow[]> =>
  db.all<KeyRow>(
    `SELECT * FROM keys WHERE sequence < ?1 AND (?2 IS NULL OR account = ?2) AND (?3 IS NULL OR ?3 =
       CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN confirmed_at IS NOT NULL THEN 'confirmed' ELSE 'pending' END)
     ORDER BY sequence DESC LIMIT ?4`,
    before,
    account ?? null,
    status ?? null,
    limit,
  );

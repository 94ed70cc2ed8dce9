import type { Statements } from '../../sqlite/index.js';

export type EvidenceRow = {
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
  /** UTC ms */ readonly at: number;
};

export const findEvidence = (db: Statements, sha256: string): Promise<EvidenceRow | undefined> =>
  db.get<EvidenceRow>('SELECT * FROM evidence WHERE sha256 = ?', sha256);

/** Keeps what is new of it, and that the account handed it in. */
export async function putEvidence(tx: Statements, { sha256, size, type, at }: EvidenceRow, account: string): Promise<void> {
  await tx.run('INSERT OR IGNORE INTO evidence (sha256, size, type, at) VALUES (?, ?, ?, ?)', sha256, size, type, at);
  await tx.run(
    'INSERT OR IGNORE INTO evidence_uploads (account, sha256, size, at) VALUES (?, ?, ?, ?)',
    account,
    sha256,
    size,
    at,
  );
}

/** Bytes that an account handed in since a moment (UTC ms). */
export async function bytesSince(db: Statements, account: string, since: number): Promise<number> {
  const row = await db.get<{ bytes: number | null }>(
    'SELECT sum(size) AS bytes FROM evidence_uploads WHERE account = ? AND at >= ?',
    account,
    since,
  );
  return row?.bytes ?? 0;
}

export async function isUploader(db: Statements, account: string, sha256: string): Promise<boolean> {
  return (await db.get('SELECT 1 FROM evidence_uploads WHERE account = ? AND sha256 = ?', account, sha256)) !== undefined;
}

/** The tiers of the directives that have a receipt naming the evidence, and of their issuers. */
export async function tiersUsing(db: Statements, sha256: string): Promise<string[]> {
  const rows = await db.all<{ tier: string }>(
    `SELECT d.tier FROM evidence_uses u JOIN directives d ON d.id = u.directive WHERE u.sha256 = ?1
     UNION
     SELECT c.issuer_tier FROM evidence_uses u JOIN directives d ON d.id = u.directive JOIN commands c ON c.id = d.command
     WHERE u.sha256 = ?1`,
    sha256,
  );
  return rows.map(({ tier }) => tier);
}

/**
 * For each of the hashes that is known, the tiers from which it is known: those of the accounts that handed it in, and
 * those of the directives that have a receipt naming it.
 */
export async function evidenceTiers(
  db: Statements,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  if (hashes.length === 0) return found;
  const rows = await db.all<{ sha256: string; tier: string }>(
    `SELECT u.sha256, a.tier FROM evidence_uploads u JOIN accounts a ON a.name = u.account
     WHERE u.sha256 IN (SELECT value FROM json_each(?1))
     UNION
     SELECT u.sha256, d.tier FROM evidence_uses u JOIN directives d ON d.id = u.directive
     WHERE u.sha256 IN (SELECT value FROM json_each(?1))`,
    JSON.stringify(hashes),
  );
  for (const { sha256, tier } of rows) found.set(sha256, (found.get(sha256) ?? new Set()).add(tier));
  return found;
}

/** The hashes of all evidence. */
export async function allEvidence(db: Statements): Promise<string[]> {
  const rows = await db.all<{ sha256: string }>('SELECT sha256 FROM evidence ORDER BY sha256');
  return rows.map(({ sha256 }) => sha256);
}

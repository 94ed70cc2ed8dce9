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

/** Those of the hashes that no evidence has. */
export async function unknownEvidence(db: Statements, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await db.all<{ sha256: string }>(
    'SELECT value AS sha256 FROM json_each(?) WHERE value NOT IN (SELECT sha256 FROM evidence)',
    JSON.stringify(hashes),
  );
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** The hashes of all evidence. */
export async function allEvidence(db: Statements): Promise<string[]> {
  const rows = await db.all<{ sha256: string }>('SELECT sha256 FROM evidence ORDER BY sha256');
  return rows.map(({ sha256 }) => sha256);
}

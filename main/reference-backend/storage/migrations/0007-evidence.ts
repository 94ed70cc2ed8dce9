import type { Migration } from '../../../sqlite/index.js';

/**
 * Evidence by its SHA-256, who handed it in, and which directives have a receipt that names it; and an index for the
 * events that are kept for a shorter time.
 */
export const evidence: Migration = {
  version: 7,
  sql: `
    CREATE TABLE evidence (
      sha256 TEXT PRIMARY KEY,
      size INTEGER NOT NULL,
      type TEXT NOT NULL,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE evidence_uploads (
      account TEXT NOT NULL,
      sha256 TEXT NOT NULL REFERENCES evidence (sha256),
      size INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (account, sha256)
    ) WITHOUT ROWID;
    CREATE INDEX evidence_uploads_at ON evidence_uploads (account, at);
    CREATE TABLE evidence_uses (
      sha256 TEXT NOT NULL,
      directive TEXT NOT NULL,
      PRIMARY KEY (sha256, directive)
    ) WITHOUT ROWID;
    CREATE TRIGGER receipts_evidence AFTER INSERT ON receipts WHEN new.content -> 'evidence' IS NOT NULL
    BEGIN
      INSERT OR IGNORE INTO evidence_uses (sha256, directive)
        SELECT value, new.directive FROM json_each(new.content, '$.evidence');
    END;
    CREATE INDEX events_columns ON events (sequence, time) WHERE topic IN ('samples', 'positions')`,
};

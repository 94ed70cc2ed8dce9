import type { Migration } from '../../../sqlite/index.js';

/**
 * The key directory, the signed acts on commands, and commands that wait for an approval: these were taken in
 * (`taken_at`) but not issued yet (`issued_at` is null).
 */
export const keys: Migration = {
  version: 3,
  sql: `
    CREATE TABLE keys (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      account TEXT NOT NULL,
      public_key TEXT NOT NULL,
      origin TEXT NOT NULL CHECK (origin IN ('file', 'person')),
      confirmed_at INTEGER,
      revoked_at INTEGER,
      certificate_at INTEGER,
      certificate_sig TEXT,
      certificate_root TEXT
    );
    CREATE INDEX keys_account ON keys (account);
    CREATE TABLE signatures (
      sequence INTEGER NOT NULL,
      command TEXT NOT NULL REFERENCES commands (id),
      act TEXT NOT NULL,
      account TEXT NOT NULL,
      key TEXT NOT NULL,
      at TEXT NOT NULL,
      sig TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      note TEXT,
      PRIMARY KEY (command, act)
    ) WITHOUT ROWID;
    ALTER TABLE commands RENAME COLUMN issued_at TO taken_at;
    ALTER TABLE commands ADD COLUMN issued_at INTEGER;
    UPDATE commands SET issued_at = taken_at;
    CREATE INDEX commands_waiting ON commands (sequence) WHERE state = 'awaiting-approval'`,
};

import type { Migration } from '../../../../sqlite/index.js';

/** This hall's orders, and the commands with their receipts as the backend told them. */
export const ordersAndCommands: Migration = {
  version: 1,
  sql: `
    CREATE TABLE orders (
      id TEXT PRIMARY KEY, hash TEXT NOT NULL, frozen TEXT NOT NULL, title TEXT NOT NULL, account TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('held', 'sending', 'accepted-by-backend', 'refused', 'expired')),
      queued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, problem TEXT
    ) STRICT;
    CREATE TABLE commands (
      id TEXT PRIMARY KEY, hash TEXT NOT NULL, frozen TEXT NOT NULL, mode TEXT NOT NULL, state TEXT NOT NULL, issued_at INTEGER
    ) STRICT;
    CREATE TABLE directives (
      id TEXT PRIMARY KEY, command TEXT NOT NULL REFERENCES commands (id) ON DELETE CASCADE,
      tier TEXT NOT NULL, party TEXT, role TEXT NOT NULL, parent TEXT
    ) STRICT;
    CREATE INDEX directives_by_command ON directives (command);
    CREATE TABLE receipts (
      id TEXT PRIMARY KEY, directive TEXT NOT NULL REFERENCES directives (id) ON DELETE CASCADE, body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX receipts_by_directive ON receipts (directive);
    CREATE TABLE cursor (only INTEGER PRIMARY KEY CHECK (only = 1), epoch TEXT NOT NULL, sequence TEXT NOT NULL) STRICT`,
};

import type { Migration } from '../../../sqlite/index.js';

/** Accounts, commands, directives, receipts, and the events that give the global sequence. */
export const commands: Migration = {
  version: 1,
  sql: `
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      topic TEXT NOT NULL,
      subject TEXT NOT NULL,
      time INTEGER NOT NULL,
      data TEXT NOT NULL
    );
    CREATE TABLE accounts (
      name TEXT PRIMARY KEY,
      origin TEXT NOT NULL CHECK (origin IN ('file', 'created', 'demo')),
      password TEXT,
      roles TEXT NOT NULL,
      tier TEXT NOT NULL,
      subtree INTEGER NOT NULL,
      demo INTEGER NOT NULL
    );
    CREATE TABLE tokens (
      hash TEXT PRIMARY KEY,
      account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
      expires_at INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX tokens_account ON tokens (account);
    CREATE TABLE commands (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      hash TEXT NOT NULL,
      frozen TEXT NOT NULL,
      state TEXT NOT NULL,
      mode TEXT NOT NULL,
      issuer_tier TEXT NOT NULL,
      issued_at INTEGER NOT NULL
    );
    CREATE TABLE directives (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      command TEXT NOT NULL REFERENCES commands (id),
      tier TEXT NOT NULL,
      level TEXT NOT NULL,
      party TEXT,
      role TEXT NOT NULL,
      parent TEXT
    );
    CREATE INDEX directives_command ON directives (command);
    CREATE INDEX directives_tier ON directives (tier);
    CREATE TABLE receipts (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      directive TEXT NOT NULL REFERENCES directives (id),
      round INTEGER NOT NULL,
      kind TEXT NOT NULL,
      content TEXT NOT NULL,
      author TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      demo INTEGER NOT NULL
    );
    CREATE INDEX receipts_directive ON receipts (directive)`,
};

import type { Migration } from '../../../sqlite/index.js';

/**
 * What makes directives a tree that is worked on: notes that go down with a forward, forwards with the answer that they
 * got, messages, and what has fired of the escalation rules. `escalation_watch` says when a running command has to be
 * looked at next; a command without a row has not been looked at yet.
 */
export const tree: Migration = {
  version: 4,
  sql: `
    ALTER TABLE directives ADD COLUMN note TEXT;
    CREATE INDEX directives_parent ON directives (parent) WHERE parent IS NOT NULL;
    CREATE INDEX commands_open ON commands (sequence) WHERE state IN ('issued', 'running');
    CREATE TABLE forwards (
      id TEXT PRIMARY KEY,
      directive TEXT NOT NULL REFERENCES directives (id),
      content TEXT NOT NULL,
      answer TEXT NOT NULL,
      author TEXT NOT NULL,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE messages (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      directive TEXT NOT NULL REFERENCES directives (id),
      text TEXT NOT NULL,
      author TEXT NOT NULL,
      at INTEGER NOT NULL,
      demo INTEGER NOT NULL
    );
    CREATE INDEX messages_directive ON messages (directive, sequence);
    CREATE TABLE escalations (
      directive TEXT NOT NULL REFERENCES directives (id),
      round INTEGER NOT NULL,
      place INTEGER NOT NULL,
      PRIMARY KEY (directive, round, place)
    ) WITHOUT ROWID;
    CREATE TABLE escalation_watch (command TEXT PRIMARY KEY REFERENCES commands (id), due_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX escalation_watch_due ON escalation_watch (due_at)`,
};

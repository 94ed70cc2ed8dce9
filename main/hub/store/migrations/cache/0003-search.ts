import type { Migration } from '../../../../sqlite/index.js';

const COLUMNS = 'name, key, body, initials, sound';
const forget = `INSERT INTO document_text (document_text, rowid, ${COLUMNS})
  VALUES ('delete', old.id, old.name, old.key, old.body, old.initials, old.sound)`;
const add = `INSERT INTO document_text (rowid, ${COLUMNS}) VALUES (new.id, new.name, new.key, new.body, new.initials, new.sound)`;

/**
 * What can be found by a name. `name` and `body` are folded (NFKC, lower case); `initials` holds the first letters of
 * the syllables, one word for each way to read them, and `sound` the syllables from each of them to the end. The trigram
 * index finds any part of three characters or more, Han or Latin, in all of them.
 */
export const search: Migration = {
  version: 3,
  sql: `
    CREATE TABLE documents (
      id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL, tier TEXT, place TEXT,
      weight INTEGER NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, initials TEXT NOT NULL, sound TEXT NOT NULL,
      UNIQUE (kind, key)
    ) STRICT;
    CREATE VIRTUAL TABLE document_text USING fts5 (
      ${COLUMNS}, content = 'documents', content_rowid = 'id', tokenize = 'trigram'
    );
    CREATE TRIGGER document_added AFTER INSERT ON documents BEGIN ${add}; END;
    CREATE TRIGGER document_removed AFTER DELETE ON documents BEGIN ${forget}; END;
    CREATE TRIGGER document_changed AFTER UPDATE ON documents BEGIN ${forget}; ${add}; END`,
};

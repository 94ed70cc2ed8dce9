import type { Migration } from '../../../../sqlite/index.js';

/**
 * A checksum in each row that nobody can send again and that changes (the history only grows, its copy tells whether it
 * is whole), and how far the second copy in orders.log goes: the same log, and the number of its last line.
 */
export const secondCopy: Migration = {
  version: 3,
  sql: `
    ALTER TABLE orders ADD COLUMN checksum TEXT;
    ALTER TABLE person_keys ADD COLUMN checksum TEXT;
    CREATE TABLE second_copy (
      only INTEGER PRIMARY KEY CHECK (only = 1), log TEXT NOT NULL, position INTEGER NOT NULL CHECK (position >= 0)
    ) STRICT`,
};

import type { Migration } from '../../../sqlite/index.js';

/**
 * Tokens of one log-in belong together and share its age. A token that was there before is a session of its own; it ran for
 * twelve hours from when it was made.
 */
export const sessionFamilies: Migration = {
  version: 10,
  sql: `
    ALTER TABLE tokens ADD COLUMN family TEXT;
    ALTER TABLE tokens ADD COLUMN opened_at INTEGER;
    UPDATE tokens SET family = hash, opened_at = expires_at - 43200000 WHERE expires_at IS NOT NULL;
    CREATE INDEX tokens_family ON tokens (family) WHERE family IS NOT NULL`,
};

import type { Migration } from '../../../../sqlite/index.js';

/**
 * What an order's author signed, what the author was asked and answered, and when the refusal was noted; each order's
 * history, to which is only added; the persons' keys, sealed with what their passwords give.
 */
export const signaturesAndHistory: Migration = {
  version: 2,
  sql: `
    ALTER TABLE orders ADD COLUMN signature TEXT;
    ALTER TABLE orders ADD COLUMN question TEXT;
    ALTER TABLE orders ADD COLUMN noted_at INTEGER;
    CREATE TABLE order_history (
      sequence INTEGER PRIMARY KEY, order_id TEXT NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL, by TEXT, details TEXT
    ) STRICT;
    CREATE INDEX order_history_by_order ON order_history (order_id, sequence);
    CREATE TRIGGER order_history_is_kept BEFORE UPDATE ON order_history
      BEGIN SELECT RAISE(ABORT, 'the history of an order is only added to'); END;
    CREATE TRIGGER order_history_stays BEFORE DELETE ON order_history WHEN EXISTS (SELECT 1 FROM orders WHERE id = old.order_id)
      BEGIN SELECT RAISE(ABORT, 'the history of an order stays as long as the order'); END;
    CREATE TABLE person_keys (
      id TEXT PRIMARY KEY, account TEXT NOT NULL, public_key TEXT NOT NULL, sealed TEXT NOT NULL, made_at INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('unsent', 'pending', 'confirmed', 'revoked', 'locked')),
      must_sign INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX person_keys_by_account ON person_keys (account, made_at)`,
};

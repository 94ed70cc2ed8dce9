import type { Migration } from '../../../sqlite/index.js';

/** Who stores receipts writes down which evidence they name: a trigger would look into each of thousands that name none. */
export const evidenceUses: Migration = { version: 11, sql: 'DROP TRIGGER receipts_evidence' };

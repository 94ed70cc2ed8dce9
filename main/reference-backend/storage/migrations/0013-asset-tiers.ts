import type { Migration } from '../../../sqlite/index.js';

/**
 * Whether somebody said at which tier an asset is, or its tier is only that of the account that first told where it was.
 * Of assets that are there nobody knows any more; their tier stays.
 */
export const assetTiers: Migration = {
  version: 13,
  sql: 'ALTER TABLE assets ADD COLUMN tier_told INTEGER NOT NULL DEFAULT 1',
};

import type { Migration } from '../../../sqlite/index.js';

/** How many things of a kind an account made on its last day (a date of China) on which it made any. */
export const growth: Migration = {
  version: 14,
  sql: `
    CREATE TABLE growth (
      account TEXT NOT NULL,
      kind TEXT NOT NULL,
      day TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (account, kind)
    ) WITHOUT ROWID`,
};

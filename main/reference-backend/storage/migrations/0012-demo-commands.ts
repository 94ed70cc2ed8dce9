import type { Migration } from '../../../sqlite/index.js';

/** Commands that a demo account issued are marked, as everything else is that one hands in. */
export const demoCommands: Migration = {
  version: 12,
  sql: `
    ALTER TABLE commands ADD COLUMN demo INTEGER NOT NULL DEFAULT 0;
    UPDATE commands SET demo = 1
      WHERE frozen ->> '$.issuer.account' IN (SELECT name FROM accounts WHERE demo = 1)`,
};

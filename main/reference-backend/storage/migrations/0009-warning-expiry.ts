import type { Migration } from '../../../sqlite/index.js';

/**
 * When a CAP message is over by itself (UTC ms). For a message that is in force already its text tells: the latest
 * `expires`, if there are as many that can be read as there are `info`; others wait for their Update or Cancel as before.
 */
export const warningExpiry: Migration = {
  version: 9,
  sql: `
    ALTER TABLE warnings ADD COLUMN expires INTEGER;
    WITH RECURSIVE found (id, rest, at) AS (
      SELECT id, xml, NULL FROM warnings WHERE state = 'current'
      UNION ALL
      SELECT id, substr(rest, instr(rest, '<expires>') + 9), substr(rest, instr(rest, '<expires>') + 9, 25)
        FROM found WHERE instr(rest, '<expires>') > 0)
    UPDATE warnings SET expires = told.latest
      FROM (SELECT id, max(unixepoch(at)) * 1000 AS latest, count(unixepoch(at)) AS times FROM found GROUP BY id) AS told
      WHERE told.id = warnings.id
        AND told.times = (length(warnings.xml) - length(replace(warnings.xml, '<info>', ''))) / 6;
    CREATE INDEX warnings_expires ON warnings (expires) WHERE state = 'current' AND expires IS NOT NULL`,
};

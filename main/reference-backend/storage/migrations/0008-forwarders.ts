import type { Migration } from '../../../sqlite/index.js';

/**
 * Which tier forwarded a directive (null: none, the issuer gave it out), as the signed list of its command says. What a
 * directive hangs under does not tell: in a direct command a town hangs under its district's.
 */
export const forwarders: Migration = {
  version: 8,
  sql: `
    ALTER TABLE directives ADD COLUMN via TEXT;
    UPDATE directives SET via = signed.via
      FROM (SELECT c.id AS command, t.value ->> 'tier' AS tier, t.value ->> 'party' AS party, t.value ->> 'via' AS via
            FROM commands c, json_each(c.frozen, '$.targets') t WHERE t.value ->> 'via' IS NOT NULL) AS signed
      WHERE signed.command = directives.command AND signed.tier = directives.tier AND signed.party IS directives.party`,
};

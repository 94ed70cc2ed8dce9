import type { CommandMode, Target, TierLevel } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { changesOf } from './changes.js';

export type DirectiveRow = {
  readonly sequence: number;
  readonly id: string;
  readonly command: string;
  readonly tier: string;
  readonly level: TierLevel;
  readonly party: string | null;
  readonly role: Target['role'];
  readonly parent: string | null;
  /** tier that forwarded it; null: the issuer gave it out, whatever it hangs under */
  readonly via: string | null;
  /** what the forwarder added */
  readonly note?: string | null;
};

export async function insertDirectives(tx: Statements, rows: readonly DirectiveRow[]): Promise<void> {
  for (const command of new Set(rows.map((row) => row.command))) changesOf(tx).note({ command });
  await tx.run(
    `INSERT INTO directives (sequence, id, command, tier, level, party, role, parent, via, note)
     SELECT value ->> 'sequence', value ->> 'id', value ->> 'command', value ->> 'tier', value ->> 'level',
            value ->> 'party', value ->> 'role', value ->> 'parent',
            value ->> 'via', value ->> 'note'
     FROM json_each(?)`,
    JSON.stringify(rows),
  );
}

export const directivesOf = (db: Statements, commands: readonly string[]): Promise<DirectiveRow[]> =>
  db.all<DirectiveRow>(
    'SELECT * FROM directives WHERE command IN (SELECT value FROM json_each(?)) ORDER BY sequence',
    JSON.stringify(commands),
  );

/** The directives given with all that hang under them. */
export const branchesOf = (db: Statements, ids: readonly string[]): Promise<DirectiveRow[]> =>
  db.all<DirectiveRow>(
    `WITH RECURSIVE branch (id) AS (
       SELECT value FROM json_each(?)
       UNION SELECT d.id FROM branch JOIN directives d ON d.parent = branch.id)
     SELECT d.* FROM branch JOIN directives d ON d.id = branch.id`,
    JSON.stringify(ids),
  );

export const findDirectives = (db: Statements, ids: readonly string[]): Promise<DirectiveRow[]> =>
  db.all<DirectiveRow>('SELECT * FROM directives WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

export const findDirective = (db: Statements, id: string): Promise<DirectiveRow | undefined> =>
  db.get<DirectiveRow>('SELECT * FROM directives WHERE id = ?', id);

export type InboxFilter = {
  readonly tier: string;
  readonly mode?: CommandMode | undefined;
  /** only directives older than this sequence */
  readonly before: number;
  readonly limit: number;
};

/** A tier's directives, newest first. */
export const directivesAt = (db: Statements, { tier, mode, before, limit }: InboxFilter): Promise<DirectiveRow[]> =>
  db.all<DirectiveRow>(
    `SELECT * FROM directives d
     WHERE tier = ?1 AND sequence < ?2
       AND (?3 IS NULL OR EXISTS (SELECT 1 FROM commands c WHERE c.id = d.command AND c.mode = ?3))
     ORDER BY sequence DESC LIMIT ?4`,
    tier,
    before,
    mode ?? null,
    limit,
  );

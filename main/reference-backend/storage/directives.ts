import type { Target, TierLevel } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

export type DirectiveRow = {
  readonly sequence: number;
  readonly id: string;
  readonly command: string;
  readonly tier: string;
  readonly level: TierLevel;
  readonly party: string | null;
  readonly role: Target['role'];
  readonly parent: string | null;
};

export async function insertDirectives(tx: Statements, rows: readonly DirectiveRow[]): Promise<void> {
  await tx.run(
    `INSERT INTO directives (sequence, id, command, tier, level, party, role, parent)
     SELECT value ->> 'sequence', value ->> 'id', value ->> 'command', value ->> 'tier', value ->> 'level',
            value ->> 'party', value ->> 'role', value ->> 'parent'
     FROM json_each(?)`,
    JSON.stringify(rows),
  );
}

export const directivesOf = (db: Statements, commands: readonly string[]): Promise<DirectiveRow[]> =>
  db.all<DirectiveRow>(
    'SELECT * FROM directives WHERE command IN (SELECT value FROM json_each(?)) ORDER BY sequence',
    JSON.stringify(commands),
  );

export const findDirectives = (db: Statements, ids: readonly string[]): Promise<DirectiveRow[]> =>
  db.all<DirectiveRow>('SELECT * FROM directives WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

/** A tier's directives, newest first. */
export const directivesAt = (db: Statements, tier: string, before: number, limit: number): Promise<DirectiveRow[]> =>
  db.all<DirectiveRow>(
    'SELECT * FROM directives WHERE tier = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?',
    tier,
    before,
    limit,
  );

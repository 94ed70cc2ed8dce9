import type { CommandMode, CommandState, Frozen } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

export type CommandRow = {
  /** sequence of the event that issued it */
  readonly sequence: number;
  readonly id: string;
  readonly hash: string;
  /** canonical JSON, the exact text that was hashed */
  readonly frozen: string;
  readonly state: CommandState;
  readonly mode: CommandMode;
  readonly issuer_tier: string;
  /** UTC ms */
  readonly issued_at: number;
};

/** `frozen` passed the schema when it came in. */
export const frozenOf = (row: CommandRow): Frozen => JSON.parse(row.frozen) as Frozen;

export const findCommand = (db: Statements, id: string): Promise<CommandRow | undefined> =>
  db.get<CommandRow>('SELECT * FROM commands WHERE id = ?', id);

export const findCommands = (db: Statements, ids: readonly string[]): Promise<CommandRow[]> =>
  db.all<CommandRow>('SELECT * FROM commands WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

export async function insertCommand(tx: Statements, row: CommandRow): Promise<void> {
  await tx.run(
    `INSERT INTO commands (sequence, id, hash, frozen, state, mode, issuer_tier, issued_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    row.sequence,
    row.id,
    row.hash,
    row.frozen,
    row.state,
    row.mode,
    row.issuer_tier,
    row.issued_at,
  );
}

export async function setCommandState(tx: Statements, id: string, state: CommandState): Promise<void> {
  await tx.run('UPDATE commands SET state = ? WHERE id = ?', state, id);
}

export type CommandFilter = {
  /** only commands older than this sequence */
  readonly before: number;
  readonly limit: number;
  readonly state?: CommandState | undefined;
  /** codes that the caller may read; null = all */
  readonly readable: ReadonlySet<string> | null;
};

/** Newest first; a command is readable by who may read its issuer or one of its directives. */
export function listCommands(db: Statements, filter: CommandFilter): Promise<CommandRow[]> {
  const codes = filter.readable === null ? null : JSON.stringify([...filter.readable]);
  return db.all<CommandRow>(
    `SELECT * FROM commands c
     WHERE c.sequence < ?1 AND (?2 IS NULL OR c.state = ?2) AND (?3 IS NULL
       OR c.issuer_tier IN (SELECT value FROM json_each(?3))
       OR EXISTS (SELECT 1 FROM directives d WHERE d.command = c.id AND d.tier IN (SELECT value FROM json_each(?3))))
     ORDER BY c.sequence DESC LIMIT ?4`,
    filter.before,
    filter.state ?? null,
    codes,
    filter.limit,
  );
}

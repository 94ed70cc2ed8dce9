import type { CommandMode, CommandState, Frozen } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { changesOf } from './changes.js';

export type CommandRow = {
  /** sequence of the event that took it in */
  readonly sequence: number;
  readonly id: string;
  readonly hash: string;
  /** canonical JSON, the exact text that was hashed */
  readonly frozen: string;
  readonly state: CommandState;
  readonly mode: CommandMode;
  readonly issuer_tier: string;
  /** UTC ms: when it was taken in */
  readonly taken_at: number;
  /** UTC ms: from when its limits run; null while it was never issued */
  readonly issued_at: number | null;
  /** a demo account issued it or handed it in */
  readonly demo: number;
};

/** When a command was issued whose directives are there, UTC ms. */
export function issuedAtOf({ id, issued_at }: CommandRow): number {
  if (issued_at === null) throw new Error(`command ${id} has directives but was not issued`);
  return issued_at;
}

/** Marks what a demo account issued. */
export const demoMark = (demo: number): { demo?: true } => (demo === 1 ? { demo: true } : {});

/** The data of a `commands` event. */
export const commandEvent = ({ id, hash, mode, issued_at, demo }: CommandHead, state: CommandState) => ({
  id,
  hash,
  state,
  mode,
  ...(issued_at === null ? {} : { issuedAt: toWireTime(issued_at) }),
  ...demoMark(demo),
});

/** A command without its frozen text, which may name thousands of targets. */
export type CommandHead = Omit<CommandRow, 'frozen'>;

export function headOf({ frozen: _frozen, ...head }: CommandRow): CommandHead {
  return head;
}

export const findCommandHeads = (db: Statements, ids: readonly string[]): Promise<CommandHead[]> =>
  db.all<CommandHead>(
    `SELECT sequence, id, hash, state, mode, issuer_tier, taken_at, issued_at, demo FROM commands
     WHERE id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  );

/** Rows whose `frozen` was read before: it may name thousands of targets, and each directive asks for it. */
const read = new WeakMap<CommandRow, Frozen>();

/** `frozen` passed the schema when it came in. */
export function frozenOf(row: CommandRow): Frozen {
  const known = read.get(row);
  if (known !== undefined) return known;
  const frozen = JSON.parse(row.frozen) as Frozen;
  read.set(row, frozen);
  return frozen;
}

export const findCommand = (db: Statements, id: string): Promise<CommandRow | undefined> =>
  db.get<CommandRow>('SELECT * FROM commands WHERE id = ?', id);

export const findCommands = (db: Statements, ids: readonly string[]): Promise<CommandRow[]> =>
  db.all<CommandRow>('SELECT * FROM commands WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

export async function insertCommand(tx: Statements, row: CommandRow): Promise<void> {
  await tx.run(
    `INSERT INTO commands (sequence, id, hash, frozen, state, mode, issuer_tier, taken_at, issued_at, demo)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.sequence,
    row.id,
    row.hash,
    row.frozen,
    row.state,
    row.mode,
    row.issuer_tier,
    row.taken_at,
    row.issued_at,
    row.demo,
  );
}

/** @param at UTC ms */
export async function setCommandIssued(tx: Statements, id: string, at: number): Promise<void> {
  changesOf(tx).note({ command: id });
  await tx.run("UPDATE commands SET state = 'issued', issued_at = ? WHERE id = ?", at, id);
}

/** Commands that wait for an approval and have expired. @param now UTC ms */
export const overdueApprovals = (db: Statements, now: number): Promise<CommandRow[]> =>
  db.all<CommandRow>(
    "SELECT * FROM commands WHERE state = 'awaiting-approval' AND frozen ->> 'expiresAt' <= ? ORDER BY sequence",
    toWireTime(now),
  );

export async function setCommandState(tx: Statements, id: string, state: CommandState): Promise<void> {
  changesOf(tx).note({ command: id });
  await tx.run('UPDATE commands SET state = ? WHERE id = ?', state, id);
}

export type CommandFilter = {
  /** only commands older than this sequence */
  readonly before: number;
  readonly limit: number;
  readonly state?: CommandState | undefined;
  readonly mode?: CommandMode | undefined;
  /** only those that this tier issued or was addressed by */
  readonly tier?: string | undefined;
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
       AND (?5 IS NULL OR c.mode = ?5) AND (?6 IS NULL OR c.issuer_tier = ?6
       OR EXISTS (SELECT 1 FROM directives d WHERE d.command = c.id AND d.tier = ?6))
     ORDER BY c.sequence DESC LIMIT ?4`,
    filter.before,
    filter.state ?? null,
    codes,
    filter.limit,
    filter.mode ?? null,
    filter.tier ?? null,
  );
}

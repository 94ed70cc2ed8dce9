import type { Statements } from '../../sqlite/index.js';

/** A rule of a template that has fired for a directive in a round. */
export type FiredRow = { readonly directive: string; readonly round: number; readonly place: number };

export const firedOf = (db: Statements, directives: readonly string[]): Promise<FiredRow[]> =>
  db.all<FiredRow>('SELECT * FROM escalations WHERE directive IN (SELECT value FROM json_each(?))', JSON.stringify(directives));

export async function insertFired(tx: Statements, rows: readonly FiredRow[]): Promise<void> {
  await tx.run(
    `INSERT INTO escalations (directive, round, place)
     SELECT value ->> 'directive', value ->> 'round', value ->> 'place' FROM json_each(?)`,
    JSON.stringify(rows),
  );
}

/** Commands to look at now: those that are due, and running ones that nobody has looked at yet. */
export async function dueCommands(db: Statements, now: number, limit: number): Promise<string[]> {
  const rows = await db.all<{ id: string }>(
    `SELECT id FROM (
       SELECT command AS id, due_at FROM escalation_watch WHERE due_at <= ?1
       UNION ALL
       SELECT id, 0 AS due_at FROM commands
       WHERE state IN ('issued', 'running') AND id NOT IN (SELECT command FROM escalation_watch)
     ) ORDER BY due_at LIMIT ?2`,
    now,
    limit,
  );
  return rows.map(({ id }) => id);
}

/** @param dueAt UTC ms of the next look */
export async function watchCommand(tx: Statements, command: string, dueAt: number): Promise<void> {
  await tx.run(
    'INSERT INTO escalation_watch (command, due_at) VALUES (?, ?) ON CONFLICT (command) DO UPDATE SET due_at = excluded.due_at',
    command,
    dueAt,
  );
}

/** The command is closed, or changed so that it has to be looked at anew if it still runs. */
export async function unwatchCommand(tx: Statements, command: string): Promise<void> {
  await tx.run('DELETE FROM escalation_watch WHERE command = ?', command);
}

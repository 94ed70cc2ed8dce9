import type { CommandMode, Message } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

export type MessageRow = {
  readonly sequence: number;
  readonly id: string;
  readonly directive: string;
  readonly text: string;
  readonly author: string;
  /** UTC ms */
  readonly at: number;
  readonly demo: number;
};

/** @param mode of the command that the directive belongs to */
export const messageOf = ({ sequence, id, directive, text, author, at, demo }: MessageRow, mode: CommandMode): Message => ({
  id,
  directive,
  text,
  mode,
  by: author,
  at: toWireTime(at),
  sequence: String(sequence),
  demo: demo === 1,
});

export async function insertMessage(tx: Statements, row: MessageRow): Promise<void> {
  await tx.run(
    'INSERT INTO messages (sequence, id, directive, text, author, at, demo) VALUES (?, ?, ?, ?, ?, ?, ?)',
    row.sequence,
    row.id,
    row.directive,
    row.text,
    row.author,
    row.at,
    row.demo,
  );
}

/** Oldest first, those after a sequence. */
export const messagesAfter = (db: Statements, directive: string, after: number, limit: number): Promise<MessageRow[]> =>
  db.all<MessageRow>(
    'SELECT * FROM messages WHERE directive = ? AND sequence > ? ORDER BY sequence LIMIT ?',
    directive,
    after,
    limit,
  );

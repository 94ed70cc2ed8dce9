import type { Statements } from '../../sqlite/index.js';

export type ForwardRow = {
  readonly id: string;
  readonly directive: string;
  /** canonical JSON of the request */
  readonly content: string;
  /** JSON of the answer that it got */
  readonly answer: string;
  readonly author: string;
  /** UTC ms */
  readonly at: number;
};

export const findForward = (db: Statements, id: string): Promise<ForwardRow | undefined> =>
  db.get<ForwardRow>('SELECT * FROM forwards WHERE id = ?', id);

export async function insertForward(tx: Statements, row: ForwardRow): Promise<void> {
  await tx.run(
    'INSERT INTO forwards (id, directive, content, answer, author, at) VALUES (?, ?, ?, ?, ?, ?)',
    row.id,
    row.directive,
    row.content,
    row.answer,
    row.author,
    row.at,
  );
}

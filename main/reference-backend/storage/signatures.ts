import type { ActSignature, SignedAct } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

/** A signed act on a command that was taken; there is at most one of each act. */
export type SignatureRow = {
  /** of the event that the act brought */
  readonly sequence: number;
  readonly command: string;
  readonly act: SignedAct;
  readonly account: string;
  readonly key: string;
  /** RFC 3339, exactly as signed */
  readonly at: string;
  readonly sig: string;
  /** UTC ms */
  readonly received_at: number;
  readonly note: string | null;
};

export const actSignature = ({ act, account, key, at, sig }: SignatureRow): ActSignature => ({ act, account, key, at, sig });

export async function insertSignature(tx: Statements, row: SignatureRow): Promise<void> {
  await tx.run(
    `INSERT INTO signatures (sequence, command, act, account, key, at, sig, received_at, note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.sequence,
    row.command,
    row.act,
    row.account,
    row.key,
    row.at,
    row.sig,
    row.received_at,
    row.note,
  );
}

export const findSignature = (db: Statements, command: string, act: SignedAct): Promise<SignatureRow | undefined> =>
  db.get<SignatureRow>('SELECT * FROM signatures WHERE command = ? AND act = ?', command, act);

/** In the order in which they were taken. */
export const signaturesOf = (db: Statements, commands: readonly string[]): Promise<SignatureRow[]> =>
  db.all<SignatureRow>(
    'SELECT * FROM signatures WHERE command IN (SELECT value FROM json_each(?)) ORDER BY sequence, act',
    JSON.stringify(commands),
  );

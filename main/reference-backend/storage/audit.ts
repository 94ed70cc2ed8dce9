import type { Json } from '../../../preload/contract/index.js';
import { canonicalJson, toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { sha256Hex } from '../resources.js';
import type { Ends } from './ends.js';
import { endsOf } from './ends.js';

/** What was done, by whom (an account, or `system`), to what; `details` hold what the act itself says. */
export type AuditNote = {
  readonly by: string;
  /** `command.issue`, `key.confirm` …: topic and verb */
  readonly act: string;
  /** id of the thing that was acted on */
  readonly subject: string;
  readonly details?: { readonly [name: string]: Json };
};

export type AuditRow = {
  readonly sequence: number;
  /** UTC ms */
  readonly at: number;
  readonly by: string;
  readonly act: string;
  readonly subject: string;
  /** canonical JSON */
  readonly details: string;
  /** hash of the entry before; 64 zeros for the first */
  readonly previous: string;
  readonly hash: string;
};

export const FIRST_PREVIOUS = '0'.repeat(64);

/** SHA-256 over the canonical JSON of the entry without its hash, lower-case hex. */
const auditHash = (row: Omit<AuditRow, 'hash'>): string =>
  sha256Hex(
    canonicalJson({
      v: 1,
      sequence: row.sequence,
      at: toWireTime(row.at),
      by: row.by,
      act: row.act,
      subject: row.subject,
      details: JSON.parse(row.details) as Json,
      previous: row.previous,
    }),
  );

/**
 * Adds entries to the chain, in the transaction of what they tell of: what was done and that it was done are committed
 * together or not at all.
 * @param at UTC ms
 */
export async function writeAudit(tx: Statements, at: number, notes: readonly AuditNote[]): Promise<void> {
  const ends = endsOf(tx);
  let { sequence, hash: previous } = ends?.audit ?? (await auditEnd(tx));
  const rows: AuditRow[] = [];
  for (const { by, act, subject, details = {} } of notes) {
    sequence += 1;
    const entry = { sequence, at, by, act, subject, details: canonicalJson(details), previous };
    previous = auditHash(entry);
    rows.push({ ...entry, hash: previous });
  }
  await tx.run(
    `INSERT INTO audit (sequence, at, by, act, subject, details, previous, hash)
     SELECT value ->> 'sequence', value ->> 'at', value ->> 'by', value ->> 'act', value ->> 'subject',
            value ->> 'details', value ->> 'previous', value ->> 'hash'
     FROM json_each(?)`,
    JSON.stringify(rows),
  );
  if (ends !== undefined) ends.audit = { sequence, hash: previous };
}

/** Where the chain ends; it begins after 0. */
export async function auditEnd(db: Statements): Promise<Ends['audit']> {
  const { sequence, hash } = (await lastAudit(db)) ?? { sequence: 0, hash: FIRST_PREVIOUS };
  return { sequence, hash };
}

export const lastAudit = (db: Statements): Promise<AuditRow | undefined> =>
  db.get<AuditRow>('SELECT * FROM audit ORDER BY sequence DESC LIMIT 1');

/** Entries after a sequence, in order. */
export const auditAfter = (db: Statements, sequence: number, limit: number): Promise<AuditRow[]> =>
  db.all<AuditRow>('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?', sequence, limit);

import type { AuditEntry } from '../../preload/contract/index.js';
import { canonicalJson, err, ok } from '../../preload/contract/index.js';
import type { Result } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import { auditEntry } from './audit-head.js';
import { sha256Hex } from './resources.js';
import { auditAfter, FIRST_PREVIOUS, lastAudit } from './storage/audit.js';

export type ChainEnd = { readonly sequence: number; readonly hash: string };
export const CHAIN_BEGIN: ChainEnd = { sequence: 0, hash: FIRST_PREVIOUS };

const PAGE = 1000;

/** Checks that an entry follows what came before and is what its hash says; an error is one line for people. */
export function follow(before: ChainEnd, { hash, ...rest }: AuditEntry): Result<ChainEnd, string> {
  const { sequence, previous } = rest;
  if (sequence !== before.sequence + 1) return err(`audit entry ${before.sequence + 1} is missing`);
  if (previous !== before.hash) return err(`audit entry ${sequence} does not follow the one before`);
  if (sha256Hex(canonicalJson({ v: 1, ...rest })) !== hash) return err(`audit entry ${sequence} was changed`);
  return ok({ sequence, hash });
}

/**
 * Verifies the chain from an entry to its end.
 * @param last how many of the newest entries; without it, all
 */
export async function verifyChain(db: Statements, last?: number): Promise<Result<ChainEnd, string>> {
  const end = await lastAudit(db);
  let at = await beginOf(db, last === undefined ? 0 : Math.max(0, (end?.sequence ?? 0) - last));
  for (;;) {
    const rows = await auditAfter(db, at.sequence, PAGE);
    for (const row of rows) {
      const next = follow(at, auditEntry(row));
      if (!next.ok) return next;
      at = next.value;
    }
    if (rows.length < PAGE) return ok(at);
  }
}

/** The link before the first one that is looked at. */
async function beginOf(db: Statements, sequence: number): Promise<ChainEnd> {
  const [row] = sequence === 0 ? [] : await auditAfter(db, sequence - 1, 1);
  return row === undefined ? CHAIN_BEGIN : { sequence: row.sequence, hash: row.hash };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry, AuditHead, Json, Result } from '../../preload/contract/index.js';
import { canonicalJson, err, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { KeyPair } from './key-file.js';
import { openKeyFile } from './key-file.js';
import { signText, verifyText } from './signing.js';
import type { AuditRow } from './storage/audit.js';
import { FIRST_PREVIOUS, lastAudit } from './storage/audit.js';

export const SERVER_KEY_FILE = 'server-key.json';

/**
 * The key by which the server signs where its audit chain ends. It is made at first start, and never again: heads that
 * were signed by it are compared with it. An error is one line for people.
 */
export async function openServerKey(folder: string, db: Statements): Promise<Result<KeyPair, string>> {
  const file = join(folder, SERVER_KEY_FILE);
  const isFirst = (await lastAudit(db)) === undefined;
  if (!isFirst && !existsSync(file)) return err(`${file} is missing, and signed the audit chain so far; restore a backup`);
  return openKeyFile(file, isFirst);
}

const headText = ({ sequence, hash, at, key }: Omit<AuditHead, 'sig'>): string =>
  canonicalJson({ v: 1, act: 'audit-head', sequence, hash, at, key });

/** The signed end of the chain. @param now UTC ms */
export async function auditHead(db: Statements, { publicKey, privateKey }: KeyPair, now: number): Promise<AuditHead> {
  const last = await lastAudit(db);
  const head = {
    sequence: last?.sequence ?? 0,
    hash: last?.hash ?? FIRST_PREVIOUS,
    at: toWireTime(now),
    key: publicKey,
  };
  return { ...head, sig: signText(privateKey, headText(head)) };
}

export const isHeadSigned = (head: AuditHead): boolean => verifyText(head.key, headText(head), head.sig);

/** An entry as the API carries it. */
export const auditEntry = ({ sequence, at, by, act, subject, details, previous, hash }: AuditRow): AuditEntry =>
  ({
    sequence,
    at: toWireTime(at),
    by,
    act,
    subject,
    details: JSON.parse(details) as { readonly [name: string]: Json },
    previous,
    hash,
  }) as AuditEntry;

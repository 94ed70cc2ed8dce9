import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Result } from '../../../preload/contract/index.js';
import { err, ok } from '../../../preload/contract/index.js';
import type { Database } from '../../sqlite/index.js';
import { openDatabase } from '../../sqlite/index.js';
import { verifyChain } from '../audit-chain.js';
import { SERVER_KEY_FILE } from '../audit-head.js';
import { syncPath, writeWhole } from '../durable-file.js';
import { evidencePath } from '../evidence-files.js';
import { lockFolder, unlockFolder } from '../folder-lock.js';
import { ROOT_KEY_FILE } from '../root-key.js';
import { writeAudit } from '../storage/audit.js';
import { allEvidence } from '../storage/evidence.js';
import { DATABASE_FILE } from '../storage/store.js';
import { migrations } from '../storage/migrations/index.js';

const KEY_FILES = [ROOT_KEY_FILE, SERVER_KEY_FILE];
/** Made last: a folder that has it holds a whole backup. */
const MANIFEST = 'backup.json';

export type Counted = { readonly audit: number; readonly evidence: number };

/**
 * Copies a data folder, also while a server runs on it: the database as it stood at one moment, and the evidence that
 * it names. The target must be empty or not there. An error is one line for people.
 */
export async function backup(data: string, to: string): Promise<Result<Counted, string>> {
  if (!isEmpty(to)) return err(`${to} is not empty`);
  const source = await openFolder(data);
  if (!source.ok) return source;
  mkdirSync(to, { recursive: true });
  const file = join(to, DATABASE_FILE);
  try {
    await source.value.run('VACUUM INTO ?', file);
  } finally {
    await source.value.close();
  }
  syncPath(file);
  const copied = await copyFiles(data, to);
  if (!copied.ok) return copied;
  writeWhole(join(to, MANIFEST), `${JSON.stringify({ v: 1, at: new Date().toISOString(), ...copied.value })}\n`);
  return copied;
}

/**
 * Makes a data folder from a backup, after everything in it was verified. It gets a new epoch, because what came after
 * the backup is lost and clients must not go on as if it were there. The target must be empty, and no server on it.
 */
export async function restore(from: string, data: string): Promise<Result<Counted, string>> {
  if (!existsSync(join(from, MANIFEST))) return err(`${from} is not a whole backup: it has no ${MANIFEST}`);
  mkdirSync(data, { recursive: true });
  const lock = await lockFolder(data);
  if (!lock.ok) return err(`a server uses ${data}`);
  const empty = readdirSync(data).every((name) => name.startsWith('lock.db'));
  await unlockFolder(lock.value);
  if (!empty) return err(`${data} is not empty`);
  const draft = `${data}.restoring`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  cpSync(join(from, DATABASE_FILE), join(draft, DATABASE_FILE));
  const copied = await copyFiles(from, draft, async (database) => {
    await database.transaction(async (tx) => {
      const epoch = randomUUID();
      await tx.run("UPDATE meta SET value = ? WHERE key = 'epoch'", epoch);
      await writeAudit(tx, Date.now(), [{ by: 'system', act: 'backup.restore', subject: epoch }]);
    });
    await database.script('PRAGMA wal_checkpoint(TRUNCATE)');
  });
  if (!copied.ok) {
    rmSync(draft, { recursive: true, force: true });
    return copied;
  }
  syncPath(join(draft, DATABASE_FILE));
  rmSync(data, { recursive: true });
  renameSync(draft, data);
  syncPath(dirname(data));
  return copied;
}

/** Opens the database of a folder that must be there. */
export async function openFolder(folder: string): Promise<Result<Database, string>> {
  const file = join(folder, DATABASE_FILE);
  if (!existsSync(file)) return err(`${folder} holds no ${DATABASE_FILE}`);
  const opened = await openDatabase(file, { synchronous: 'FULL', migrations });
  return opened.ok ? opened : err(`${opened.error.code}: ${JSON.stringify(opened.error.details ?? {})}`);
}

/** Copies keys and evidence for the database that is in the target already, and verifies all of it there. */
async function copyFiles(
  from: string,
  to: string,
  change: (database: Database) => Promise<void> = async () => undefined,
): Promise<Result<Counted, string>> {
  const opened = await openFolder(to);
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    const damage = await integrity(database);
    if (damage !== null) return err(`the database is damaged: ${damage}`);
    const chain = await verifyChain(database);
    if (!chain.ok) return err(`the audit chain is broken: ${chain.error}`);
    const hashes = await allEvidence(database);
    for (const sha256 of hashes) {
      const wrong = copyEvidence(from, to, sha256);
      if (wrong !== null) return err(wrong);
    }
    for (const name of KEY_FILES.filter((file) => existsSync(join(from, file)))) {
      writeWhole(join(to, name), readFileSync(join(from, name)), 0o600);
    }
    await change(database);
    return ok({ audit: chain.value.sequence, evidence: hashes.length });
  } finally {
    await database.close();
  }
}

function copyEvidence(from: string, to: string, sha256: string): string | null {
  const path = evidencePath(sha256);
  if (!existsSync(join(from, path))) return `evidence ${sha256} is missing`;
  const content = readFileSync(join(from, path));
  if (createHash('sha256').update(content).digest('hex') !== sha256) return `evidence ${sha256} was changed`;
  mkdirSync(dirname(join(to, path)), { recursive: true });
  writeWhole(join(to, path), content);
  return null;
}

/** What SQLite finds wrong in the file; null when nothing. */
export async function integrity(database: Database): Promise<string | null> {
  const rows = await database.all<{ integrity_check: string }>('PRAGMA integrity_check');
  const found = rows.map((row) => row.integrity_check).join('; ');
  return found === 'ok' ? null : found;
}

const isEmpty = (folder: string): boolean => !existsSync(folder) || readdirSync(folder).length === 0;

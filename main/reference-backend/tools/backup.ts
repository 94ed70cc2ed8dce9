import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Result } from '../../../preload/contract/index.js';
import { err, ok } from '../../../preload/contract/index.js';
import type { Database } from '../../sqlite/index.js';
import { openDatabase } from '../../sqlite/index.js';
import { verifyChain } from '../audit-chain.js';
import { SERVER_KEY_FILE } from '../audit-head.js';
import { OWNER_ONLY, syncPath, writeWhole } from '../durable-file.js';
import { evidencePath } from '../evidence-files.js';
import { lockFolder, unlockFolder } from '../folder-lock.js';
import { ROOT_KEY_FILE } from '../root-key.js';
import { writeAudit } from '../storage/audit.js';
import { allEvidence } from '../storage/evidence.js';
import { confirmedKeys } from '../storage/keys.js';
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
export async function backup(from: string, target: string): Promise<Result<Counted, string>> {
  const [data, to] = [resolve(from), resolve(target)];
  if (!isEmpty(to)) return err(`${to} is not empty`);
  const source = await openFolder(data);
  if (!source.ok) return source;
  mkdirSync(to, { recursive: true, mode: OWNER_ONLY });
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
 * the backup is lost and clients must not go on as if it were there. Sessions end, for some of them may have been ended
 * since. The target must be empty, and no server on it.
 */
export async function restore(backedUp: string, target: string): Promise<Result<Restored, string>> {
  const [from, data] = [resolve(backedUp), resolve(target)];
  if (!existsSync(join(from, MANIFEST))) return err(`${from} is not a whole backup: it has no ${MANIFEST}`);
  mkdirSync(data, { recursive: true, mode: OWNER_ONLY });
  const lock = await lockFolder(data);
  if (!lock.ok) return err(`a server uses ${data}`);
  const draft = `${data}.restoring`;
  let made: Result<Restored, string>;
  try {
    made = readdirSync(data).every(isLock) ? await makeDraft(from, draft) : err(`${data} is not empty`);
    // While it is still held, so that it is nobody else's; Windows removes no file that is open.
    if (made.ok && !ON_WINDOWS) removeLock(data);
  } finally {
    await unlockFolder(lock.value);
  }
  if (!made.ok) return made;
  if (ON_WINDOWS) removeLock(data);
  // Refused by the system if a server began to use the folder by now.
  rmdirSync(data);
  renameSync(draft, data);
  syncPath(dirname(data));
  return made;
}

/** Keys that were revoked since are good again: `keys` names those that have to be looked at. */
export type Restored = Counted & { readonly keys: readonly { readonly id: string; readonly account: string }[] };

const ON_WINDOWS = process.platform === 'win32';
const isLock = (name: string): boolean => name.startsWith('lock.db');
const removeLock = (folder: string): void => {
  for (const name of readdirSync(folder).filter(isLock)) rmSync(join(folder, name));
};

async function makeDraft(from: string, draft: string): Promise<Result<Restored, string>> {
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: OWNER_ONLY });
  cpSync(join(from, DATABASE_FILE), join(draft, DATABASE_FILE));
  let keys: Restored['keys'] = [];
  const copied = await copyFiles(from, draft, async (database) => {
    await database.transaction(async (tx) => {
      const epoch = randomUUID();
      await tx.run("UPDATE meta SET value = ? WHERE key = 'epoch'", epoch);
      await tx.run('DELETE FROM tokens WHERE expires_at IS NOT NULL');
      await writeAudit(tx, Date.now(), [{ by: 'system', act: 'backup.restore', subject: epoch }]);
      keys = await confirmedKeys(tx);
    });
    await database.script('PRAGMA wal_checkpoint(TRUNCATE)');
  });
  if (!copied.ok) {
    rmSync(draft, { recursive: true, force: true });
    return copied;
  }
  syncPath(join(draft, DATABASE_FILE));
  return ok({ ...copied.value, keys });
}

/**
 * Opens the database of a folder that must be there. A server may run on it, so that one of another version is refused.
 */
export const openFolder = (folder: string): Promise<Result<Database, string>> => open(folder, true);

async function open(folder: string, keepsVersion: boolean): Promise<Result<Database, string>> {
  const file = join(folder, DATABASE_FILE);
  if (!existsSync(file)) return err(`${folder} holds no ${DATABASE_FILE}`);
  const opened = await openDatabase(file, { synchronous: 'FULL', migrations, keepsVersion });
  return opened.ok ? opened : err(`${opened.error.code}: ${JSON.stringify(opened.error.details ?? {})}`);
}

/** Copies keys and evidence for the database that is in the target already, and verifies all of it there. */
async function copyFiles(
  from: string,
  to: string,
  change: (database: Database) => Promise<void> = async () => undefined,
): Promise<Result<Counted, string>> {
  const opened = await open(to, false);
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
  mkdirSync(dirname(join(to, path)), { recursive: true, mode: OWNER_ONLY });
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

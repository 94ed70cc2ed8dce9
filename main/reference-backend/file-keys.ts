import type { Account, Result } from '../../preload/contract/index.js';
import { err, ok } from '../../preload/contract/index.js';
import type { Database, Statements } from '../sqlite/index.js';
import { log } from './log.js';
import type { RootKey } from './root-key.js';
import { isWeak, keyId } from './signing.js';
import type { AuditNote } from './storage/audit.js';
import { writeAudit } from './storage/audit.js';
import type { KeyRow } from './storage/keys.js';
import { certifyKey, findKey, insertKey, keysOf, keyStatus, orphanKeys, setKeyOrigin, setKeyRevoked } from './storage/keys.js';

const BY = 'system';

/**
 * Makes the directory follow the accounts file: a key that it names is confirmed, since whoever writes the file
 * vouches for it; one that it named before and no longer does is revoked, as are all keys of accounts that are gone.
 * @param now UTC ms
 * @returns an error is one line for people: a key that is already another account's
 */
export const syncFileKeys = (
  database: Database,
  accounts: readonly Account[],
  rootKey: RootKey,
  now: number,
): Promise<Result<null, string>> =>
  database.transaction(async (tx) => {
    for (const { name, publicKey } of accounts) {
      const known = publicKey === undefined ? undefined : await findKey(tx, keyId(publicKey));
      if (known !== undefined && known.account !== name) return err(`the key of ${name} belongs to ${known.account} already`);
    }
    const notes: AuditNote[] = [];
    for (const row of await orphanKeys(tx)) notes.push(await revoke(tx, row, now));
    for (const { name, publicKey } of accounts) {
      const wanted = publicKey === undefined ? undefined : keyId(publicKey);
      for (const row of await keysOf(tx, name)) {
        if (row.origin === 'file' && row.id !== wanted && row.revoked_at === null) notes.push(await revoke(tx, row, now));
      }
      if (publicKey === undefined) continue;
      notes.push(...(await confirm(tx, { name, publicKey }, rootKey, now)));
    }
    await writeAudit(tx, now, notes);
    return ok(null);
  });

async function revoke(tx: Statements, { id, account }: KeyRow, now: number): Promise<AuditNote> {
  await setKeyRevoked(tx, id, now);
  return { by: BY, act: 'key.revoke', subject: id, details: { account } };
}

async function confirm(
  tx: Statements,
  { name, publicKey }: { readonly name: string; readonly publicKey: string },
  rootKey: RootKey,
  now: number,
): Promise<AuditNote[]> {
  const id = keyId(publicKey);
  const known = await findKey(tx, id);
  if (known !== undefined && keyStatus(known) === 'revoked') {
    // A revocation is for good; the server still serves everybody else.
    log('error', 'the accounts file names a revoked key; it stays revoked', { account: name, key: id });
    return [];
  }
  if (known === undefined) await insertKey(tx, { id, account: name, public_key: publicKey, origin: 'file' });
  else await setKeyOrigin(tx, id, 'file');
  if (known?.certificate_root === rootKey.publicKey) return [];
  await certifyKey(tx, id, rootKey.certify({ id, account: name, public_key: publicKey }, now));
  return [{ by: BY, act: 'key.confirm', subject: id, details: { account: name } }];
}

/** What is wrong with the keys of an accounts file: the place of the first fault, or null. */
export function fileKeyFault(accounts: readonly Account[]): { readonly path: string; readonly detail: string } | null {
  const keys = new Set<string>();
  for (const [index, { publicKey }] of accounts.entries()) {
    if (publicKey === undefined) continue;
    const path = `/${index}/publicKey`;
    if (isWeak(publicKey)) return { path, detail: 'not a key that anybody should sign with' };
    if (keys.has(publicKey)) return { path, detail: 'another account has the same' };
    keys.add(publicKey);
  }
  return null;
}

import type { Json, KeyItem } from '../../preload/contract/index.js';
import { ok } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import type { Answer } from './http/serve.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { isWeak, keyId } from './signing.js';
import { findAccount } from './storage/accounts.js';
import { once } from './storage/answers.js';
import { writeAudit } from './storage/audit.js';
import type { KeyRow } from './storage/keys.js';
import { certifyKey, findKey, insertKey, keyItem, keyStatus, setKeyRevoked } from './storage/keys.js';

type Asked = { readonly caller: Caller; readonly key: string | undefined };
type Work = (tx: Statements, now: number) => Promise<Outcome<Answer>>;

/** Does the work once per Idempotency-Key, in one transaction. */
const atOnce = (
  backend: Backend,
  { caller, key }: Asked,
  operation: string,
  content: Json,
  work: Work,
): Promise<Outcome<Answer>> =>
  backend.database.transaction((tx) => {
    const now = backend.now();
    return once(tx, { account: caller.account, key, operation, content }, now, () => work(tx, now));
  });

/** Puts the caller's own key into the directory, pending. Errors `key-taken`, `key-weak`. */
export const addKey = (backend: Backend, asked: Asked, publicKey: string): Promise<Outcome<Answer>> =>
  atOnce(backend, asked, 'postKey', { publicKey }, async (tx, now) => {
    const { account } = asked.caller;
    if (isWeak(publicKey)) return refuse('key-weak', { path: '/publicKey' });
    const id = keyId(publicKey);
    const known = await findKey(tx, id);
    if (known !== undefined) {
      return known.account === account ? ok({ status: 200, body: keyItem(known) }) : refuse('key-taken', { path: '/publicKey' });
    }
    await insertKey(tx, { id, account, public_key: publicKey, origin: 'person' });
    await writeAudit(tx, now, [{ by: account, act: 'key.add', subject: id, details: { publicKey } }]);
    return ok({ status: 201, body: await itemOf(tx, id) });
  });

/**
 * Another person says that a key is its account's; the root key certifies it. A key that was confirmed already gets a
 * new certificate where the root key is another one since.
 * Errors `not-found`, `same-person`, `foreign-tier`, `state-conflict`.
 */
export const confirmKey = (backend: Backend, asked: Asked, id: string): Promise<Outcome<Answer>> =>
  atOnce(backend, asked, 'confirmKey', { id }, async (tx, now) => {
    const row = await findKey(tx, id);
    if (row === undefined) return refuse('not-found');
    if (row.account === asked.caller.account) return refuse('same-person');
    if (!(await mayDecide(tx, backend, asked.caller, row, now))) return refuse('foreign-tier');
    if (keyStatus(row) === 'revoked') return refuse('state-conflict', { detail: 'the key is revoked' });
    if (row.certificate_root === backend.rootKey.publicKey) return ok({ status: 200, body: keyItem(row) });
    await certifyKey(tx, id, backend.rootKey.certify(row, now));
    await writeAudit(tx, now, [{ by: asked.caller.account, act: 'key.confirm', subject: id, details: { account: row.account } }]);
    return ok({ status: 201, body: await itemOf(tx, id) });
  });

/** Takes a key back for good. Errors `not-found`, `role`, `foreign-tier`. */
export const revokeKey = (backend: Backend, asked: Asked, id: string): Promise<Outcome<Answer>> =>
  atOnce(backend, asked, 'revokeKey', { id }, async (tx, now) => {
    const { caller } = asked;
    const row = await findKey(tx, id);
    if (row === undefined) return refuse('not-found');
    if (row.account !== caller.account) {
      const decides = caller.roles.includes('leader') || caller.roles.includes('installer');
      if (!decides) return refuse('role', { detail: "another's key is revoked by a leader or installer" });
      if (!(await mayDecide(tx, backend, caller, row, now))) return refuse('foreign-tier');
    }
    if (row.revoked_at !== null) return ok({ status: 200, body: keyItem(row) });
    await setKeyRevoked(tx, id, now);
    await writeAudit(tx, now, [{ by: caller.account, act: 'key.revoke', subject: id, details: { account: row.account } }]);
    return ok({ status: 201, body: await itemOf(tx, id) });
  });

/** Who decides about a key is of its owner's tier or of one above it. */
async function mayDecide(tx: Statements, { tiers }: Backend, caller: Caller, { account }: KeyRow, now: number): Promise<boolean> {
  const owner = await findAccount(tx, account);
  const readable = tiers.readable(caller.tier, now);
  return owner !== undefined && (readable === null || readable.has(owner.tier));
}

async function itemOf(tx: Statements, id: string): Promise<KeyItem> {
  const row = await findKey(tx, id);
  if (row === undefined) throw new Error(`key ${id} was not stored`);
  return keyItem(row);
}

import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Certified, Result } from '../../preload/contract/index.js';
import { certificateText, err, ok, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import { isReadByOthers, openKeyFile } from './key-file.js';
import { log } from './log.js';
import { signText } from './signing.js';
import type { Certificate, KeyRow } from './storage/keys.js';
import { hasCertificates } from './storage/keys.js';

export const ROOT_KEY_FILE = 'root-key.json';

/** The key that certifies the keys of persons. Its public half stands in the site file of every hall. */
export class RootKey {
  readonly publicKey: string;
  readonly #privateKey: KeyObject;

  constructor(publicKey: string, privateKey: KeyObject) {
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  /** Says that a key is its account's. @param at UTC ms */
  certify({ account, id, public_key }: Pick<KeyRow, 'account' | 'id' | 'public_key'>, at: number): Certificate {
    const certified: Certified = { account, key: id, publicKey: public_key, at: toWireTime(at) };
    return { at, sig: signText(this.#privateKey, certificateText(certified)), root: this.publicKey };
  }
}

/**
 * The root key of a data folder, made at first start, or that of a file of its own. A file that is named must be there:
 * a mistyped path would otherwise make a root that no hall knows. So would a file that got lost once keys are certified.
 * An error is one line for people.
 */
export async function openRootKey(folder: string, given: string | undefined, db: Statements): Promise<Result<RootKey, string>> {
  const file = given ?? join(folder, ROOT_KEY_FILE);
  const mayMake = given === undefined && !(await hasCertificates(db));
  if (given === undefined && !mayMake && !existsSync(file)) {
    return err(`${file} is missing, and keys are certified by it; restore a backup, or name a root key with --root-key`);
  }
  const pair = openKeyFile(file, mayMake);
  if (pair.ok && isReadByOthers(file)) log('error', 'others than its owner may read the root key', { file });
  return pair.ok ? ok(new RootKey(pair.value.publicKey, pair.value.privateKey)) : pair;
}

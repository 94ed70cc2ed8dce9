import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { Certified, Result } from '../../preload/contract/index.js';
import { certificateText, ok, toWireTime } from '../../preload/contract/index.js';
import { openKeyFile } from './key-file.js';
import { signText } from './signing.js';
import type { Certificate, KeyRow } from './storage/keys.js';

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
 * a mistyped path would otherwise make a root that no hall knows. An error is one line for people.
 */
export function openRootKey(folder: string, given: string | undefined): Result<RootKey, string> {
  const pair = openKeyFile(given ?? join(folder, ROOT_KEY_FILE), given === undefined);
  return pair.ok ? ok(new RootKey(pair.value.publicKey, pair.value.privateKey)) : pair;
}

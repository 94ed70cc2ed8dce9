import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Certified, Result } from '../../preload/contract/index.js';
import { certificateText, err, ok, publicKeySchema, toWireTime } from '../../preload/contract/index.js';
import { firstFault } from './http/parse.js';
import { isPair, privateKeyOf, signText } from './signing.js';
import type { Certificate, KeyRow } from './storage/keys.js';

const FILE = 'root-key.json';
/** Only the server's own user may read it. */
const MODE = 0o600;

/** Both halves of an Ed25519 key: 32 bytes each, base64url without padding (the members x and d of RFC 8037). */
const fileSchema = z.strictObject({ publicKey: publicKeySchema, privateKey: publicKeySchema });

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
  const file = given ?? join(folder, FILE);
  try {
    if (given === undefined && !existsSync(file)) writeRootKey(file);
    const parsed = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success) {
      const { path, detail } = firstFault(parsed.error);
      return err(`${file}: ${path}: ${detail}`);
    }
    const { publicKey, privateKey } = parsed.data;
    const secret = privateKeyOf(publicKey, privateKey);
    return isPair(publicKey, secret) ? ok(new RootKey(publicKey, secret)) : err(`${file}: the halves are not of one key`);
  } catch (error) {
    return err(`${file}: ${(error as Error).message}`);
  }
}

/** Written whole or not at all: half a key would lock everybody out. */
function writeRootKey(file: string): void {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', MODE);
  writeSync(handle, `${JSON.stringify({ publicKey: x, privateKey: d })}\n`);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

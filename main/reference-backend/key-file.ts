import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Result } from '../../preload/contract/index.js';
import { err, ok, publicKeySchema } from '../../preload/contract/index.js';
import { OWNER_ONLY_FILE, writeWhole } from './durable-file.js';
import { firstFault } from './http/parse.js';
import { isPair, privateKeyOf } from './signing.js';

/** Both halves of an Ed25519 key: 32 bytes each, base64url without padding (the members x and d of RFC 8037). */
const fileSchema = z.strictObject({ publicKey: publicKeySchema, privateKey: publicKeySchema });

export type KeyPair = { readonly publicKey: string; readonly privateKey: KeyObject };

/**
 * Reads an Ed25519 key from a file, or makes one there where that is allowed. Half a key would lock everybody out, so it
 * is written whole or not at all. An error is one line for people.
 */
export function openKeyFile(file: string, mayMake: boolean): Result<KeyPair, string> {
  try {
    if (mayMake && !existsSync(file)) makeKey(file);
    const parsed = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success) {
      const { path, detail } = firstFault(parsed.error);
      return err(`${file}: ${path}: ${detail}`);
    }
    const { publicKey } = parsed.data;
    const privateKey = privateKeyOf(publicKey, parsed.data.privateKey);
    return isPair(publicKey, privateKey) ? ok({ publicKey, privateKey }) : err(`${file}: the halves are not of one key`);
  } catch (error) {
    return err(`${file}: ${(error as Error).message}`);
  }
}

/** Whether others than its owner may read a file; never where files have no such rights. */
export const isReadByOthers = (file: string): boolean =>
  process.platform !== 'win32' && ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o044) !== 0;

function makeKey(file: string): void {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  writeWhole(file, `${JSON.stringify({ publicKey: x, privateKey: d })}\n`, OWNER_ONLY_FILE);
}

import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Signature, SignedAct } from '../../../preload/contract/index.js';
import { signedText } from '../../../preload/contract/index.js';

export type KeyPair = {
  /** SHA-256 of the 32 bytes of the public key, lower-case hex */
  readonly id: string;
  /** base64url without padding */
  readonly publicKey: string;
  /** the private half, PKCS #8 DER; bytes rather than a text, so that they can be wiped */
  readonly secret: Buffer;
};

/** A new Ed25519 pair (RFC 8032). */
export function makeKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    id: createHash('sha256').update(raw).digest('hex'),
    publicKey: raw.toString('base64url'),
    secret: privateKey.export({ format: 'der', type: 'pkcs8' }),
  };
}

/**
 * Signs an act on a command.
 * @param command hash of the command
 * @param stamp whose act it is, and when, by the backend's clock
 */
export function signAct(secret: Buffer, act: SignedAct, command: string, stamp: Omit<Signature, 'sig'>): Signature {
  const key = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
  return { ...stamp, sig: sign(null, Buffer.from(signedText(act, command, stamp), 'utf8'), key).toString('base64url') };
}

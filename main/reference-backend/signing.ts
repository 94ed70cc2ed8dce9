import type { KeyObject } from 'node:crypto';
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

/** Ed25519 (RFC 8032) over texts in UTF-8; keys and signatures in base64url without padding. */

/** @param publicKey the 32 bytes in base64url */
export const keyId = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex');

export const privateKeyOf = (publicKey: string, privateKey: string): KeyObject =>
  createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey, d: privateKey } });

/** Whether the two halves belong together. */
export function isPair(publicKey: string, privateKey: KeyObject): boolean {
  return createPublicKey(privateKey).export({ format: 'jwk' }).x === publicKey;
}

export const signText = (privateKey: KeyObject, text: string): string =>
  sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url');

/** The signature must also be written in the one way that its bytes have: the last character carries four bits only. */
export function verifyText(publicKey: string, text: string, sig: string): boolean {
  const bytes = Buffer.from(sig, 'base64url');
  if (bytes.toString('base64url') !== sig) return false;
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } });
  return verify(null, Buffer.from(text, 'utf8'), key, bytes);
}

/**
 * The points of small order (and the other ways to write them), little-endian hex without the sign bit. A signature
 * under such a key fits every message, so whoever has one has signed nothing and everything.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

export function isWeak(publicKey: string): boolean {
  const bytes = Buffer.from(publicKey, 'base64url');
  bytes[31] = (bytes[31] ?? 0) & 0x7f;
  return SMALL_ORDER.has(bytes.toString('hex'));
}

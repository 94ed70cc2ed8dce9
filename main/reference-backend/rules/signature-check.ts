import type { Frozen, Signature, SignedAct } from '../../../preload/contract/index.js';
import { CLOCK_TOLERANCE_MS, fromWireTime, signedText } from '../../../preload/contract/index.js';
import type { Refusal } from '../problem.js';
import { verifyText } from '../signing.js';
import type { KeyRow } from '../storage/keys.js';

/**
 * Refuses a signature that is not the account's own for this act on this command; null when it counts.
 *
 * The key must be confirmed, and not revoked, at the moment at which the server takes the signature in. The time that
 * the signer names is the signer's word, so it can neither save a signature that comes after the revocation nor spoil
 * one that was made before the key was confirmed: an order that waited in a hall is still good at a backend that was
 * set up anew meanwhile.
 *
 * @param hash of the command
 * @param account who must have signed
 * @param key what the directory has under the signature's key
 */
export function checkSignature(
  act: SignedAct,
  hash: string,
  signature: Signature,
  account: string,
  key: KeyRow | undefined,
): Refusal | null {
  if (signature.account !== account) return { code: 'signer-mismatch', path: '/signature/account' };
  const path = '/signature/key';
  if (key === undefined) return { code: 'key-unknown', path };
  if (key.account !== account) return { code: 'key-foreign', path };
  if (key.revoked_at !== null) return { code: 'key-revoked', path };
  if (key.confirmed_at === null) return { code: 'key-not-confirmed', path };
  const fits = verifyText(key.public_key, signedText(act, hash, signature), signature.sig);
  return fits ? null : { code: 'signature-invalid', path: '/signature/sig' };
}

/**
 * Refuses times of an issued order that show a wrong clock. An order may have waited for hours, so only times in the
 * future are wrong by themselves; it is signed between freezing and expiry.
 * @param now server's UTC ms
 */
export function checkIssueTimes({ frozenAt, expiresAt }: Frozen, signature: Signature | undefined, now: number): Refusal | null {
  const latest = now + CLOCK_TOLERANCE_MS;
  if (fromWireTime(frozenAt) > latest) return { code: 'clock-skew', path: '/frozen/frozenAt' };
  if (signature === undefined) return null;
  const at = fromWireTime(signature.at);
  const tooEarly = at < fromWireTime(frozenAt) - CLOCK_TOLERANCE_MS;
  return tooEarly || at > latest || at > fromWireTime(expiresAt) ? { code: 'clock-skew', path: '/signature/at' } : null;
}

/** Refuses an act at the backend that was not signed just now. @param now server's UTC ms */
export const checkActTime = ({ at }: Signature, now: number): Refusal | null =>
  Math.abs(fromWireTime(at) - now) > CLOCK_TOLERANCE_MS ? { code: 'clock-skew', path: '/signature/at' } : null;

export const sameSignature = (one: Signature, other: Signature): boolean =>
  one.account === other.account && one.key === other.key && one.at === other.at && one.sig === other.sig;

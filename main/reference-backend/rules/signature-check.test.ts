import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Frozen, Signature } from '../../../preload/contract/index.js';
import { SIGNED_ACTS, signedText, toWireTime } from '../../../preload/contract/index.js';
import { keyId, privateKeyOf, signText } from '../signing.js';
import type { KeyRow } from '../storage/keys.js';
import { checkActTime, checkIssueTimes, checkSignature } from './signature-check.js';

const NOW = Date.UTC(2026, 10, 25);
const MINUTE = 60_000;
const HASH = 'a'.repeat(64);

const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const key: KeyRow = {
  sequence: 1,
  id: keyId(x),
  account: 'officer',
  public_key: x,
  origin: 'person',
  confirmed_at: NOW,
  revoked_at: null,
  certificate_at: NOW,
  certificate_sig: '',
  certificate_root: '',
};
const signed = (change: Partial<Signature> = {}, act: (typeof SIGNED_ACTS)[number] = 'issue', hash = HASH): Signature => {
  const signer = { account: 'officer', key: key.id, at: toWireTime(NOW), ...change };
  return { ...signer, sig: signText(privateKeyOf(x, d), signedText(act, hash, signer)), ...change };
};

describe('checkSignature', () => {
  it('takes an act for itself only', () => {
    for (const act of SIGNED_ACTS) {
      for (const as of SIGNED_ACTS) {
        expect(checkSignature(as, HASH, signed({}, act), 'officer', key)?.code).toBe(
          act === as ? undefined : 'signature-invalid',
        );
      }
    }
  });

  it.each<[string, Signature, KeyRow | undefined, string]>([
    ['of another command', signed({}, 'issue', 'b'.repeat(64)), key, 'signature-invalid'],
    ['with another time', { ...signed(), at: toWireTime(NOW + 1) }, key, 'signature-invalid'],
    ['under no key', signed(), undefined, 'key-unknown'],
    ["under another's key", signed(), { ...key, account: 'second' }, 'key-foreign'],
    ['by another', signed({ account: 'second' }), key, 'signer-mismatch'],
    ['under a pending key', signed(), { ...key, confirmed_at: null }, 'key-not-confirmed'],
    ['under a revoked key', signed(), { ...key, revoked_at: NOW }, 'key-revoked'],
    ['under a key revoked later than it says', signed(), { ...key, revoked_at: NOW + MINUTE }, 'key-revoked'],
    ['under a key revoked before it was confirmed', signed(), { ...key, confirmed_at: null, revoked_at: NOW }, 'key-revoked'],
  ])('refuses one %s', (_name, signature, row, code) => {
    expect(checkSignature('issue', HASH, signature, 'officer', row)).toMatchObject({ code });
  });

  it('takes one that is older than the confirmation', () => {
    expect(checkSignature('issue', HASH, signed(), 'officer', { ...key, confirmed_at: NOW + MINUTE })).toBeNull();
  });
});

describe('times', () => {
  const frozen = (frozenAt: number, expiresAt: number) =>
    ({ frozenAt: toWireTime(NOW + frozenAt * MINUTE), expiresAt: toWireTime(NOW + expiresAt * MINUTE) }) as Frozen;
  const at = (minutes: number) => ({ at: toWireTime(NOW + minutes * MINUTE) }) as Signature;

  it.each<[string, Frozen, Signature | undefined, string | undefined]>([
    ['right', frozen(0, 30), at(0), undefined],
    ['queued for hours', frozen(-300, 60), at(-299), undefined],
    ['a clock a little ahead', frozen(4, 30), at(5), undefined],
    ['a clock an hour ahead', frozen(60, 90), at(60), '/frozen/frozenAt'],
    ['an hour ahead without signature', frozen(60, 90), undefined, '/frozen/frozenAt'],
    ['signed in the future', frozen(0, 30), at(6), '/signature/at'],
    ['signed before it was frozen', frozen(0, 30), at(-6), '/signature/at'],
    ['signed after it expired', frozen(0, 1), at(2), '/signature/at'],
  ])('of an order: %s', (_name, order, signature, path) => {
    expect(checkIssueTimes(order, signature, NOW)?.path).toBe(path);
  });

  it.each([
    [0, true],
    [-5, true],
    [5, true],
    [-6, false],
    [6, false],
    [-60, false],
    [60, false],
  ])('of an act %d minutes off', (minutes, fits) => {
    expect(checkActTime(at(minutes), NOW) === null).toBe(fits);
  });
});

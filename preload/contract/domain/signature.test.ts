import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificateText, publicKeySchema, SIGNED_ACTS, signedText } from './signature.js';

const HASH = 'a'.repeat(64);
const signer = { account: 'officer', key: 'b'.repeat(64), at: '2026-11-25T02:00:00.000Z' };

describe('signedText', () => {
  it('is the canonical JSON of what is signed', () => {
    expect(signedText('issue', HASH, signer)).toBe(
      `{"account":"officer","act":"issue","at":"2026-11-25T02:00:00.000Z","command":"${HASH}","key":"${signer.key}","v":1}`,
    );
  });

  it('never says the same for two acts, commands or signers', () => {
    const text = fc.tuple(
      fc.constantFrom(...SIGNED_ACTS),
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
    );
    const of = ([act, command, account, key, at]: readonly [(typeof SIGNED_ACTS)[number], string, string, string, string]) =>
      signedText(act, command, { account, key, at });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(of(one) === of(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('is never a certificate', () => {
    const certificate = certificateText({ ...signer, publicKey: 'A'.repeat(43) });
    expect(certificate).toContain('"act":"certify"');
    expect(SIGNED_ACTS).not.toContain('certify');
  });
});

describe('publicKeySchema', () => {
  it('takes every key in one way of writing only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(publicKeySchema.safeParse(text).success).toBe(true);
        const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(text.slice(-1));
        const other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(last + 1);
        expect(publicKeySchema.safeParse(text.slice(0, -1) + other).success).toBe(false);
      }),
    );
  });
});

import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPair, isWeak, keyId, privateKeyOf, signText, verifyText } from './signing.js';

function pair(): { x: string; d: string } {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { x, d };
}

describe('verifyText', () => {
  const { x, d } = pair();
  const secret = privateKeyOf(x, d);

  it('takes what the key signed and no other text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        expect(verifyText(x, other, signText(secret, text))).toBe(text === other);
      }),
    );
  });

  it('refuses a signature with any character changed', () => {
    const sig = signText(secret, '指令');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    fc.assert(
      fc.property(fc.nat(85), fc.constantFrom(...alphabet), (place, character) => {
        const altered = sig.slice(0, place) + character + sig.slice(place + 1);
        expect(verifyText(x, '指令', altered)).toBe(altered === sig);
      }),
    );
    for (const character of alphabet) {
      const altered = sig.slice(0, -1) + character;
      expect(verifyText(x, '指令', altered)).toBe(altered === sig);
    }
  });

  it('refuses another key', () => {
    expect(verifyText(pair().x, '指令', signText(secret, '指令'))).toBe(false);
  });
});

describe('keys', () => {
  it('are named by their bytes, and their halves belong together', () => {
    // RFC 8032, 7.1, test 1.
    const publicKey = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString(
      'base64url',
    );
    const secret = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString('base64url');
    expect(keyId(publicKey)).toBe('21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9');
    expect(isPair(publicKey, privateKeyOf(publicKey, secret))).toBe(true);
    expect(isPair(pair().x, privateKeyOf(publicKey, secret))).toBe(false);
    expect(signText(privateKeyOf(publicKey, secret), '')).toBe(
      Buffer.from(
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
        'hex',
      ).toString('base64url'),
    );
  });

  it('under which anything is signed are told apart', () => {
    const identity = Buffer.alloc(32);
    identity[0] = 1;
    const x = identity.toString('base64url');
    const anything = Buffer.concat([identity, Buffer.alloc(32)]);
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
    expect(verify(null, Buffer.from('anything'), key, anything)).toBe(true);
    expect(isWeak(x)).toBe(true);
    identity[31] = 0x80;
    expect(isWeak(identity.toString('base64url'))).toBe(true);
    expect(isWeak(pair().x)).toBe(false);
  });
});

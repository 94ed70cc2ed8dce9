import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

// Nothing of the program is imported here: what is published has to stand on its own.

const API = join(import.meta.dirname, '../../resources/api');
const VECTORS = join(API, 'test-vectors.json');

type Signature = {
  readonly act: string;
  readonly account: string;
  readonly key: string;
  readonly at: string;
  readonly sig: string;
};
type Vector = {
  readonly name: string;
  readonly command: { readonly hash: string; readonly signatures: readonly Signature[] };
  readonly keys: readonly { readonly id: string; readonly account: string; readonly publicKey: string }[];
  readonly expected: string;
};
const { rootKey, seeds, vectors } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
  readonly rootKey: string;
  readonly seeds: Readonly<Record<string, string>>;
  readonly vectors: readonly Vector[];
};

const folder = mkdtempSync(join(tmpdir(), 'yilan-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The program of verify.md over a file of vectors. */
function verdicts(file: string): string[] {
  const program = /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(join(API, 'verify.md'), 'utf8'))?.[1] ?? '';
  const verifier = join(folder, 'verifier.cjs');
  writeFileSync(verifier, program);
  return execFileSync(process.execPath, [verifier, file], { encoding: 'utf8' }).trimEnd().split('\n');
}

function privateKey(seed: string) {
  // RFC 8410: the head of an Ed25519 key in PKCS #8.
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ format: 'der', type: 'pkcs8', key: Buffer.concat([head, Buffer.from(seed, 'base64url')]) });
}

describe('verify.md', () => {
  it('says of every vector what is expected', () => {
    expect(verdicts(VECTORS)).toEqual(vectors.map(({ name, expected }) => `${name}: ${expected}`));
    expect(new Set(vectors.map(({ expected }) => expected)).size).toBeGreaterThan(8);
  });

  it('refuses all of them under another root', () => {
    const file = join(folder, 'other-root.json');
    const other = createPublicKey(privateKey(seeds['other-root'] ?? '')).export({ format: 'jwk' }).x;
    const accepted = vectors.filter(({ expected }) => expected === 'accepted');
    writeFileSync(file, JSON.stringify({ rootKey: other, vectors: accepted }));
    expect(verdicts(file)).toEqual(accepted.map(({ name }) => `${name}: certificate`));
  });
});

describe('test-vectors.json', () => {
  it('has the signatures that its seeds make', () => {
    expect(createPublicKey(privateKey(seeds['root'] ?? '')).export({ format: 'jwk' }).x).toBe(rootKey);
    for (const { command, keys } of vectors.filter(({ expected }) => expected === 'accepted')) {
      for (const { act, account, key, at, sig } of command.signatures) {
        const text = `{"account":"${account}","act":"${act}","at":"${at}","command":"${command.hash}","key":"${key}","v":1}`;
        expect(sign(null, Buffer.from(text), privateKey(seeds[account] ?? '')).toString('base64url')).toBe(sig);
        const { publicKey = '' } = keys.find(({ id }) => id === key) ?? {};
        expect(createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex')).toBe(key);
      }
    }
  });
});

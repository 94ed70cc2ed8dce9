import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../../preload/contract/index.js';

/**
 * Cost of deriving a key from a password (RFC 7914): N blocks of 128·r bytes, so 128 MiB and about half a second on the
 * smallest machine, once per log-in. A sealed key names its own cost, so this may be raised later.
 */
export const COST: Cost = { N: 2 ** 17, r: 8, p: 1 };
/** The most memory that a sealed key may ask for, bytes; scrypt needs a little more than 128·N·r. */
const MEMORY_MAX = 320 * 1024 * 1024;
/** AES-256-GCM: bytes of the key, of the nonce, of the tag. */
const [KEY_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 12, 16];

const base64 = z.string().regex(/^[A-Za-z0-9_-]+$/);
const sealedSchema = z.strictObject({
  v: z.literal(1),
  kdf: z.literal('scrypt'),
  N: z.int().min(2),
  r: z.int().min(1),
  p: z.int().min(1),
  salt: base64,
  nonce: base64,
  tag: base64,
  data: base64,
});
export type Cost = Readonly<Pick<z.infer<typeof sealedSchema>, 'N' | 'r' | 'p'>>;

/** Whose key it is: bound to the sealed bytes, so that one cannot be put in another's place. */
export type KeyOwner = { readonly account: string; readonly id: string };

/** Encrypts a private key with a key from the person's password: scrypt, then AES-256-GCM over account and key id. */
export async function seal(secret: Buffer, password: string, owner: KeyOwner, cost = COST): Promise<string> {
  const [salt, nonce] = [randomBytes(16), randomBytes(NONCE_BYTES)];
  const key = await derive(password, salt, cost);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound(owner));
  const data = Buffer.concat([cipher.update(secret), cipher.final()]);
  key.fill(0);
  const text = (bytes: Buffer): string => bytes.toString('base64url');
  return JSON.stringify({
    ...{ v: 1, kdf: 'scrypt', ...cost },
    ...{ salt: text(salt), nonce: text(nonce), tag: text(cipher.getAuthTag()), data: text(data) },
  });
}

/** The private key again; undefined when the password is another, or the sealed bytes are not what was sealed. */
export async function open(sealed: string, password: string, owner: KeyOwner): Promise<Buffer | undefined> {
  const parsed = sealedSchema.safeParse(parseJson(sealed));
  if (!parsed.success) return undefined;
  const { salt, nonce, tag, data, N, r, p } = parsed.data;
  if (128 * N * r > MEMORY_MAX / 2) return undefined;
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
  const key = await derive(password, bytes(salt), { N, r, p });
  const decipher = createDecipheriv('aes-256-gcm', key, bytes(nonce), { authTagLength: TAG_BYTES });
  try {
    decipher.setAAD(bound(owner));
    decipher.setAuthTag(bytes(tag));
    return Buffer.concat([decipher.update(bytes(data)), decipher.final()]);
  } catch {
    // The tag does not fit: that is how a wrong password shows, and there is no other way to ask.
    return undefined;
  } finally {
    key.fill(0);
  }
}

const bound = ({ account, id }: KeyOwner): Buffer => Buffer.from(canonicalJson({ v: 1, use: 'person-key', account, key: id }));

const derive = (password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same letters typed on another keyboard may be other code points.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: MEMORY_MAX }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not what was sealed: it fits no schema.
    return undefined;
  }
}

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MiB and some tens of milliseconds a guess. */
const COST = { N: 2 ** 15, r: 8, p: 1 };
/** Node's default bound is exactly what N and r need, without the overhead. */
const MAXMEM = 64 * 1024 * 1024;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** What an unknown name is compared with, so that it costs the same time as a known one. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${randomBytes(SALT_BYTES).toString('base64url')}$${randomBytes(KEY_BYTES).toString('base64url')}`;

/** Derives what is stored of a password: `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** Whether the password is the stored one; null (unknown name, or an account without password) takes as long and is false. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (stored ?? NOBODY).split('$');
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(actual, expected) && stored !== null;
}

const derive = (password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same password typed with another input method may come in another normal form.
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, { ...cost, maxmem: MAXMEM }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });

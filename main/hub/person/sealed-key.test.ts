import { describe, expect, it } from 'vitest';
import { COST, open, seal } from './sealed-key.js';

const OWNER = { account: 'duty-officer', id: 'a'.repeat(64) };
const SECRET = Buffer.from('the private half of a key');
const CHEAP = { ...COST, N: 2 ** 10 };
const sealed = await seal(SECRET, 'patrol-the-river', OWNER, CHEAP);

describe('a sealed key', () => {
  it('opens with its password only', async () => {
    expect(await open(sealed, 'patrol-the-river', OWNER)).toEqual(SECRET);
    expect(await open(sealed, 'patrol-the-rivers', OWNER)).toBeUndefined();
  });

  it('opens with the same letters in other code points', async () => {
    const word = await seal(SECRET, 'Caf\u00e9', OWNER, CHEAP);
    expect(await open(word, 'Cafe\u0301', OWNER)).toEqual(SECRET);
  });

  it.each([
    ['another account', { ...OWNER, account: 'another' }],
    ['another key', { ...OWNER, id: 'b'.repeat(64) }],
  ])('cannot be put in the place of that of %s', async (_name, owner) => {
    expect(await open(sealed, 'patrol-the-river', owner)).toBeUndefined();
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -9)],
    [
      'with one character changed',
      (text: string) => text.replace(/"data":"(.)/, (_all, first) => `"data":"${first === 'A' ? 'B' : 'A'}`),
    ],
    ['with a cost that no machine pays', (text: string) => text.replace('"N":1024', '"N":1073741824')],
    ['not a sealed key at all', () => '{}'],
  ])('is none when it is %s', async (_name, spoil) => {
    expect(await open(spoil(sealed), 'patrol-the-river', OWNER)).toBeUndefined();
  });

  it('is another each time, and does not hold what it seals', async () => {
    const again = await seal(SECRET, 'patrol-the-river', OWNER, CHEAP);
    expect(again).not.toBe(sealed);
    expect(again).not.toContain(SECRET.toString('base64url'));
  });

  it('costs what a guess has to cost, unless it is told otherwise', async () => {
    const dear = await seal(SECRET, 'patrol-the-river', OWNER);
    expect(JSON.parse(dear)).toMatchObject({ v: 1, kdf: 'scrypt', N: 131_072, r: 8, p: 1 });
    expect(await open(dear, 'patrol-the-river', OWNER)).toEqual(SECRET);
  });
});

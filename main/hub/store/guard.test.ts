import { expect, it } from 'vitest';
import { fail, ok } from '../../../preload/contract/index.js';
import { stored } from './guard.js';
import { RowDamage } from './kept.js';

const refused = (code: string) => () => Promise.reject(Object.assign(new Error(`refused: ${code}`), { code }));

it('makes a value of what the disk refuses', async () => {
  expect(await stored(async () => 7)).toEqual(ok(7));
  expect(await stored(refused('SQLITE_FULL'))).toEqual(fail('store-down', { reason: 'full' }));
  expect(await stored(refused('SQLITE_CORRUPT'))).toEqual(fail('store-down', { reason: 'damaged' }));
});

it('makes none of a fault of the program, nor of a damaged row, which ends the hub', async () => {
  await expect(stored(refused('SQLITE_ERROR'))).rejects.toThrow('SQLITE_ERROR');
  await expect(stored(() => Promise.reject(new RowDamage('orders', 'o-1')))).rejects.toBeInstanceOf(RowDamage);
});

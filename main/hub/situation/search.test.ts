import { expect, it } from 'vitest';
import { fail } from '../../../preload/contract/index.js';
import type { SearchIndex } from '../store/index.js';
import { Indexer } from './indexer.js';
import { Search } from './search.js';

const searchOn = (code: string): Search => {
  const find = (): Promise<never> => Promise.reject(Object.assign(new Error(`refused: ${code}`), { code }));
  return new Search(new Indexer({ find } as unknown as SearchIndex), { parties: async () => fail('backend-away') });
};

it('answers that the cache cannot be read, and lets a fault of the program through', async () => {
  expect(await searchOn('SQLITE_CORRUPT').find('南岸', 10)).toEqual(fail('store-down', { reason: 'damaged' }));
  await expect(searchOn('SQLITE_ERROR').find('南岸', 10)).rejects.toThrow('SQLITE_ERROR');
});

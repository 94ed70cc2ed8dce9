import { describe, expect, it } from 'vitest';
import type { Indicator } from '../../../preload/contract/index.js';
import { fail, ok, toWireTime } from '../../../preload/contract/index.js';
import { Board } from './board.js';
import { seriesColumns } from './columns.js';
import type { QueryParts } from './queries.js';
import { SituationQueries } from './queries.js';

type Reader = QueryParts['store']['reader'];

const NOW = Date.UTC(2026, 10, 23, 12);
const ASKED = { indicator: 'cuntan-level', tier: '500000', from: NOW - 3_600_000, to: NOW, points: 100 };
/** What SQLite says of a page that is not what was written. */
const damaged = (): Promise<never> => Promise.reject(Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT' }));
const bug = (): Promise<never> => Promise.reject(Object.assign(new Error('no such column: x'), { code: 'SQLITE_ERROR' }));

/** Queries on a cache that answers as a test says; the backend is away. */
function queriesOn(reads: Partial<Pick<Reader, 'latest' | 'samples' | 'coveredFrom'>>): SituationQueries {
  const board = new Board();
  board.indicator = () => ({ id: ASKED.indicator }) as Indicator;
  return new SituationQueries({
    store: {
      reader: { coveredFrom: async () => undefined, samples: async () => seriesColumns([]), ...reads } as Reader,
      writer: {} as QueryParts['store']['writer'],
    },
    source: { samples: async () => fail('backend-away') },
    follower: { board, watch: () => () => undefined },
    isLive: () => true,
    now: () => NOW,
  });
}

describe('a cache that cannot be read', () => {
  it.each([
    ['how far a series is whole', { coveredFrom: damaged }],
    ['the samples of a series', { samples: damaged }],
  ])('is an answer: %s', async (_name, reads) => {
    const queries = queriesOn(reads);
    expect(await queries.series(ASKED)).toEqual(fail('store-down', { reason: 'damaged' }));
    // Whoever asks after it is not held up by it.
    expect(await queries.series(ASKED)).toEqual(fail('store-down', { reason: 'damaged' }));
  });

  it('is an answer: the newest samples', async () => {
    expect(await queriesOn({ latest: damaged }).latest({ tier: ASKED.tier })).toEqual(fail('store-down', { reason: 'damaged' }));
  });

  it('is none where the program is at fault', async () => {
    await expect(queriesOn({ latest: bug }).latest({ tier: ASKED.tier })).rejects.toThrow('no such column');
    await expect(queriesOn({ coveredFrom: bug }).series(ASKED)).rejects.toThrow('no such column');
  });
});

it('answers what is here while the backend is away, and that it is not whole', async () => {
  const here = seriesColumns([{ t: toWireTime(NOW - 1000), value: 181.25, quality: 'good', demo: false }]);
  expect(await queriesOn({ samples: async () => here }).series(ASKED)).toMatchObject(
    ok({ t: [NOW - 1000], value: [181.25], total: 1, complete: false }),
  );
});

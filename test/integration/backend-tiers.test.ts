import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tier } from '../../preload/contract/index.js';
import { canonicalJson, templateListSchema, tierListSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, Client, DISTRICT, freshFolder, removeFolders, sha256 } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
let client: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  client = Client.as(backend.url, 'town');
});
afterAll(() => backend.stop());

const levels = (tiers: readonly Tier[]): number[] =>
  ['city', 'district', 'town'].map((level) => tiers.filter((tier) => tier.level === level).length);

describe('GET /v1/tiers', () => {
  it.each([
    ['2025-11-05', [1, 38, 1031]],
    ['2025-11-06', [1, 37, 1031]],
    ['2023-06-29', [0, 0, 0]],
    // One moment, midnight in China, on either side.
    ['2025-11-05T15:59:59.999Z', [1, 38, 1031]],
    ['2025-11-05T16:00:00.000Z', [1, 37, 1031]],
    ['2025-11-06T00:00:00%2B08:00', [1, 37, 1031]],
  ])('has the tree of %s', async (date, counts) => {
    const reply = await client.get(`/v1/tiers?at=${date}`);
    expect(levels(tierListSchema.parse(reply.body).items)).toEqual(counts);
  });

  it('is as of today without a date', async () => {
    expect(levels(await client.tiers())).toEqual([1, 37, 1031]);
  });

  it('gives a subtree to a depth, and finds by name and code', async () => {
    expect(await client.tiers(`?root=${DISTRICT}&depth=1`)).toHaveLength(9);
    expect(await client.tiers(`?root=${DISTRICT}&depth=0`)).toHaveLength(1);
    expect(await client.tiers('?depth=1')).toHaveLength(38);
    expect(await client.tiers(`?q=${encodeURIComponent('兴隆镇')}`)).toHaveLength(4);
    expect((await client.tiers('?q=500198')).map(({ name }) => name)).toEqual(['两江新区']);
    expect(await client.tiers('?root=500198&at=2025-11-06')).toHaveLength(43);
  });

  it('finds by pinyin, initials and code, also what was abolished', async () => {
    const names = async (query: string): Promise<string[]> => (await client.tiers(query)).map(({ name }) => name);
    expect((await names('?q=yuzhong'))[0]).toBe('渝中区');
    expect(await names('?q=yzq')).toContain('渝中区');
    expect(await names('?q=chongqing')).toEqual(['重庆市']);
    expect(await names('?q=yubei&depth=1')).not.toContain('渝北区');
    expect(await names('?q=yubei&depth=1&at=2025-11-05')).toContain('渝北区');
    expect(await names(`?q=50010410&root=${DISTRICT}`)).toEqual(['八桥镇', '建胜镇', '跳磴镇']);
    expect(await names('?q=zzzzzz')).toEqual([]);
  });

  it.each([
    ['?root=500105', 404, 'not-found', '/root'],
    ['?root=abc', 400, 'schema', '/root'],
    ['?at=2025-02-30', 400, 'schema', '/at'],
    ['?at=2025-02-30T00:00:00Z', 400, 'schema', '/at'],
    ['?depth=-1', 400, 'schema', '/depth'],
    ['?nonsense=1', 400, 'schema', '/nonsense'],
    ['?depth=1&depth=2', 400, 'schema', '/depth'],
  ])('refuses %s', async (query, status, code, path) => {
    expect(await client.get(`/v1/tiers${query}`)).toMatchObject({ status, code, path });
  });
});

describe('GET /v1/templates', () => {
  it('carries the hash of the rest', async () => {
    const [template] = templateListSchema.parse((await client.get('/v1/templates')).body).items;
    const { hash, ...rest } = template ?? { hash: '' };
    expect(sha256(canonicalJson(rest))).toBe(hash);
    expect(template).toMatchObject({ id: 'flood-patrol', version: 1, approvals: 0, routing: 'direct' });
  });
});

describe('short lists', () => {
  it.each(['templates', 'matters', 'indicators', 'collections'])('has pages of /v1/%s', async (name) => {
    type Page = { items: { id: string }[]; next?: string };
    const page = async (query: string) => (await client.get(`/v1/${name}${query}`)).body as Page;
    const all = await page('');
    expect(all.next).toBeUndefined();
    const first = await page('?limit=1');
    const rest = await page(`?cursor=${first.next}&limit=99999`);
    expect(first.items).toHaveLength(1);
    expect([...first.items, ...rest.items]).toEqual(all.items);
    expect(rest.next).toBeUndefined();
    expect(await client.get(`/v1/${name}?limit=0`)).toMatchObject({ status: 400, code: 'schema', path: '/limit' });
  });
});

describe('GET /v1/health', () => {
  it('needs no token', async () => {
    const body = await (await fetch(`${backend.url}/v1/health`)).json();
    expect(body).toMatchObject({ status: 'ok', sequence: '0', epoch: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });
});

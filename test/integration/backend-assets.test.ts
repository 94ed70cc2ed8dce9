import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asset, Position } from '../../preload/contract/index.js';
import { assetListSchema, toWireTime, trailSchema } from '../../preload/contract/index.js';
import { arrowBytes, postBytes } from './support/arrow.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, CITY, Client, DISTRICT, freshFolder, OTHER_DISTRICT, removeFolders, TOWN } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
let town: Client;
let hands: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
  town = Client.as(backend.url, 'town');
  hands = Client.as(backend.url, 'hands');
});
afterAll(() => backend.stop());

let count = 0;
const freshId = (): string => `truck-${(count += 1)}`;
const NOW = Date.now();
const position = (asset: string, change: Partial<Position> = {}): Record<string, unknown> => ({
  asset,
  t: toWireTime(NOW),
  lng: 106.5,
  lat: 29.5,
  ...change,
});
const NEW = { kind: 'truck', name: '渣土车 渝A12345' };
const post = (client: Client, ...positions: unknown[]) => client.post('/v1/positions', { positions });
const assets = async (client: Client, query = ''): Promise<Asset[]> =>
  assetListSchema.parse((await client.get(`/v1/assets${query}`)).body).items;
const assetOf = async (id: string): Promise<Asset | undefined> => (await assets(officer)).find((asset) => asset.id === id);
const trail = async (client: Client, id: string, query = '') =>
  trailSchema.parse((await client.get(`/v1/assets/${id}/positions${query}`)).body);

describe('GET /v1/assets', () => {
  it('begins with fixed assets where they were installed, all marked demo', async () => {
    const fixed = (await assets(officer)).filter((asset) => asset.fixed);
    expect(fixed.length).toBeGreaterThan(5);
    expect(fixed.every(({ demo, position: place }) => demo && place !== undefined && place.t === undefined)).toBe(true);
  });

  it('filters by tier with those below, and by kind; nobody reads beyond the own subtree', async () => {
    const [ofTown, ofDistrict] = [freshId(), freshId()];
    await post(hands, position(ofTown, { ...NEW, tier: TOWN }), position(ofDistrict, { ...NEW, kind: 'boat', tier: DISTRICT }));
    const ids = async (client: Client, query: string): Promise<string[]> => (await assets(client, query)).map(({ id }) => id);
    expect(await ids(officer, `?tier=${DISTRICT}`)).toEqual(expect.arrayContaining([ofTown, ofDistrict]));
    expect(await ids(officer, `?tier=${TOWN}`)).not.toContain(ofDistrict);
    expect(await ids(officer, '?kind=boat')).toEqual([ofDistrict]);
    expect(await ids(town, '')).toContain(ofTown);
    expect((await assets(town)).every(({ tier }) => tier === TOWN)).toBe(true);
  });

  it('comes in pages', async () => {
    const all = await assets(officer);
    const first = assetListSchema.parse((await officer.get('/v1/assets?limit=3')).body);
    const second = assetListSchema.parse((await officer.get(`/v1/assets?limit=5000&cursor=${first.next}`)).body);
    expect([...first.items, ...second.items]).toEqual(all);
    expect(second.next).toBeUndefined();
  });

  it.each([
    [`?tier=${OTHER_DISTRICT}`, 404, 'not-found', '/tier'],
    ['?tier=999999', 404, 'not-found', '/tier'],
    ['?kind=Not%20a%20kind', 400, 'schema', '/kind'],
    ['?limit=0', 400, 'schema', '/limit'],
  ])('refuses %s', async (query, status, code, path) => {
    expect(await town.get(`/v1/assets${query}`)).toMatchObject({ status, code, path });
  });
});

describe('POST /v1/positions', () => {
  it("registers an unknown asset that says what it is, at the caller's tier, and keeps the latest position as the last", async () => {
    const id = freshId();
    const batch = [
      position(id, { ...NEW, t: toWireTime(NOW - 1000), heading: 90, speed: 12.5 }),
      position(id, { t: toWireTime(NOW - 3000), lng: 106.4 }),
    ];
    expect(await post(town, ...batch)).toMatchObject({ status: 201, body: { accepted: 2 } });
    expect(await assetOf(id)).toEqual({
      id,
      ...NEW,
      tier: TOWN,
      fixed: false,
      demo: false,
      position: { t: toWireTime(NOW - 1000), lng: 106.5, lat: 29.5, heading: 90, speed: 12.5, quality: 'good', demo: false },
    });
    expect((await trail(town, id)).items.map(({ lng }) => lng)).toEqual([106.4, 106.5]);
  });

  it('registers what says nothing of itself, until somebody says what it is', async () => {
    const id = `渝A·${NOW}`;
    expect((await post(town, { ...position(id), heading: null, speed: null })).status).toBe(201);
    expect(await assetOf(id)).toMatchObject({ kind: 'unknown', name: id, tier: TOWN });
    expect((await trail(town, encodeURIComponent(id))).items).toEqual([
      { t: toWireTime(NOW), lng: 106.5, lat: 29.5, quality: 'good', demo: false },
    ]);
    expect((await post(town, position(id, { kind: 'truck' }), position(id, { name: '清运车' }))).status).toBe(201);
    expect(await assetOf(id)).toMatchObject({ kind: 'truck', name: '清运车' });
    expect((await post(town, position(id, { kind: 'unknown', name: id }))).status).toBe(201);
    expect(await assetOf(id)).toMatchObject({ kind: 'truck', name: '清运车' });
    expect(await post(town, position(id, { kind: 'boat' }))).toMatchObject({ status: 409, path: '/positions/0/kind' });
  });

  it('moves an asset to the tier that somebody says, where it was only assumed', async () => {
    const id = freshId();
    expect((await post(hands, position(id))).status).toBe(201);
    expect(await assetOf(id)).toMatchObject({ tier: CITY });
    expect(await post(hands, position(id, { tier: '999999' }))).toMatchObject({ status: 409, path: '/positions/0/tier' });
    expect((await post(hands, position(id, { tier: TOWN }))).status).toBe(201);
    expect(await assetOf(id)).toMatchObject({ tier: TOWN });
    expect((await assets(town)).map((asset) => asset.id)).toContain(id);
    expect(await post(hands, position(id, { tier: DISTRICT }))).toMatchObject({ status: 409, path: '/positions/0/tier' });
    const same = freshId();
    expect((await post(hands, position(same), position(same, { tier: CITY }))).status).toBe(201);
    expect(await post(hands, position(same, { tier: TOWN }))).toMatchObject({ status: 409, code: 'asset-conflict' });
    const own = freshId();
    const device = Client.as(backend.url, 'district');
    expect((await post(device, position(own))).status).toBe(201);
    expect(await post(device, position(own, { tier: TOWN }))).toMatchObject({ status: 409, path: '/positions/0/tier' });
  });

  it('tells a tier below, for which the caller does not act, from one that it may not read', async () => {
    const district = Client.as(backend.url, 'district');
    const at = (tier: string) => post(district, position(freshId(), { ...NEW, tier }));
    expect(await at(TOWN)).toMatchObject({ status: 403, code: 'foreign-tier', path: '/positions/0/tier' });
    expect(await at(OTHER_DISTRICT)).toMatchObject({ status: 404, code: 'not-found', path: '/positions/0/tier' });
  });

  it('does nothing for a repetition and replaces what is corrected', async () => {
    const id = freshId();
    const one = position(id, NEW);
    for (const given of [one, one, { ...one, lng: 106.7 }]) expect((await post(town, given)).status).toBe(201);
    expect((await trail(town, id)).items).toMatchObject([{ lng: 106.7 }]);
  });

  it('takes Arrow with the columns of the stream', async () => {
    const id = freshId();
    await post(town, position(id, NEW));
    const bytes = arrowBytes({
      asset: [id, id],
      t: BigInt64Array.from([BigInt(NOW + 1), BigInt(NOW + 2)]),
      lng: Float64Array.from([106.51, 106.52]),
      lat: Float64Array.from([29.51, 29.52]),
      heading: Float32Array.from([0, 180]),
      speed: Float32Array.from([1, 2]),
      quality: ['good', 'uncertain'],
    });
    expect(await postBytes(backend.url, town.token, '/v1/positions', bytes)).toMatchObject({
      status: 201,
      body: { accepted: 2 },
    });
    expect((await assetOf(id))?.position).toEqual({
      t: toWireTime(NOW + 2),
      lng: 106.52,
      lat: 29.52,
      heading: 180,
      speed: 2,
      quality: 'uncertain',
      demo: false,
    });
  });

  it('takes 10,000 at once and no more', async () => {
    const id = freshId();
    const many = Array.from({ length: 10_001 }, (_, index) =>
      position(id, { ...(index === 0 ? NEW : {}), t: toWireTime(NOW - index) }),
    );
    expect(await post(town, ...many)).toMatchObject({ status: 400, code: 'schema', path: '/positions' });
    expect(await post(town, ...many.slice(0, 10_000))).toMatchObject({ status: 201, body: { accepted: 10_000 } });
    const first = await trail(town, id, '?limit=9999');
    expect(first).toMatchObject({ next: String(NOW) });
    expect((await trail(town, id, `?cursor=${first.next}`)).items).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>, number, string, string]>([
    ['an unknown tier', position('nobody', { ...NEW, tier: '999999' }), 422, 'tier-unknown', '/positions/1/tier'],
    ['a foreign tier', position('nobody', { ...NEW, tier: DISTRICT }), 404, 'not-found', '/positions/1/tier'],
    ['a foreign asset', position('station-cuntan'), 404, 'not-found', '/positions/1/asset'],
    ['another kind of a known asset', position('known', { kind: 'boat' }), 409, 'asset-conflict', '/positions/1/kind'],
    ['another name', position('known', { name: '别的' }), 409, 'asset-conflict', '/positions/1/name'],
    ['another tier', position('known', { tier: DISTRICT }), 409, 'asset-conflict', '/positions/1/tier'],
    ['a time ahead', position('known', { t: toWireTime(NOW + 3_600_000) }), 422, 'clock-skew', '/positions/1/t'],
    ['a place off the earth', position('known', { lat: 91 }), 400, 'schema', '/positions/1/lat'],
    ['a negative speed', position('known', { speed: -1 }), 400, 'schema', '/positions/1/speed'],
    ['an id with spaces', position('a b'), 400, 'schema', '/positions/1/asset'],
    ['an unknown member', { ...position('known'), altitude: 1 }, 400, 'schema', '/positions/1/altitude'],
  ])('refuses a batch with %s, and stores nothing of it', async (_name, wrong, status, code, path) => {
    await post(town, position('known', { ...NEW, t: toWireTime(NOW - 5000) }));
    const before = (await trail(town, 'known')).items;
    expect(await post(town, position('known', { t: toWireTime(NOW - 4000), lng: 107 }), wrong)).toMatchObject({
      status,
      code,
      path,
    });
    expect((await trail(town, 'known')).items).toEqual(before);
  });

  it('needs a role, and bytes that are Arrow', async () => {
    expect(await post(Client.as(backend.url, 'leader'), position('known'))).toMatchObject({ status: 403, code: 'role' });
    for (const hostile of [new Uint8Array(1), Uint8Array.from({ length: 999 }, (_, index) => (index * 31) % 256)]) {
      expect(await postBytes(backend.url, town.token, '/v1/positions', hostile)).toMatchObject({ status: 400, code: 'syntax' });
    }
    const lacking = arrowBytes({ asset: ['known'], t: BigInt64Array.of(BigInt(NOW)), lng: Float64Array.of(106) });
    expect(await postBytes(backend.url, town.token, '/v1/positions', lacking)).toMatchObject({
      status: 400,
      code: 'schema',
      path: '/columns/lat',
    });
  });
});

describe('GET /v1/assets/{id}/positions', () => {
  it('is for who may read the asset', async () => {
    const id = freshId();
    await post(town, position(id, NEW));
    expect((await officer.get(`/v1/assets/${id}/positions`)).status).toBe(200);
    for (const [client, path] of [
      [Client.as(backend.url, 'other'), id],
      [town, 'nobody'],
    ] as const) {
      expect(await client.get(`/v1/assets/${path}/positions`)).toMatchObject({ status: 404, code: 'not-found' });
    }
    const backwards = `?from=${toWireTime(NOW)}&to=${toWireTime(NOW - 1)}`;
    expect(await town.get(`/v1/assets/${id}/positions${backwards}`)).toMatchObject({
      status: 400,
      code: 'schema',
      path: '/from',
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import type { z } from 'zod';
import { collectionListSchema, featureCollectionSchema, toWireTime } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, Client, freshFolder, removeFolders, TOWN } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
let town: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
  town = Client.as(backend.url, 'town');
});
afterAll(() => backend.stop());

type Page = z.infer<typeof featureCollectionSchema>;
const items = async (id: string, query = '', client = officer): Promise<Page> =>
  featureCollectionSchema.parse((await client.get(`/v1/collections/${id}/items${query}`)).body);
const ids = ({ features }: Page): string[] => features.map(({ id }) => id);

async function everything(id: string, query = ''): Promise<Page['features']> {
  const features: Page['features'] = [];
  let next: string | undefined = '0';
  while (next !== undefined) {
    const page: Page = await items(id, `?limit=100&cursor=${next}${query}`);
    features.push(...page.features);
    next = page.next;
  }
  return features;
}

describe('GET /v1/collections', () => {
  it('says what there is, and where it comes from', async () => {
    const { items: found } = collectionListSchema.parse((await town.get('/v1/collections')).body);
    expect(found.map(({ id }) => id)).toEqual(['districts', 'towns', 'rivers', 'assets', 'incidents']);
    expect(found.find(({ id }) => id === 'towns')?.attribution).toContain('GeoNames');
    const [west = 0, south = 0, east = 0, north = 0] = found[0]?.bbox ?? [];
    expect([west, south, east, north].map(Math.round)).toEqual([105, 28, 110, 32]);
  });
});

describe('GET /v1/collections/{id}/items', () => {
  it('is GeoJSON by its media type', async () => {
    const reply = await town.get('/v1/collections/rivers/items?limit=1');
    expect(reply.headers.get('content-type')).toBe('application/geo+json');
    expect(reply.body).toMatchObject({ type: 'FeatureCollection', features: [{ type: 'Feature', id: 'river-1' }], next: '1' });
  });

  it('has all towns of today in pages, each once, and says which points are approximate', async () => {
    const towns = await everything('towns');
    expect(towns).toHaveLength(1031);
    expect(new Set(towns.map(({ id }) => id)).size).toBe(1031);
    expect(towns.filter(({ properties }) => properties['approximate'] === true)).toHaveLength(243);
  });

  it('has the outlines, with the history of districts that were abolished', async () => {
    const { features } = await items('districts');
    expect(features).toHaveLength(38);
    expect(features.find(({ id }) => id === '500105')?.properties).toMatchObject({ validTo: '2025-11-06', successor: '500198' });
    expect(features.find(({ id }) => id === '500103')?.properties['validTo']).toBeUndefined();
  });

  it('gives exactly what meets the box', async () => {
    const [west, south, east, north] = [106.4, 29.4, 106.6, 29.6];
    const bbox = `&bbox=${west},${south},${east},${north}`;
    const inside = (await everything('towns')).filter(({ geometry }) => {
      const [lng, lat] = 'coordinates' in geometry ? (geometry.coordinates as [number, number]) : [0, 0];
      return lng >= west && lng <= east && lat >= south && lat <= north;
    });
    expect(inside.length).toBeGreaterThan(10);
    expect(await everything('towns', bbox)).toEqual(inside);
    expect(ids(await items('districts', `?bbox=106.5503,29.5581,106.5503,29.5581`))).toContain('500103');
    expect(ids(await items('districts', '?bbox=-10,0,10,10'))).toEqual([]);
  });

  it('has the assets that the caller may read, where they were last', async () => {
    const t = toWireTime(Date.now());
    const position = { asset: 'boat-1', kind: 'boat', name: '巡逻艇', t, lng: 179.5, lat: 10, heading: 45 };
    await town.post('/v1/positions', { positions: [position] });
    const [feature] = (await items('assets', '?bbox=170,0,-170,20')).features;
    expect(feature).toMatchObject({
      id: 'boat-1',
      geometry: { type: 'Point', coordinates: [179.5, 10] },
      properties: { kind: 'boat', tier: TOWN, heading: 45, t, demo: false },
    });
    expect(ids(await items('assets', '', town))).toEqual(['boat-1']);
    expect(ids(await items('assets', '', Client.as(backend.url, 'other')))).not.toContain('boat-1');
    const first = await items('assets', '?limit=2');
    const rest = await items('assets', `?cursor=${first.next}`);
    expect([...ids(first), ...ids(rest)]).toEqual(ids(await items('assets')));
  });

  it('has open incidents with a place, drills apart', async () => {
    const id = async (change: object): Promise<string> => {
      const incident = { id: v7(), kind: 'flood', title: '江水漫堤', severity: 'major', tier: TOWN, ...change };
      const reply = await Client.as(backend.url, 'hands').post('/v1/incidents', incident);
      expect(reply.status).toBe(201);
      return incident.id;
    };
    const geometry = { type: 'Point', coordinates: [106.48, 29.48] };
    const first = await id({ geometry });
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [106, 29],
          [107, 29],
          [107, 30],
          [106, 29],
        ],
      ],
    };
    const second = await id({ geometry: { type: 'GeometryCollection', geometries: [area] } });
    await id({});
    await id({ geometry, mode: 'drill' });
    expect(ids(await items('incidents'))).toEqual([second, first]);
    const page = await items('incidents', '?limit=1');
    expect(ids(await items('incidents', `?cursor=${page.next}`))).toEqual([first]);
    expect(ids(await items('incidents', '?bbox=106.9,29.9,108,31'))).toEqual([second]);
    expect(ids(await items('incidents', '', Client.as(backend.url, 'other')))).toEqual([]);
  });

  it.each([
    ['nonsense/items', 404, 'not-found', undefined],
    ['towns/items?bbox=1,2,3', 400, 'schema', '/bbox'],
    ['towns/items?bbox=1,2,3,4,5,6', 400, 'schema', '/bbox'],
    ['towns/items?bbox=a,b,c,d', 400, 'schema', '/bbox'],
    ['towns/items?bbox=106,30,107,29', 400, 'schema', '/bbox'],
    ['towns/items?bbox=106,29,181,30', 400, 'schema', '/bbox'],
    ['towns/items?bbox=106,29,107,91', 400, 'schema', '/bbox'],
    ['towns/items?limit=0', 400, 'schema', '/limit'],
    ['towns/items?cursor=x', 400, 'schema', '/cursor'],
    ['towns/items?crs=1', 400, 'schema', '/crs'],
  ])('refuses %s', async (path, status, code, place) => {
    expect(await town.get(`/v1/collections/${path}`)).toMatchObject({
      status,
      code,
      ...(place === undefined ? {} : { path: place }),
    });
  });
});

import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sample, SeriesPoint } from '../../preload/contract/index.js';
import { indicatorListSchema, latestListSchema, limitsFollow, seriesSchema, toWireTime } from '../../preload/contract/index.js';
import { ARROW, arrowBytes, getTable, postBytes, tableRows } from './support/arrow.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  CITY,
  Client,
  DISTRICT,
  freshFolder,
  OTHER_DISTRICT,
  removeFolders,
  tokenOf,
  TOWN,
} from './support/backend-client.js';

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

const AIR = 'air-quality';
/** Tests write at hours of their own, so that none sees another's samples. */
let hour = 0;
const freshHour = (): number => Math.floor(Date.now() / 3_600_000) * 3_600_000 - (hour += 1) * 3_600_000;
const sample = (change: Partial<Sample> = {}): Omit<Sample, 'quality'> & Partial<Sample> => ({
  indicator: AIR,
  tier: TOWN,
  t: toWireTime(Date.now()),
  value: 42,
  ...change,
});
const post = (client: Client, ...samples: unknown[]) => client.post('/v1/samples', { samples });
const series = async (from: number, to: number, more = ''): Promise<SeriesPoint[]> => {
  const query = `tier=${TOWN}&from=${toWireTime(from)}&to=${toWireTime(to)}${more}`;
  return seriesSchema.parse((await town.get(`/v1/indicators/${AIR}/samples?${query}`)).body).items;
};

describe('GET /v1/indicators', () => {
  it('has at least two of each domain, with limits that follow each other and templates that exist', async () => {
    const { items } = indicatorListSchema.parse((await town.get('/v1/indicators')).body);
    const templates = new Set(((await town.get('/v1/templates')).body as { items: { id: string }[] }).items.map(({ id }) => id));
    const domains = [
      'facility-operation',
      'life-services',
      'ecology-landscape',
      'social-governance',
      'emergency',
      'civic-culture',
    ];
    for (const domain of domains) expect(items.filter((item) => item.domain === domain).length).toBeGreaterThanOrEqual(2);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(new Set(items.map(({ system }) => system)).size).toBe(6);
    expect(items.every(limitsFollow)).toBe(true);
    expect(items.flatMap((item) => item.templates).filter((id) => !templates.has(id))).toEqual([]);
  });
});

describe('POST /v1/samples', () => {
  it('takes a batch and gives it back as a series, oldest first', async () => {
    const at = freshHour();
    const batch = [3, 1, 2].map((value) =>
      sample({ t: toWireTime(at + value), value, quality: value === 2 ? 'uncertain' : 'good' }),
    );
    expect(await post(town, ...batch)).toMatchObject({ status: 201, body: { accepted: 3 } });
    const of = { indicator: AIR, tier: TOWN };
    expect(await series(at, at + 1000)).toEqual([
      { ...of, t: toWireTime(at + 1), value: 1, quality: 'good', demo: false },
      { ...of, t: toWireTime(at + 2), value: 2, quality: 'uncertain', demo: false },
      { ...of, t: toWireTime(at + 3), value: 3, quality: 'good', demo: false },
    ]);
    expect(await series(at + 2, at + 3)).toHaveLength(1);
  });

  it('replaces a value by its correction, which is audited, and does nothing for a repetition', async () => {
    const at = freshHour();
    const one = sample({ t: toWireTime(at), value: 32.84293731338472 });
    for (const values of [
      [one],
      [one],
      [{ ...one, value: 7 }],
      [
        { ...one, value: 8 },
        { ...one, value: 9 },
      ],
    ]) {
      expect((await post(town, ...values)).status).toBe(201);
    }
    expect(await series(at, at + 1)).toMatchObject([{ value: 9 }]);
  });

  it('takes Arrow: text as dictionary, times as whole milliseconds', async () => {
    const at = freshHour();
    const bytes = arrowBytes({
      indicator: [AIR, AIR],
      tier: [TOWN, TOWN],
      t: BigInt64Array.from([BigInt(at), BigInt(at + 5)]),
      value: Float64Array.from([1.25, -3]),
      quality: ['good', 'bad'],
    });
    expect(await postBytes(backend.url, town.token, '/v1/samples', bytes)).toMatchObject({ status: 201, body: { accepted: 2 } });
    expect(await series(at, at + 6)).toMatchObject([
      { value: 1.25, quality: 'good' },
      { value: -3, quality: 'bad' },
    ]);
  });

  it('lets device, responder and officer hand in, for the tiers that they act for', async () => {
    expect((await post(Client.as(backend.url, 'device'), sample())).status).toBe(201);
    expect((await post(officer, sample({ tier: CITY }))).status).toBe(201);
    expect((await post(hands, sample({ tier: DISTRICT }), sample())).status).toBe(201);
    const foreign = { status: 403, code: 'foreign-tier', path: '/samples/0/tier' };
    expect(await post(officer, sample())).toMatchObject(foreign);
    const hidden = { status: 404, code: 'not-found', path: '/samples/0/tier' };
    expect(await post(town, sample({ tier: DISTRICT }))).toMatchObject(hidden);
    expect(await post(Client.as(backend.url, 'leader'), sample({ tier: CITY }))).toMatchObject({ status: 403, code: 'role' });
  });

  it.each<[string, unknown, number, string, string]>([
    ['an unknown indicator', sample({ indicator: 'nonsense' }), 422, 'indicator-unknown', '/samples/1/indicator'],
    ['an unknown tier', sample({ tier: '999999' }), 422, 'tier-unknown', '/samples/1/tier'],
    ['an abolished tier', sample({ tier: '500105' }), 422, 'tier-unknown', '/samples/1/tier'],
    ['a time ahead', sample({ t: toWireTime(Date.now() + 600_000) }), 422, 'clock-skew', '/samples/1/t'],
    ['the time of a receiver without a fix', sample({ t: '1980-01-06T00:00:00.000Z' }), 422, 'clock-skew', '/samples/1/t'],
    ['text as value', { ...sample(), value: '42' }, 400, 'schema', '/samples/1/value'],
    ['a value of which two have no sum', sample({ value: 1.7e308 }), 400, 'schema', '/samples/1/value'],
    ['no value', { ...sample(), value: undefined }, 400, 'schema', '/samples/1/value'],
    ['a time without milliseconds', sample({ t: '2026-11-20T08:00:00Z' }), 400, 'schema', '/samples/1/t'],
    ['an unknown quality', { ...sample(), quality: 'fine' }, 400, 'schema', '/samples/1/quality'],
    ['an unknown member', { ...sample(), unit: 'm' }, 400, 'schema', '/samples/1/unit'],
  ])('refuses a batch with %s, and stores nothing of it', async (_name, wrong, status, code, path) => {
    const at = freshHour();
    expect(await post(town, sample({ t: toWireTime(at) }), wrong)).toMatchObject({ status, code, path });
    expect(await series(at, at + 1)).toEqual([]);
  });

  it('refuses numbers that JSON writes but no double holds', async () => {
    const body = `{"samples":[{"indicator":"${AIR}","tier":"${TOWN}","t":"${toWireTime(Date.now())}","value":1e999}]}`;
    expect(await town.post('/v1/samples', body)).toMatchObject({ status: 400, code: 'schema', path: '/samples/0/value' });
  });

  it('refuses none and more than 5,000', async () => {
    expect(await post(town)).toMatchObject({ status: 400, code: 'schema', path: '/samples' });
    const many = Array.from({ length: 5001 }, () => sample());
    expect(await post(town, ...many)).toMatchObject({ status: 400, code: 'schema', path: '/samples' });
    expect(await post(town, ...many.slice(0, 5000))).toMatchObject({ status: 201, body: { accepted: 5000 } });
  });

  it('answers the same under the same key, and refuses another batch under it', async () => {
    const key = v7();
    const body = { samples: [sample({ t: toWireTime(freshHour()) })] };
    for (let time = 0; time < 2; time += 1) {
      expect(await town.post('/v1/samples', body, { 'idempotency-key': key })).toMatchObject({
        status: 201,
        body: { accepted: 1 },
      });
    }
    const other = { samples: [{ ...body.samples[0], value: 1 }] };
    expect(await town.post('/v1/samples', other, { 'idempotency-key': key })).toMatchObject({
      status: 409,
      code: 'idempotency-conflict',
    });
  });
});

describe('POST /v1/samples as Arrow, refused', () => {
  const good = (): Uint8Array =>
    arrowBytes({ indicator: [AIR], tier: [TOWN], t: BigInt64Array.of(BigInt(Date.now())), value: Float64Array.of(1) });
  const send = (bytes: Uint8Array, type?: string) => postBytes(backend.url, tokenOf('town'), '/v1/samples', bytes, type);

  it('what is no Arrow, cut off, or declares what it does not hold', async () => {
    const bytes = good();
    const huge = Uint8Array.from(bytes);
    new DataView(huge.buffer).setInt32(4, 0x7fffffff, true);
    const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256);
    for (const hostile of [
      bytes.subarray(0, 100),
      bytes.subarray(0, -8),
      huge,
      noise,
      Buffer.from('{"samples":[]}'),
      new Uint8Array(1),
    ]) {
      expect(await send(hostile)).toMatchObject({ status: 400, code: 'syntax' });
    }
  });

  it('every stream with four bytes turned into a huge count, without falling over', async () => {
    const bytes = good();
    for (let at = 0; at + 4 <= bytes.length; at += 16) {
      const hostile = Uint8Array.from(bytes);
      new DataView(hostile.buffer).setInt32(at, 0x7ffffff0, true);
      expect((await send(hostile)).status).toBeLessThan(500);
    }
    expect((await town.get('/v1/indicators')).status).toBe(200);
  });

  it.each<[string, Parameters<typeof arrowBytes>[0], string]>([
    ['a column missing', { indicator: [AIR], tier: [TOWN], value: Float64Array.of(1) }, '/columns/t'],
    [
      'values that are not finite',
      { indicator: [AIR], tier: [TOWN], t: BigInt64Array.of(BigInt(Date.now())), value: Float64Array.of(Number.NaN) },
      '/samples/0/value',
    ],
    [
      'a quality that does not exist',
      { indicator: [AIR], tier: [TOWN], t: BigInt64Array.of(1n), value: Float64Array.of(1), quality: ['fine'] },
      '/samples/0/quality',
    ],
    [
      'a time that no calendar has',
      { indicator: [AIR], tier: [TOWN], t: BigInt64Array.of(2n ** 60n), value: Float64Array.of(1) },
      '/samples/0/t',
    ],
  ])('%s', async (_name, columns, path) => {
    expect(await send(arrowBytes(columns))).toMatchObject({ status: 400, code: 'schema', path });
  });

  it('more rows than a batch may have, and another media type', async () => {
    const length = 5001;
    const bytes = arrowBytes({
      indicator: Array.from({ length }, () => AIR),
      tier: Array.from({ length }, () => TOWN),
      t: BigInt64Array.from({ length }, () => BigInt(Date.now())),
      value: new Float64Array(length),
    });
    expect(await send(bytes)).toMatchObject({ status: 400, code: 'schema', path: '/samples' });
    expect(await send(good(), 'application/octet-stream')).toMatchObject({ status: 415, code: 'media-type' });
    expect(await send(new Uint8Array(2 * 1024 * 1024 + 1))).toMatchObject({ status: 413, code: 'too-large' });
  });
});

describe('GET /v1/indicators/{id}/samples', () => {
  it('gives buckets with mean, min, max and last; bad samples count only alone', async () => {
    const at = freshHour();
    const given = [
      [0, 1, 'good'],
      [10, 5, 'good'],
      [20, 1000, 'bad'],
      [60, 7, 'bad'],
      [120, 2, 'good'],
      [119, 4, 'uncertain'],
    ] as const;
    await post(town, ...given.map(([s, value, quality]) => sample({ t: toWireTime(at + s * 1000), value, quality })));
    expect(await series(at, at + 180_000, '&stepMs=60000')).toEqual([
      { t: toWireTime(at), value: 3, min: 1, max: 5, last: 5, quality: 'uncertain', demo: false },
      { t: toWireTime(at + 60_000), value: 4, min: 4, max: 4, last: 4, quality: 'uncertain', demo: false },
      { t: toWireTime(at + 120_000), value: 2, min: 2, max: 2, last: 2, quality: 'good', demo: false },
    ]);
    expect(await series(at + 60_000, at + 119_000, '&stepMs=60000')).toMatchObject([{ value: 7, quality: 'bad' }]);
    const table = await getTable(
      backend.url,
      town.token,
      `/v1/indicators/${AIR}/samples?from=${toWireTime(at)}&to=${toWireTime(at + 180_000)}&stepMs=60000`,
    );
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['t', 'value', 'quality', 'demo', 'min', 'max', 'last']);
    expect(tableRows(table)[0]).toEqual({ t: at, value: 3, quality: 'uncertain', demo: false, min: 1, max: 5, last: 5 });
  });

  it('gives pages, as JSON and as Arrow', async () => {
    const at = freshHour();
    await post(town, ...[0, 1, 2].map((value) => sample({ t: toWireTime(at + value), value })));
    const path = `/v1/indicators/${AIR}/samples?from=${toWireTime(at)}&to=${toWireTime(at + 10)}&limit=2`;
    const first = seriesSchema.parse((await town.get(path)).body);
    expect(first).toMatchObject({ items: [{ value: 0 }, { value: 1 }], next: String(at + 2) });
    const second = seriesSchema.parse((await town.get(`${path}&cursor=${first.next}`)).body);
    expect(second).toMatchObject({ items: [{ value: 2 }] });
    expect(second.next).toBeUndefined();
    const table = await getTable(backend.url, town.token, path);
    expect(Object.fromEntries(table.schema.metadata)).toEqual({ indicator: AIR, tier: TOWN, next: String(at + 2) });
    expect(tableRows(table).map(({ t, value }) => [t, value])).toEqual([
      [at, 0],
      [at + 1, 1],
    ]);
  });

  it('is the last 24 hours without a range, also what a fast clock has told', async () => {
    const soon = toWireTime(Date.now() + 60_000);
    await post(town, sample({ indicator: 'rainfall-1h', t: soon, value: 5 }));
    await post(town, sample({ indicator: 'rainfall-1h', t: toWireTime(Date.now() - 25 * 3_600_000), value: 6 }));
    const { items } = seriesSchema.parse((await town.get('/v1/indicators/rainfall-1h/samples')).body);
    expect(items).toEqual([{ indicator: 'rainfall-1h', tier: TOWN, t: soon, value: 5, quality: 'good', demo: false }]);
  });

  const all = 'from=2026-01-01T00:00:00.000Z&to=2026-11-01T00:00:00.000Z';
  it.each([
    ['an unknown indicator', '/nonsense/samples', 404, 'not-found', undefined],
    ['an id that none can have', '/Not%20An%20Id/samples', 404, 'not-found', '/id'],
    ['a foreign tier', `/${AIR}/samples?tier=${OTHER_DISTRICT}`, 404, 'not-found', '/tier'],
    ['a tier that is none', `/${AIR}/samples?tier=x`, 400, 'schema', '/tier'],
    ['too many buckets', `/${AIR}/samples?${all}&stepMs=1000`, 422, 'too-many-points', '/stepMs'],
    ['too short a step', `/${AIR}/samples?stepMs=10`, 400, 'schema', '/stepMs'],
    [
      'a range that ends before it begins',
      `/${AIR}/samples?from=2026-11-02T00:00:00.000Z&to=2026-11-01T00:00:00.000Z`,
      400,
      'schema',
      '/from',
    ],
    ['an empty page', `/${AIR}/samples?limit=0`, 400, 'schema', '/limit'],
  ])('refuses %s', async (_name, path, status, code, place) => {
    expect(await town.get(`/v1/indicators${path}`)).toMatchObject({
      status,
      code,
      ...(place === undefined ? {} : { path: place }),
    });
  });

  it('refuses to answer in a form that it does not have', async () => {
    const headers = { authorization: `Bearer ${town.token}`, accept: 'text/csv' };
    const response = await fetch(`${backend.url}/v1/indicators/${AIR}/samples`, { headers });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({ type: 'urn:yilan:problem:not-acceptable' });
  });

  it('prefers JSON where both are welcome', async () => {
    const headers = { authorization: `Bearer ${town.token}`, accept: `${ARROW};q=0.5, */*` };
    const response = await fetch(`${backend.url}/v1/indicators/${AIR}/samples`, { headers });
    expect(response.headers.get('content-type')).toContain('application/json');
  });
});

describe('GET /v1/samples/latest', () => {
  it('has the newest of each series that the caller may read', async () => {
    const at = freshHour();
    const tiers = [DISTRICT, TOWN, CITY];
    await post(
      hands,
      ...tiers.flatMap((tier) =>
        [1, 2].map((value) => sample({ indicator: 'scenic-area-load', tier, t: toWireTime(at + value), value })),
      ),
    );
    const latest = async (client: Client, query: string) =>
      latestListSchema.parse((await client.get(`/v1/samples/latest${query}`)).body);
    const ofCity = await latest(officer, '?indicator=scenic-area-load');
    expect(ofCity.items.map(({ tier }) => tier).sort()).toEqual([...tiers].sort());
    expect(ofCity.items.every(({ value, t }) => value === 2 && t === toWireTime(at + 2))).toBe(true);
    expect((await latest(town, '?indicator=scenic-area-load')).items.map(({ tier }) => tier)).toEqual([TOWN]);
    const first = await latest(officer, '?indicator=scenic-area-load&limit=2');
    expect(first.items).toHaveLength(2);
    const second = await latest(officer, `?indicator=scenic-area-load&limit=2&cursor=${first.next}`);
    expect(second.items).toHaveLength(1);
    expect(second.next).toBeUndefined();
    expect((await latest(officer, `?tier=${DISTRICT}`)).items.every(({ tier }) => tier === DISTRICT)).toBe(true);
  });

  it.each([
    ['?indicator=nonsense', '/indicator'],
    [`?tier=${OTHER_DISTRICT}`, '/tier'],
  ])('refuses %s', async (query, path) => {
    expect(await town.get(`/v1/samples/latest${query}`)).toMatchObject({ status: 404, code: 'not-found', path });
  });

  it('knows no tier that never was, also for who reads all; abolished ones stay', async () => {
    for (const path of [`/v1/samples/latest`, `/v1/indicators/${AIR}/samples`, '/v1/commands', '/v1/inbox', '/v1/assets']) {
      expect(await officer.get(`${path}?tier=999999`)).toMatchObject({ status: 404, code: 'not-found', path: '/tier' });
      expect(await officer.get(`${path}?tier=500105`)).toMatchObject({ status: 200 });
    }
  });
});

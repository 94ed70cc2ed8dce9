import { v4, v5, v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident } from '../../preload/contract/index.js';
import { HAPPENING_NAMESPACE, happeningName, incidentListSchema, incidentSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import type { Reply } from './support/backend-client.js';
import {
  ACCOUNTS,
  call,
  CITY,
  Client,
  DISTRICT,
  freshFolder,
  removeFolders,
  StreamClient,
  TOWN,
} from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
let district: Client;
let town: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
  district = Client.as(backend.url, 'district');
  town = Client.as(backend.url, 'town');
});
afterAll(() => backend.stop());

const incident = (change: Record<string, unknown> = {}) => ({
  id: v7(),
  kind: 'flood',
  title: '沿江积水',
  severity: 'major',
  tier: CITY,
  ...change,
});
const patch = (client: Client, id: string, body: unknown): Promise<Reply> =>
  call(client.url, 'PATCH', `/v1/incidents/${id}`, { token: client.token, body });
const listed = async (client: Client, query = ''): Promise<Incident[]> =>
  incidentListSchema.parse((await client.get(`/v1/incidents${query}`)).body).items;

describe('POST /v1/incidents', () => {
  it('fills in what is not said, and shows it on the stream', async () => {
    const stream = await StreamClient.opened(backend.url, officer.token, '?topics=incidents');
    const body = incident();
    const reply = await officer.post('/v1/incidents', body);
    expect(reply.status).toBe(201);
    expect(incidentSchema.parse(reply.body)).toMatchObject({
      ...body,
      certainty: 'unknown',
      status: 'open',
      geometry: null,
      links: [],
      source: 'officer',
      by: 'officer',
      mode: 'live',
      version: 1,
      demo: false,
    });
    await stream.until(() => stream.events.some(({ type }) => type === 'yilan.incidents'));
    expect(stream.events[0]).toMatchObject({ subject: CITY, data: reply.body });
    stream.close();
    expect((await officer.get(`/v1/incidents/${body.id}`)).body).toEqual(reply.body);
  });

  it('gives a known id as it stands, whatever comes with it', async () => {
    const episode = { rule: 'water-level', ruleVersion: 1, subject: CITY, start: Date.UTC(2026, 6, 1) };
    const body = incident({ id: v5(happeningName(episode), HAPPENING_NAMESPACE), mode: 'drill' });
    const [first, second] = await Promise.all(
      [officer, Client.as(backend.url, 'second')].map((hall) => hall.post('/v1/incidents', body)),
    );
    expect([first?.status, second?.status].sort()).toEqual([200, 201]);
    expect(second?.body).toEqual(first?.body);
    const other = await officer.post('/v1/incidents', { ...body, title: '不同', status: 'closed' });
    expect(other).toMatchObject({ status: 200, body: first?.body });
    expect((await listed(officer)).filter(({ id }) => id === body.id)).toHaveLength(1);
  });

  it('keeps the answer under a key', async () => {
    const body = incident();
    const headers = { 'idempotency-key': v4() };
    const first = await officer.post('/v1/incidents', body, headers);
    expect(await officer.post('/v1/incidents', body, headers)).toMatchObject({ status: 201, body: first.body });
    expect(await officer.post('/v1/incidents', incident(), headers)).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  it.each([
    [{ id: v4() }, 400, 'schema', '/id'],
    [{ severity: 'Extreme' }, 400, 'schema', '/severity'],
    [{ surprise: 1 }, 400, 'schema', '/surprise'],
    [{ geometry: { type: 'Point', coordinates: [29, 106] } }, 400, 'schema', '/geometry/coordinates/1'],
    [
      {
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [1, 1],
              [2, 1],
              [2, 2],
              [1, 2],
            ],
          ],
        },
      },
      400,
      'schema',
      '/geometry/coordinates/0',
    ],
    [{ tier: '999999' }, 422, 'tier-unknown', '/tier'],
    [{ tier: '500105' }, 422, 'tier-unknown', '/tier'],
    [{ tier: DISTRICT }, 403, 'foreign-tier', '/tier'],
  ])('refuses %j', async (change, status, code, path) => {
    expect(await officer.post('/v1/incidents', incident(change))).toMatchObject({ status, code, path });
  });

  it('takes the spelling of CAP and keeps lower case', async () => {
    const body = incident({ certainty: 'Observed', urgency: 'IMMEDIATE' });
    expect(await officer.post('/v1/incidents', body)).toMatchObject({
      status: 201,
      body: { certainty: 'observed', urgency: 'immediate' },
    });
    expect(await patch(officer, body.id, { certainty: 'Likely' })).toMatchObject({ status: 200, body: { certainty: 'likely' } });
    expect(await officer.post('/v1/incidents', incident({ certainty: 'Sure' }))).toMatchObject({
      status: 400,
      path: '/certainty',
    });
  });

  it('does not know tiers outside the subtree', async () => {
    expect(await town.post('/v1/incidents', incident())).toMatchObject({ status: 404, code: 'not-found', path: '/tier' });
    const above = incident();
    await officer.post('/v1/incidents', above);
    const known = await town.post('/v1/incidents', { ...above, tier: TOWN });
    expect(known).toMatchObject({ status: 404, code: 'not-found', path: '/id' });
  });

  it('needs a token and a role', async () => {
    const body = incident();
    expect(await call(backend.url, 'POST', '/v1/incidents', { body })).toMatchObject({ status: 401, code: 'token' });
    const device = await Client.as(backend.url, 'device').post('/v1/incidents', incident({ tier: TOWN }));
    expect(device.status).toBe(201);
    const { id } = device.body as Incident;
    expect(await patch(Client.as(backend.url, 'device'), id, { title: 'x' })).toMatchObject({ status: 403, code: 'role' });
    expect((await patch(town, id, { title: 'x' })).status).toBe(200);
    expect(await town.post('/v1/incidents', incident({ tier: TOWN, id: v7().toUpperCase() }))).toMatchObject({
      status: 400,
      path: '/id',
    });
  });
});

describe('GET /v1/incidents', () => {
  it('shows what is real and what is exercised by itself', async () => {
    const drill = incident({ mode: 'drill' });
    await officer.post('/v1/incidents', drill);
    const exercised = await listed(officer, '?mode=drill');
    expect(exercised[0]?.id).toBe(drill.id);
    expect(exercised.every(({ mode }) => mode === 'drill')).toBe(true);
    const real = await listed(officer, '?mode=live');
    expect([real.length > 0, real.every(({ mode }) => mode === 'live')]).toEqual([true, true]);
  });

  it('shows a subtree, by status and severity, page by page', async () => {
    const below = incident({ tier: TOWN, severity: 'critical' });
    await town.post('/v1/incidents', below);
    const ids = (await listed(district)).map(({ id }) => id);
    expect(ids).toContain(below.id);
    expect((await listed(town)).every(({ tier }) => tier === TOWN)).toBe(true);
    expect((await listed(officer, `?tier=${DISTRICT}&severity=critical`)).map(({ id }) => id)).toEqual([below.id]);
    expect(await listed(officer, '?status=closed')).toEqual([]);
    const first = incidentListSchema.parse((await officer.get('/v1/incidents?limit=2')).body);
    const second = incidentListSchema.parse((await officer.get(`/v1/incidents?limit=2&cursor=${first.next}`)).body);
    const all = await listed(officer);
    expect([...first.items, ...second.items]).toEqual(all.slice(0, 4));
    expect(await town.get(`/v1/incidents?tier=${CITY}`)).toMatchObject({ status: 404, path: '/tier' });
    expect(await officer.get('/v1/incidents?status=gone')).toMatchObject({ status: 400, path: '/status' });
    expect((await Client.as(backend.url, 'other').get(`/v1/incidents/${below.id}`)).code).toBe('not-found');
  });
});

describe('PATCH /v1/incidents/{id}', () => {
  it('merges, counts versions, and goes forward only', async () => {
    const body = incident();
    await officer.post('/v1/incidents', body);
    const changed = await patch(officer, body.id, { status: 'acting', severity: 'critical', version: 1 });
    expect(changed).toMatchObject({
      status: 200,
      body: { status: 'acting', severity: 'critical', title: body.title, version: 2 },
    });
    expect(await patch(officer, body.id, { title: '旧', version: 1 })).toMatchObject({
      status: 409,
      code: 'version-conflict',
      path: '/version',
    });
    expect(await patch(officer, body.id, { status: 'acting' })).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await patch(officer, body.id, { status: 'open' })).toMatchObject({
      status: 409,
      code: 'state-conflict',
      path: '/status',
    });
    expect((await patch(officer, body.id, { status: 'closed', geometry: null })).status).toBe(200);
    expect(await patch(officer, body.id, { status: 'acting' })).toMatchObject({ code: 'state-conflict' });
  });

  it('refuses what is fixed, unknown, foreign', async () => {
    const body = incident();
    await officer.post('/v1/incidents', body);
    expect(await patch(officer, body.id, { tier: TOWN })).toMatchObject({ status: 400, path: '/tier' });
    expect(await patch(officer, v7(), { title: 'x' })).toMatchObject({ status: 404, code: 'not-found' });
    expect(await patch(officer, 'x', { title: 'x' })).toMatchObject({ status: 404, code: 'not-found' });
    expect(await patch(town, body.id, { title: 'x' })).toMatchObject({ status: 404, code: 'not-found' });
    const below = incident({ tier: TOWN });
    await town.post('/v1/incidents', below);
    expect(await patch(officer, below.id, { title: 'x' })).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect((await patch(Client.as(backend.url, 'hands'), below.id, { title: '清楚' })).status).toBe(200);
  });
});

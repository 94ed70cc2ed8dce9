import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alarm } from '../../preload/contract/index.js';
import { alarmFactsAnswerSchema, alarmListSchema, alarmSchema, toWireTime } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import type { Reply } from './support/backend-client.js';
import { ACCOUNTS, CITY, Client, DISTRICT, freshFolder, removeFolders, StreamClient, TOWN } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
let device: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
  device = Client.as(backend.url, 'device');
});
afterAll(() => backend.stop());

const definition = { rule: 'water-level', title: '水位超警', severity: 'major', tier: CITY, subject: 'gauge-7' };
const fact = (kind: string, change: Record<string, unknown> = {}) => ({ id: v7(), kind, at: toWireTime(Date.now()), ...change });
const post = (client: Client, alarm: string, ...facts: readonly unknown[]): Promise<Reply> =>
  client.post(`/v1/alarms/${alarm}/facts`, { facts });
const shelved = (forMs: number, change: Record<string, unknown> = {}) =>
  fact('shelved', { until: toWireTime(Date.now() + forMs), note: '检修', ...change });
const raise = async (client = officer, tier = CITY): Promise<string> => {
  const id = v7();
  const reply = await post(client, id, fact('raised', { alarm: { ...definition, tier } }));
  if (reply.status !== 201) throw new Error(reply.text);
  return id;
};
const alarm = async (id: string): Promise<Alarm> => alarmSchema.parse((await officer.get(`/v1/alarms/${id}`)).body);

describe('POST /v1/alarms/{id}/facts', () => {
  it('takes an alarm through its life', async () => {
    const id = await raise();
    expect(await alarm(id)).toMatchObject({
      ...definition,
      active: true,
      acknowledged: false,
      state: 'unacknowledged',
      mode: 'live',
    });
    const reply = await post(officer, id, fact('acknowledged', { note: '已派人' }), fact('returned'));
    const { items } = alarmFactsAnswerSchema.parse(reply.body);
    expect(items).toMatchObject([{ kind: 'acknowledged', note: '已派人', by: 'officer' }, { kind: 'returned' }]);
    const after = await alarm(id);
    expect(after).toMatchObject({ active: false, acknowledged: true, state: 'normal' });
    expect(after.facts.map(({ kind }) => kind)).toEqual(['raised', 'acknowledged', 'returned']);
    await post(officer, id, fact('raised'), fact('returned'));
    expect((await alarm(id)).state).toBe('returned-unacknowledged');
    await post(officer, id, fact('suppressed'), fact('out-of-service'));
    expect((await alarm(id)).state).toBe('out-of-service');
    await post(officer, id, fact('in-service'));
    expect((await alarm(id)).state).toBe('suppressed-by-design');
  });

  it('answers the same fact as the first time, and refuses another under its id', async () => {
    const id = await raise();
    const one = fact('acknowledged');
    const first = await post(officer, id, one);
    await post(officer, id, fact('returned'), fact('raised'));
    expect((await post(officer, id, one)).body).toEqual(first.body);
    expect((await alarm(id)).state).toBe('unacknowledged');
    const conflict = { status: 409, code: 'fact-conflict', path: '/facts/0/id' };
    expect(await post(officer, id, { ...one, note: '不同' })).toMatchObject(conflict);
    expect(await post(officer, await raise(), one)).toMatchObject(conflict);
    const twin = fact('returned');
    expect(await post(officer, id, twin, { ...twin, kind: 'raised' })).toMatchObject({ ...conflict, path: '/facts/1/id' });
  });

  it('takes one fact by itself and fills in what it leaves out', async () => {
    const id = v7();
    const one = (body: unknown, key?: string) =>
      officer.post(`/v1/alarms/${id}/facts`, body, key === undefined ? {} : { 'idempotency-key': key });
    expect((await one({ kind: 'raised', alarm: definition })).status).toBe(201);
    const reply = await one({ kind: 'acknowledged', note: '已知' }, 'one-fact');
    expect(alarmFactsAnswerSchema.parse(reply.body).items).toMatchObject([{ kind: 'acknowledged', note: '已知', by: 'officer' }]);
    expect(await one({ kind: 'acknowledged', note: '已知' }, 'one-fact')).toMatchObject({ status: 201, body: reply.body });
    expect(await one({ kind: 'returned' }, 'one-fact')).toMatchObject({ status: 409, code: 'idempotency-conflict' });
    const until = toWireTime(Date.now() + 60_000);
    expect((await one({ kind: 'shelved', until, note: '检修' })).status).toBe(201);
    expect(await alarm(id)).toMatchObject({ state: 'shelved' });
    expect(await one({ kind: 'shelved', until })).toMatchObject({ code: 'reason-missing', path: '/note' });
    for (const [body, path] of [
      [{ kind: 'shelved', note: 'x' }, '/until'],
      [{ kind: 'returned', until }, '/until'],
      [{ kind: 'returned', alarm: definition }, '/alarm'],
      [{ kind: 'silenced' }, '/kind'],
      [{ kind: 'returned', surplus: 1 }, '/surplus'],
      [{ facts: [fact('returned')], surplus: 1 }, '/surplus'],
    ] as const) {
      expect(await one(body)).toMatchObject({ status: 400, code: 'schema', path });
    }
  });

  it('needs a reason and a bound to shelve', async () => {
    const id = await raise();
    const refused = async (given: unknown) => post(officer, id, fact('returned'), given);
    expect(await refused(shelved(60_000, { note: undefined }))).toMatchObject({
      status: 422,
      code: 'reason-missing',
      path: '/facts/1/note',
    });
    expect(await refused(shelved(60_000, { note: '  ' }))).toMatchObject({ code: 'reason-missing' });
    expect(await refused(shelved(9 * 3_600_000))).toMatchObject({ status: 422, code: 'shelve-limit', path: '/facts/1/until' });
    expect(await refused(shelved(-1000))).toMatchObject({ code: 'shelve-limit' });
    expect(await refused(fact('shelved', { note: 'x' }))).toMatchObject({ status: 400, code: 'schema', path: '/facts/1/until' });
    expect(await refused(fact('returned', { until: toWireTime(0) }))).toMatchObject({ status: 400, path: '/facts/1/until' });
    // All of a batch or nothing.
    expect((await alarm(id)).active).toBe(true);
  });

  it('ends shelving by its own clock, and says so', async () => {
    const id = await raise();
    const stream = await StreamClient.opened(backend.url, officer.token, '?topics=alarms');
    const told = () =>
      stream.events.flatMap((event) => (event.type === 'yilan.alarms' && event.data.id === id ? [event.data] : []));
    const states = () => told().map(({ state }) => state);
    await post(officer, id, shelved(1500));
    expect(await alarm(id)).toMatchObject({ state: 'shelved', shelvedUntil: expect.any(String) });
    await stream.until(() => states().includes('unacknowledged'));
    expect(states()).toEqual(['shelved', 'unacknowledged']);
    // Each tells of its own fact; the end of shelving has none.
    expect(told().map(({ facts }) => facts.map(({ kind }) => kind))).toEqual([['shelved'], []]);
    stream.close();
    expect((await alarm(id)).shelvedUntil).toBeUndefined();
  });

  it('asks who may say what', async () => {
    const id = await raise(device, TOWN);
    expect((await post(device, id, fact('returned'))).status).toBe(201);
    expect(await post(device, id, fact('acknowledged'))).toMatchObject({ status: 403, code: 'role', path: '/facts/0/kind' });
    expect(await post(officer, id, fact('acknowledged'))).toMatchObject({ status: 403, code: 'foreign-tier' });
    const ours = await raise();
    const leader = Client.as(backend.url, 'leader');
    expect((await post(leader, ours, fact('acknowledged'))).status).toBe(201);
    expect(await post(leader, ours, fact('raised'))).toMatchObject({ status: 403, code: 'role' });
    expect(await post(device, ours, fact('returned'))).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('refuses an unknown alarm, an unknown kind, nobody’s tier, none and too many', async () => {
    expect(await post(officer, v7(), fact('acknowledged'))).toMatchObject({ status: 404, code: 'not-found' });
    expect(await post(officer, v7(), fact('raised'))).toMatchObject({ status: 404, code: 'not-found' });
    expect(await post(officer, v7(), fact('silenced'))).toMatchObject({ status: 400, path: '/facts/0/kind' });
    const elsewhere = (tier: string) => post(officer, v7(), fact('raised', { alarm: { ...definition, tier } }));
    expect(await elsewhere('999999')).toMatchObject({ status: 422, code: 'tier-unknown', path: '/facts/0/alarm/tier' });
    expect(await elsewhere(DISTRICT)).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect(await post(officer, v7())).toMatchObject({ status: 400, path: '/facts' });
    const many = Array.from({ length: 101 }, () => fact('returned'));
    expect(await post(officer, v7(), ...many)).toMatchObject({ status: 400, path: '/facts' });
  });
});

describe('GET /v1/alarms', () => {
  it('shows a subtree, by state, page by page', async () => {
    const below = await raise(device, TOWN);
    const list = async (query: string) => alarmListSchema.parse((await officer.get(`/v1/alarms${query}`)).body);
    expect((await list(`?tier=${DISTRICT}&state=unacknowledged`)).items.map(({ id }) => id)).toContain(below);
    expect((await list('?state=acknowledged')).items.every(({ state }) => state === 'acknowledged')).toBe(true);
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.next}`);
    expect(first.items[0]?.id).toBe(below);
    expect(second.items[0]?.id).not.toBe(below);
    expect(await officer.get('/v1/alarms?state=loud')).toMatchObject({ status: 400, path: '/state' });
    expect(await device.get(`/v1/alarms?tier=${CITY}`)).toMatchObject({ status: 404 });
  });
});

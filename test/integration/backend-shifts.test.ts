import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, Shift } from '../../preload/contract/index.js';
import { openItemsSchema, shiftEntryListSchema, shiftListSchema, shiftSchema, toWireTime } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import type { Reply } from './support/backend-client.js';
import {
  ACCOUNTS,
  CITY,
  Client,
  DISTRICT,
  freshFolder,
  OTHER_DISTRICT,
  removeFolders,
  StreamClient,
} from './support/backend-client.js';

afterAll(removeFolders);

const NIGHT: Account = { name: 'night', token: 'ready-token-of-night', roles: ['officer'], tier: DISTRICT };

let backend: TestBackend;
let officer: Client;
let second: Client;
let district: Client;
let night: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: [...ACCOUNTS, NIGHT] });
  officer = Client.as(backend.url, 'officer');
  second = Client.as(backend.url, 'second');
  district = Client.as(backend.url, 'district');
  night = new Client(backend.url, 'ready-token-of-night', 'night');
});
afterAll(() => backend.stop());

const now = (): string => toWireTime(Date.now());
const opening = (tier: string) => ({ id: v7(), tier, startsAt: now() });
const entry = (text: string) => ({ id: v7(), at: now(), kind: 'note', text });
const act = (client: Client, shift: string, what: string, body: unknown): Promise<Reply> =>
  client.post(`/v1/shifts/${shift}/${what}`, body);
const shiftOf = async (id: string): Promise<Shift> => shiftSchema.parse((await officer.get(`/v1/shifts/${id}`)).body);

describe('a shift', () => {
  it('opens once at a tier, is logged, handed over and accepted', async () => {
    const stream = await StreamClient.opened(backend.url, district.token, '?topics=shifts');
    const first = opening(DISTRICT);
    const opened = await district.post('/v1/shifts', first);
    expect(opened).toMatchObject({ status: 201, body: { officer: 'district', status: 'open' } });
    expect(await district.post('/v1/shifts', first)).toMatchObject({ status: 200, body: opened.body });
    expect(await district.post('/v1/shifts', { ...first, startsAt: toWireTime(0) })).toMatchObject({
      status: 409,
      code: 'shift-conflict',
    });
    expect(await district.post('/v1/shifts', opening(DISTRICT))).toMatchObject({
      status: 409,
      code: 'shift-open',
      path: '/tier',
    });

    const [one, two] = [entry('接班，水位正常'), entry('电话通知巡查')];
    const logged = await act(district, first.id, 'entries', { entries: [one] });
    expect(logged).toMatchObject({ status: 201, body: { items: [{ ...one, by: 'district' }] } });
    expect((await act(district, first.id, 'entries', { entries: [one, two] })).status).toBe(201);
    expect(await act(district, first.id, 'entries', { entries: [{ ...one, text: '改' }] })).toMatchObject({
      status: 409,
      code: 'entry-conflict',
      path: '/entries/0/id',
    });
    const log = shiftEntryListSchema.parse((await officer.get(`/v1/shifts/${first.id}/entries`)).body);
    expect(log.items.map(({ text }) => text)).toEqual([one.text, two.text]);

    const next = { id: v7() };
    expect(await act(night, first.id, 'acceptance', next)).toMatchObject({ status: 409, code: 'not-offered' });
    expect(await act(district, first.id, 'handover', { to: 'night', items: [], note: '无事' })).toMatchObject({
      status: 201,
      body: { status: 'handing-over' },
    });
    expect(await act(district, first.id, 'acceptance', next)).toMatchObject({ status: 403, code: 'not-recipient' });
    expect(await act(night, first.id, 'acceptance', { ...next, endsAt: toWireTime(0) })).toMatchObject({
      status: 400,
      code: 'schema',
      path: '/endsAt',
    });
    const accepted = await act(night, first.id, 'acceptance', next);
    expect(accepted).toMatchObject({
      status: 201,
      body: { id: next.id, officer: 'night', status: 'open', previous: first.id, tier: DISTRICT },
    });
    expect(await act(night, first.id, 'acceptance', next)).toMatchObject({ status: 200, body: accepted.body });
    expect(await act(night, first.id, 'acceptance', { id: v7() })).toMatchObject({ status: 409, code: 'shift-closed' });
    expect(await shiftOf(first.id)).toMatchObject({ status: 'closed', handover: { to: 'night', by: 'district' } });
    expect(await act(district, first.id, 'entries', { entries: [entry('晚了')] })).toMatchObject({
      status: 409,
      code: 'shift-closed',
    });
    expect((await act(district, first.id, 'entries', { entries: [one] })).status).toBe(201);

    const { items } = shiftListSchema.parse((await district.get(`/v1/shifts?tier=${DISTRICT}`)).body);
    expect(items.map(({ id }) => id)).toEqual([next.id, first.id]);
    await stream.until(() => stream.events.length === 6);
    const told = stream.events.map((event) =>
      event.type === 'yilan.shifts' ? [event.data.shift.status, event.data.entries.length] : [],
    );
    // What is passed on is read from the shift.
    const offers = stream.events.flatMap((event) => (event.type === 'yilan.shifts' ? (event.data.shift.handover ?? []) : []));
    expect(offers.map((offer) => [offer.note, 'items' in offer])).toEqual([
      ['无事', false],
      ['无事', false],
    ]);
    expect(told).toEqual([
      ['open', 0],
      ['open', 1],
      ['open', 1],
      ['handing-over', 0],
      ['closed', 0],
      ['open', 0],
    ]);
    stream.close();
  });

  it('is handed over only when everything open is named', async () => {
    const shift = opening(CITY);
    await officer.post('/v1/shifts', shift);
    const command = await officer.issue();
    const [alarm, shelved] = [v7(), v7()];
    const definition = { rule: 'r', title: '水位', severity: 'minor', tier: CITY, subject: 's' };
    const raise = (id: string, ...more: readonly unknown[]): Promise<Reply> =>
      officer.post(`/v1/alarms/${id}/facts`, { facts: [{ id: v7(), kind: 'raised', at: now(), alarm: definition }, ...more] });
    await raise(alarm);
    await raise(shelved, { id: v7(), kind: 'shelved', at: now(), note: '检修', until: toWireTime(Date.now() + 3_600_000) });
    await raise(v7(), { id: v7(), kind: 'acknowledged', at: now() });

    const { items } = openItemsSchema.parse((await officer.get(`/v1/shifts/${shift.id}/handover`)).body);
    const named = [
      { kind: 'command', id: command.id, text: '继续盯' },
      { kind: 'alarm', id: alarm },
      { kind: 'alarm', id: shelved },
    ];
    expect(items.map(({ kind, id, state }) => [kind, id, state])).toEqual([
      ['command', command.id, 'issued'],
      ['alarm', shelved, 'shelved'],
      ['alarm', alarm, 'unacknowledged'],
    ]);
    for (const missing of named) {
      const refused = await act(officer, shift.id, 'handover', { to: 'second', items: named.filter((item) => item !== missing) });
      expect(refused).toMatchObject({ status: 422, code: 'handover-incomplete', path: '/items' });
      expect((refused.body as { detail: string }).detail).toContain(missing.id);
    }
    expect(
      (await act(officer, shift.id, 'handover', { to: 'second', items: [...named, { kind: 'other', text: '发电机试机' }] }))
        .status,
    ).toBe(201);
    expect((await act(second, shift.id, 'acceptance', { id: v7() })).status).toBe(201);
  });

  it('refuses who may not', async () => {
    const hands = Client.as(backend.url, 'hands');
    const other = Client.as(backend.url, 'other');
    expect(await hands.post('/v1/shifts', opening(CITY))).toMatchObject({ status: 403, code: 'role' });
    expect(await officer.post('/v1/shifts', opening(DISTRICT))).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect(await officer.post('/v1/shifts', opening('999999'))).toMatchObject({ status: 422, code: 'tier-unknown' });
    expect(await officer.post('/v1/shifts', { ...opening(CITY), endsAt: toWireTime(0) })).toMatchObject({
      status: 400,
      path: '/endsAt',
    });
    const shift = opening(OTHER_DISTRICT);
    await other.post('/v1/shifts', shift);
    expect(await district.get(`/v1/shifts/${shift.id}`)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await act(district, shift.id, 'entries', { entries: [entry('x')] })).toMatchObject({ status: 404 });
    expect(await act(officer, shift.id, 'entries', { entries: [entry('x')] })).toMatchObject({
      status: 403,
      code: 'foreign-tier',
    });
    for (const to of ['other', 'nobody', 'district', 'hands', 'officer']) {
      expect(await act(other, shift.id, 'handover', { to, items: [] })).toMatchObject({
        status: 422,
        code: 'handover-recipient',
        path: '/to',
      });
    }
    expect(await act(other, shift.id, 'handover', { to: 'x', items: [{ kind: 'alarm' }] })).toMatchObject({
      status: 400,
      path: '/items/0',
    });
    expect(await officer.get(`/v1/shifts/${v7()}/handover`)).toMatchObject({ status: 404 });
  });
});

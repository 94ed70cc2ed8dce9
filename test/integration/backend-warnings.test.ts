import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident, WarningAnswer } from '../../preload/contract/index.js';
import { warningIncidentId } from '../../main/reference-backend/cap/incident.js';
import { incidentListSchema, incidentSchema, warningAnswerSchema, warningSchema } from '../../preload/contract/index.js';
import type { CapParts } from '../builders/cap.js';
import { capFixture, capMessage, geocode, reference, utf16 } from '../builders/cap.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import type { AccountName, Reply } from './support/backend-client.js';
import type { Sent } from './support/warnings.js';
import { sendWarning } from './support/warnings.js';
import { ACCOUNTS, CITY, Client, DISTRICT, freshFolder, OTHER_DISTRICT, removeFolders, TOWN } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
});
afterAll(() => backend.stop());

const send = (message: string | Uint8Array, type?: string, account?: AccountName): Promise<Sent> =>
  sendWarning(backend.url, message, { type, account });

/** Sends a message that has to be taken. */
async function take(parts: CapParts): Promise<WarningAnswer> {
  const sent = await send(capMessage(parts));
  expect(sent).toMatchObject({ status: 201 });
  return warningAnswerSchema.parse(sent.body);
}

const at = (minute: number): string => `2026-07-01T08:${String(minute).padStart(2, '0')}:00+08:00`;
let count = 0;
const fresh = (): string => `W-${(count += 1)}`;
const incidentOf = async ({ incident }: WarningAnswer): Promise<Incident> =>
  incidentSchema.parse((await officer.get(`/v1/incidents/${incident}`)).body);
const warningOf = async ({ id }: WarningAnswer) => warningSchema.parse((await officer.get(`/v1/warnings/${id}`)).body);
const incidents = async (): Promise<number> =>
  incidentListSchema.parse((await officer.get('/v1/incidents?limit=200')).body).items.length;

describe('POST /v1/warnings', () => {
  it('makes an incident: shown in Chinese, of the worst severity, at its tier', async () => {
    const storm = capFixture('storm');
    const first = await send(storm);
    expect(first.status).toBe(201);
    const answer = warningAnswerSchema.parse(first.body);
    expect(await incidentOf(answer)).toMatchObject({
      kind: 'met',
      title: '大渡口区暴雨黄色预警',
      severity: 'major',
      certainty: 'observed',
      urgency: 'immediate',
      tier: DISTRICT,
      status: 'open',
      source: '市气象台',
      mode: 'live',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [106.4, 29.4],
            [106.55, 29.4],
            [106.55, 29.5],
            [106.4, 29.5],
            [106.4, 29.4],
          ],
        ],
      },
      links: [
        { rel: 'warning', href: `/v1/warnings/${answer.id}` },
        { rel: 'about', href: 'https://example.org/storm' },
      ],
    });
    expect(await warningOf(answer)).toMatchObject({
      xml: storm,
      signature: 'not-verified',
      state: 'current',
      encoding: 'utf-8',
      located: 'geocode',
      tiers: [DISTRICT],
      incident: answer.incident,
    });
    // The same message in another encoding is the same message; another one under its name is not.
    expect(await send(storm)).toMatchObject({ status: 200, body: first.body });
    expect(await send(utf16(storm.replace('UTF-8', 'UTF-16'), 'be', true), 'application/xml')).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await send(storm.replace('50 mm', '60 mm'))).toMatchObject({ status: 409, code: 'warning-conflict' });
  });

  it.each([
    ['utf-16le with a mark', (text: string) => utf16(text, 'le', true), 'text/xml'],
    ['utf-16be by charset', (text: string) => utf16(text, 'be', false), 'application/xml; charset=UTF-16BE'],
    ['utf-8 by charset', (text: string) => Buffer.from(text), 'application/xml; charset="utf-8"'],
  ])('takes %s', async (_what, encode, type) => {
    const sent = await send(encode(capMessage({ identifier: fresh(), headline: '重庆' })), type);
    expect(await incidentOf(warningAnswerSchema.parse(sent.body))).toMatchObject({ title: '重庆' });
  });

  it('takes GB18030', async () => {
    const [before = '', after = ''] = capMessage({ identifier: fresh(), headline: '|' })
      .replaceAll('暴雨', 'x')
      .replaceAll('这里', 'y')
      .split('|');
    const bytes = Buffer.concat([
      Buffer.from(`<?xml version="1.0" encoding="GB18030"?>${before}`),
      Buffer.from([0xd6, 0xd8, 0xc7, 0xec]),
      Buffer.from(after),
    ]);
    const sent = await send(bytes);
    expect(await incidentOf(warningAnswerSchema.parse(sent.body))).toMatchObject({ title: '重庆' });
  });

  it.each([
    ['XXE', capFixture('xxe'), 'application/xml', 422, 'cap-doctype', undefined],
    ['an entity bomb in UTF-16', utf16(capFixture('bomb'), 'le', true), 'application/xml', 422, 'cap-doctype', undefined],
    ['CAP 1.1', capMessage().replace('cap:1.2', 'cap:1.1'), 'application/xml', 422, 'cap-version', '/alert'],
    [
      'CAP 1.0',
      capMessage().replace('urn:oasis:names:tc:emergency:cap:1.2', 'http://www.incident.com/cap/1.0'),
      'application/xml',
      422,
      'cap-version',
      '/alert',
    ],
    ['an unknown severity', capMessage({ severity: 'Bad' }), 'application/xml', 400, 'schema', '/alert/info/0/severity'],
    ['half a document', capMessage().slice(0, -10), 'application/xml', 400, 'syntax', undefined],
    ['nothing', '', 'application/xml', 400, 'syntax', undefined],
    ['JSON', '{}', 'application/json', 415, 'media-type', undefined],
    ['another encoding', capMessage(), 'application/xml; charset=big5', 400, 'cap-encoding', undefined],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0x61, 0xff, 0x3e]), 'application/xml', 400, 'cap-encoding', undefined],
    ['too many elements', `<alert>${'<a/>'.repeat(10_001)}</alert>`, 'application/xml', 422, 'cap-limits', undefined],
    ['a deep one', '<a>'.repeat(100_000), 'application/xml', 422, 'cap-limits', undefined],
    ['too large', ' '.repeat(1024 * 1024 + 1), 'application/xml', 413, 'too-large', undefined],
  ])('refuses %s', async (_what, message, type, status, code, path) => {
    const before = await incidents();
    expect(await send(message, type)).toMatchObject({ status, code, path });
    expect(await incidents()).toBe(before);
  });

  it('goes on with an Update and ends with a Cancel', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()];
    const alert = await take({ identifier: a, severity: 'Unknown' });
    expect(await incidentOf(alert)).toMatchObject({ severity: 'moderate', severityUnknown: true });
    const update = await take({
      identifier: b,
      sent: at(10),
      msgType: 'Update',
      references: [reference(a)],
      severity: 'Extreme',
      headline: '升级',
    });
    expect(update.incident).toBe(alert.incident);
    const updated = await incidentOf(update);
    expect(updated).toMatchObject({ title: '升级', severity: 'critical', status: 'open', version: 2 });
    expect(updated.severityUnknown).toBeUndefined();
    expect(await warningOf(alert)).toMatchObject({ state: 'superseded' });
    const ack = await take({ identifier: fresh(), sent: at(15), msgType: 'Ack', references: [reference(b, at(10))], bare: true });
    expect(ack.incident).toBe(alert.incident);
    expect((await incidentOf(alert)).version).toBe(2);
    const cancel = await take({
      identifier: c,
      sent: at(20),
      msgType: 'Cancel',
      references: [reference(a), reference(b, at(10))],
      bare: true,
    });
    expect(cancel.incident).toBe(alert.incident);
    expect(await incidentOf(alert)).toMatchObject({ status: 'closed', version: 3 });
    expect(await warningOf(update)).toMatchObject({ state: 'cancelled', references: [{ identifier: a, pending: false }] });
  });

  it('applies what came first when that comes to which it refers', async () => {
    const [a, b, c, d] = [fresh(), fresh(), fresh(), fresh()];
    const cancel = await take({ identifier: b, sent: at(20), msgType: 'Cancel', references: [reference(a)], bare: true });
    expect(cancel.incident).toBeNull();
    expect(await warningOf(cancel)).toMatchObject({ references: [{ identifier: a, pending: true }] });
    const alert = await take({ identifier: a });
    expect(await incidentOf(alert)).toMatchObject({ status: 'closed' });
    expect(await warningOf(cancel)).toMatchObject({ references: [{ pending: false }] });
    const update = await take({ identifier: d, sent: at(10), msgType: 'Update', references: [reference(c)], headline: '新' });
    const late = await take({ identifier: c, headline: '旧' });
    expect(late.incident).toBe(update.incident);
    expect(await incidentOf(late)).toMatchObject({ title: '新', version: 1 });
    expect(await warningOf(late)).toMatchObject({ state: 'superseded' });
  });

  it('does not let an older Update undo a newer one, nor reopen what was cancelled', async () => {
    const [a, b, c, d, e] = [fresh(), fresh(), fresh(), fresh(), fresh()];
    const alert = await take({ identifier: a });
    await take({ identifier: b, sent: at(20), msgType: 'Update', references: [reference(a)], headline: '二' });
    await take({ identifier: c, sent: at(10), msgType: 'Update', references: [reference(a)], headline: '一' });
    expect(await incidentOf(alert)).toMatchObject({ title: '二', version: 2 });
    await take({ identifier: d, sent: at(30), msgType: 'Cancel', references: [reference(a)], bare: true });
    const late = await take({ identifier: e, sent: at(25), msgType: 'Update', references: [reference(a)], headline: '三' });
    expect(late.incident).toBe(alert.incident);
    expect(await incidentOf(alert)).toMatchObject({ title: '二', status: 'closed' });
    const renewed = await take({
      identifier: fresh(),
      sent: at(40),
      msgType: 'Update',
      references: [reference(a)],
      headline: '四',
    });
    expect(renewed.incident).not.toBe(alert.incident);
    expect(await incidentOf(renewed)).toMatchObject({ status: 'open' });
  });

  it('lets only the sender of a message change or cancel it', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()];
    const early = { identifier: b, sender: 'other@example.org', msgType: 'Cancel', references: [reference(c)], bare: true };
    await take(early);
    expect(await incidentOf(await take({ identifier: c }))).toMatchObject({ status: 'open' });
    const alert = await take({ identifier: a });
    const foreign = { sender: 'other@example.org', sent: at(5), references: [reference(a)] };
    const update = await take({ ...foreign, identifier: fresh(), msgType: 'Update', headline: '别' });
    expect(update.incident).not.toBe(alert.incident);
    const cancel = await take({ ...foreign, identifier: fresh(), msgType: 'Cancel', bare: true });
    expect(cancel.incident).toBeNull();
    expect(await incidentOf(alert)).toMatchObject({ status: 'open', version: 1 });
    expect(await warningOf(alert)).toMatchObject({ state: 'current' });
    const ack = await take({ ...foreign, identifier: fresh(), msgType: 'Ack', bare: true });
    expect(ack.incident).toBe(alert.incident);
  });

  it('tells what it says also where somebody took its id before', async () => {
    const identifier = fresh();
    const name = { sender: 'weather@example.org', identifier, sent: Date.parse(at(0)) };
    const squat = { id: warningIncidentId(name), kind: 'x', title: 'x', severity: 'minor', tier: TOWN, mode: 'drill' };
    expect(await Client.as(backend.url, 'town').post('/v1/incidents', { ...squat, status: 'closed' })).toMatchObject({
      status: 201,
    });
    const alert = await take({ identifier, severity: 'Extreme', headline: '真' });
    expect(alert.incident).toBe(squat.id);
    const told = { title: '真', severity: 'critical', tier: DISTRICT, status: 'open', mode: 'live' };
    expect(await incidentOf(alert)).toMatchObject(told);
  });

  it('keeps exercise, test and live apart', async () => {
    const [a, b] = [fresh(), fresh()];
    const live = await take({ identifier: a });
    const drill = await take({ identifier: b, status: 'Exercise' });
    expect(await incidentOf(drill)).toMatchObject({ mode: 'drill' });
    await take({ identifier: fresh(), status: 'Exercise', msgType: 'Cancel', references: [reference(a)], bare: true });
    expect(await incidentOf(live)).toMatchObject({ status: 'open' });
    for (const status of ['Test', 'Draft', 'System']) {
      const none = await take({ identifier: fresh(), status });
      expect(none.incident).toBeNull();
      expect(await warningOf(none)).toMatchObject({ state: 'noted', status });
    }
  });

  it('finds tiers, and takes a message from those of its tier or above', async () => {
    const elsewhere = await take({ identifier: fresh(), area: geocode('VTEC-1') });
    expect(await incidentOf(elsewhere)).toMatchObject({ tier: CITY });
    const circle = await take({ identifier: fresh(), area: '<circle>0,0 1</circle>' });
    expect(await incidentOf(circle)).toMatchObject({ tier: CITY, geometry: { type: 'Polygon' } });
    const own = capMessage({ identifier: fresh(), area: geocode(TOWN) });
    const handed = await send(own, 'application/xml', 'device');
    expect(handed.status).toBe(201);
    expect(await send(capMessage({ identifier: fresh() }), 'application/xml', 'device')).toMatchObject({
      status: 404,
      code: 'not-found',
    });
    const cancel = capMessage({
      identifier: fresh(),
      msgType: 'Cancel',
      references: [reference(count > 0 ? `W-${count - 2}` : '')],
      bare: true,
    });
    expect(await send(cancel, 'application/xml', 'other')).toMatchObject({
      status: 404,
      code: 'not-found',
      path: '/alert/references',
    });
    const theirs = capMessage({ identifier: fresh(), area: geocode(OTHER_DISTRICT) });
    const answer = warningAnswerSchema.parse((await send(theirs, 'application/xml', 'other')).body);
    const read: Reply = await Client.as(backend.url, 'town').get(`/v1/warnings/${answer.id}`);
    expect(read).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('takes what is about no known place from everybody, who may take it back', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()];
    const post = async (parts: CapParts, account: AccountName) => send(capMessage(parts), 'application/xml', account);
    const handed = await post({ identifier: a, area: '<polygon/><circle> </circle>' }, 'device');
    expect(handed).toMatchObject({ status: 201 });
    const answer = warningAnswerSchema.parse(handed.body);
    expect(await incidentOf(answer)).toMatchObject({ tier: CITY, status: 'open', geometry: null });
    expect((await Client.as(backend.url, 'device').get(`/v1/warnings/${answer.id}`)).status).toBe(200);
    expect((await Client.as(backend.url, 'other').get(`/v1/warnings/${answer.id}`)).status).toBe(404);
    const cancel = { msgType: 'Cancel', references: [reference(a)], bare: true };
    expect(await post({ ...cancel, identifier: b }, 'other')).toMatchObject({ status: 404, path: '/alert/references' });
    expect(await post({ ...cancel, identifier: c }, 'device')).toMatchObject({ status: 201 });
    expect(await incidentOf(answer)).toMatchObject({ status: 'closed' });
  });

  it('lets a cancel that came first end only what its own tier says about no known place', async () => {
    const [ours, theirs] = [fresh(), fresh()];
    for (const [of, account] of [
      [ours, 'device'],
      [theirs, 'other'],
    ] as const) {
      const cancel = { identifier: fresh(), msgType: 'Cancel', references: [reference(of)], bare: true };
      expect((await send(capMessage(cancel), 'application/xml', account)).status).toBe(201);
    }
    const states = [];
    for (const identifier of [ours, theirs]) {
      const sent = await send(capMessage({ identifier, area: '' }), 'application/xml', 'device');
      states.push((await incidentOf(warningAnswerSchema.parse(sent.body))).status);
    }
    expect(states).toEqual(['closed', 'open']);
  });

  it('notes what says nothing of what happened, and takes an Update of nothing for an Alert', async () => {
    for (const msgType of ['Alert', 'Update', 'Cancel', 'Ack', 'Error']) {
      const noted = await take({ identifier: fresh(), msgType, bare: true });
      expect(noted.incident).toBeNull();
      expect(await warningOf(noted)).toMatchObject({ state: 'noted', msgType });
    }
    const update = await take({ identifier: fresh(), msgType: 'Update', headline: '新' });
    expect(await incidentOf(update)).toMatchObject({ title: '新', status: 'open' });
    const empty = await take({ identifier: fresh(), msgType: 'Update', references: [reference(`W-${count}`)], bare: true });
    expect(empty.incident).toBeNull();
    expect(await incidentOf(update)).toMatchObject({ status: 'open', version: 1 });
  });
});

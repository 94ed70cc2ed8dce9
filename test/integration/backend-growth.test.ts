import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterAll, expect, it } from 'vitest';
import { migrations } from '../../main/reference-backend/storage/migrations/index.js';
import { chinaDate } from '../../main/reference-backend/tier-book.js';
import { openDatabase } from '../../main/sqlite/index.js';
import { DAILY_LIMITS, toWireTime } from '../../preload/contract/index.js';
import { capMessage } from '../builders/cap.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, CITY, Client, directiveAt, DISTRICT, freshFolder, removeFolders, tokenOf } from './support/backend-client.js';
import { sendWarning } from './support/warnings.js';

afterAll(removeFolders);

/** As if the account had made all that it may make today. */
async function exhaust(data: string, account: string): Promise<void> {
  const opened = await openDatabase(join(data, 'backend.db'), { synchronous: 'FULL', migrations });
  if (!opened.ok) throw new Error(opened.error.code);
  const kinds = Object.entries(DAILY_LIMITS).map(([kind, count]) => ({ kind, count }));
  await opened.value.run(
    `INSERT INTO growth (account, kind, day, count) SELECT ?, value ->> 'kind', ?, value ->> 'count' FROM json_each(?) WHERE true
     ON CONFLICT DO UPDATE SET count = excluded.count`,
    ...[account, chinaDate(Date.now()), JSON.stringify(kinds)],
  );
  await opened.value.close();
}

it('refuses what one account makes beyond a day’s measure, and nothing that is there already', async () => {
  const data = freshFolder();
  const first = await startBackend({ data, accounts: ACCOUNTS });
  let officer = Client.as(first.url, 'officer');
  const now = toWireTime(Date.now());
  const directive = directiveAt(await officer.issue(DISTRICT), DISTRICT);
  const shift = v7();
  expect((await officer.post('/v1/shifts', { id: shift, tier: CITY, startsAt: now })).status).toBe(201);
  const incident = () => ({ id: v7(), kind: 'flood', title: '涨水', severity: 'minor', tier: CITY });
  const alarm = { rule: 'r', title: 't', severity: 'minor', tier: CITY, subject: 's', mode: 'live' };
  const fact = (kind: object) => ({ facts: [{ id: v7(), at: now, ...kind }] });
  const evidence = async (url: string, text: string): Promise<number> => {
    const headers = { authorization: `Bearer ${tokenOf('officer')}`, 'content-type': 'text/plain' };
    return (await fetch(`${url}/v1/evidence`, { method: 'POST', headers, body: text })).status;
  };
  const [known, knownAlarm] = [incident(), v7()];
  const make: Readonly<Record<string, () => Promise<{ status: number }>>> = {
    incidents: () => officer.post('/v1/incidents', incident()),
    alarms: () => officer.post(`/v1/alarms/${v7()}/facts`, fact({ kind: 'raised', alarm })),
    messages: () => officer.post(`/v1/directives/${directive}/messages`, { text: '收到' }),
    'shift-entries': () =>
      officer.post(`/v1/shifts/${shift}/entries`, { entries: [{ id: v7(), at: now, kind: 'note', text: 'x' }] }),
    warnings: () => sendWarning(officer.url, capMessage({ identifier: v7() })),
    assets: () => hands.post('/v1/positions', { positions: [{ asset: v7(), t: now, lng: 106, lat: 29 }] }),
    evidence: async () => ({ status: await evidence(officer.url, v7()) }),
  };
  let hands = Client.as(first.url, 'hands');
  const statuses = async () => {
    const found: Record<string, number> = {};
    for (const [kind, one] of Object.entries(make)) found[kind] = (await one()).status;
    return found;
  };
  const all = (status: number) => Object.fromEntries(Object.keys(DAILY_LIMITS).map((kind) => [kind, status]));
  expect(await statuses()).toEqual(all(201));
  expect((await officer.post('/v1/incidents', known)).status).toBe(201);
  expect(await evidence(first.url, 'known')).toBe(201);
  expect((await officer.post(`/v1/alarms/${knownAlarm}/facts`, fact({ kind: 'raised', alarm }))).status).toBe(201);
  await first.stop();
  for (const account of ['officer', 'hands']) await exhaust(data, account);
  const second = await startBackend({ data, accounts: ACCOUNTS });
  officer = Client.as(second.url, 'officer');
  hands = Client.as(second.url, 'hands');
  expect(await statuses()).toEqual(all(429));
  const refused = await officer.post('/v1/incidents', incident());
  expect(refused).toMatchObject({ code: 'quota' });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await officer.post('/v1/incidents', known)).status).toBe(200);
  expect(await evidence(second.url, 'known')).toBe(200);
  expect((await officer.post(`/v1/alarms/${knownAlarm}/facts`, fact({ kind: 'acknowledged' }))).status).toBe(201);
  expect((await Client.as(second.url, 'second').post('/v1/incidents', incident())).status).toBe(201);
  await second.stop();
});

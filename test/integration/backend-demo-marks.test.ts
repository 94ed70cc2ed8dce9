import { tableFromIPC } from 'apache-arrow';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { Account } from '../../preload/contract/index.js';
import { incidentSchema, toWireTime, warningAnswerSchema } from '../../preload/contract/index.js';
import { capMessage, reference } from '../builders/cap.js';
import { getTable, tableRows } from './support/arrow.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  CITY,
  Client,
  DISTRICT,
  directiveAt,
  freshFolder,
  receipt,
  removeFolders,
  StreamClient,
} from './support/backend-client.js';

afterAll(removeFolders);

const DEMO: Account = {
  ...{ name: 'rehearsal', token: 'ready-token-of-rehearsal', roles: ['officer', 'leader', 'approver', 'responder'] },
  ...{ tier: CITY, subtree: true, demo: true },
};

let backend: TestBackend;
let officer: Client;
let demo: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: [...ACCOUNTS, DEMO] });
  officer = Client.as(backend.url, 'officer');
  demo = new Client(backend.url, 'ready-token-of-rehearsal', 'rehearsal');
});
afterAll(() => backend.stop());

const key = () => ({ 'idempotency-key': v7() });
const itemsOf = async (path: string) => ((await officer.get(path)).body as { items: Record<string, unknown>[] }).items;

describe('what a demo account hands in', () => {
  it('is marked in its commands, wherever they show', async () => {
    const stream = await StreamClient.opened(backend.url, officer.token, '?topics=commands,directives');
    const view = await demo.issue(DISTRICT);
    expect(view).toMatchObject({ demo: true });
    const real = await officer.issue(DISTRICT);
    expect(real.demo).toBeUndefined();
    const marks = async (path: string, name: string) => {
      const found = (await itemsOf(path)).filter((item) => [view.id, real.id].includes(String(item[name])));
      return Object.fromEntries(found.map((item) => [item[name], item['demo']]));
    };
    expect(await marks('/v1/commands', 'id')).toEqual({ [view.id]: true, [real.id]: undefined });
    expect(await marks(`/v1/inbox?tier=${DISTRICT}`, 'command')).toEqual({ [view.id]: true, [real.id]: undefined });
    const told = (id: string) =>
      stream.events.flatMap(({ data }) =>
        ('command' in data && data.command === id) || ('hash' in data && data.id === id) ? [data] : [],
      );
    await stream.until(() => told(real.id).length === 10);
    expect(told(view.id).map((data) => 'demo' in data && data.demo)).toEqual(Array.from({ length: 10 }, () => true));
    expect(told(real.id).some((data) => 'demo' in data)).toBe(false);
    stream.close();
  });

  it('is marked in the columns of series and of the stream', async () => {
    const [indicator] = await itemsOf('/v1/indicators');
    const id = String(indicator?.['id']);
    const at = Date.now();
    const socket = new WebSocket(`${backend.url.replace('http', 'ws')}/v1/stream?topics=samples,positions`, {
      headers: { authorization: `Bearer ${officer.token}` },
    });
    const rows: Record<string, unknown>[] = [];
    socket.on('message', (data, isBinary) => isBinary && rows.push(...tableRows(tableFromIPC(new Uint8Array(data as Buffer)))));
    await new Promise((resolve) => socket.once('message', resolve));
    for (const [index, client] of [demo, Client.as(backend.url, 'hands')].entries()) {
      const sample = { indicator: id, tier: DISTRICT, t: toWireTime(at + index), value: index, quality: 'good' };
      const position = { asset: `car-${index}`, t: toWireTime(at), lng: 106.5, lat: 29.5, quality: 'good' };
      expect((await client.post('/v1/samples', { samples: [sample] }, key())).status).toBe(201);
      expect((await client.post('/v1/positions', { positions: [position] }, key())).status).toBe(201);
    }
    await expect.poll(() => rows.length).toBe(4);
    expect(rows.map((row) => row['demo'])).toEqual([true, true, false, false]);
    socket.terminate();
    const path = `/v1/indicators/${id}/samples?tier=${DISTRICT}&from=${toWireTime(at)}&to=${toWireTime(at + 2)}`;
    const table = await getTable(backend.url, officer.token, path);
    expect(tableRows(table).map((row) => [row['value'], row['demo']])).toEqual([
      [0, true],
      [1, false],
    ]);
  });
});

describe('a demo account', () => {
  it('answers a real command, and acts on nothing else that is real', async () => {
    const view = await officer.issue(DISTRICT);
    const answer = await demo.handIn(receipt(directiveAt(view, DISTRICT), 'delivered'));
    expect(answer).toMatchObject({ status: 201, body: { items: [{ demo: true }] } });
    const incident = { kind: 'flood', title: '涨水', severity: 'major', tier: DISTRICT };
    const [real, played] = [v7(), v7()];
    expect((await officer.post('/v1/incidents', { ...incident, id: real, tier: CITY })).status).toBe(201);
    expect((await demo.post('/v1/incidents', { ...incident, id: played })).status).toBe(201);
    const patch = async (id: string) =>
      (
        await fetch(`${backend.url}/v1/incidents/${id}`, {
          method: 'PATCH',
          headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ status: 'closed' }),
        })
      ).status;
    expect([await patch(real), await patch(played)]).toEqual([403, 200]);
    const alarm = { rule: 'r', title: 't', severity: 'minor', tier: CITY, subject: 's', mode: 'live' };
    const facts = (client: Client, id: string, fact: object) =>
      client.post(`/v1/alarms/${id}/facts`, { facts: [{ id: v7(), at: toWireTime(Date.now()), ...fact }] });
    expect((await facts(officer, real, { kind: 'raised', alarm })).status).toBe(201);
    expect((await facts(demo, played, { kind: 'raised', alarm })).status).toBe(201);
    const acknowledged = { kind: 'acknowledged' };
    expect(await facts(demo, real, acknowledged)).toMatchObject({ status: 403, code: 'demo-account' });
    expect((await facts(demo, played, acknowledged)).status).toBe(201);
    expect((await facts(officer, played, { kind: 'returned' })).status).toBe(201);
  });

  it('changes nothing that a real message said, whoever it names as sender', async () => {
    const send = async (client: Client, message: string) => {
      const headers = { authorization: `Bearer ${client.token}`, 'content-type': 'application/cap+xml' };
      const sent = await fetch(`${backend.url}/v1/warnings`, { method: 'POST', headers, body: message });
      return warningAnswerSchema.parse(await sent.json());
    };
    const incidentOf = async (id: string | null) => incidentSchema.parse((await officer.get(`/v1/incidents/${id}`)).body);
    const cancel = { msgType: 'Cancel', bare: true };
    await send(demo, capMessage({ ...cancel, identifier: 'D-0', references: [reference('D-1')] }));
    const real = await send(officer, capMessage({ identifier: 'D-1' }));
    expect(await incidentOf(real.incident)).toMatchObject({ status: 'open', demo: false });
    expect(await send(demo, capMessage({ ...cancel, identifier: 'D-2', references: [reference('D-1')] }))).toMatchObject({
      incident: null,
    });
    const update = await send(demo, capMessage({ identifier: 'D-3', msgType: 'Update', references: [reference('D-1')] }));
    expect(await incidentOf(update.incident)).toMatchObject({ demo: true });
    expect(await incidentOf(real.incident)).toMatchObject({ status: 'open', version: 1 });
  });
});

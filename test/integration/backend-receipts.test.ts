import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandView, ReceiptKind } from '../../preload/contract/index.js';
import { commandViewSchema, receiptsAnswerSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  Client,
  directiveAt,
  DISTRICT,
  freshFolder,
  receipt,
  removeFolders,
  StreamClient,
  TOWN,
} from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
let hands: Client;
let town: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
  hands = Client.as(backend.url, 'hands');
  town = Client.as(backend.url, 'town');
});
afterAll(() => backend.stop());

const stateAt = (view: CommandView, tier: string) => view.directives.find((directive) => directive.tier === tier)?.state;

describe('POST /v1/receipts', () => {
  it('stores who, when and in which order, and the state follows', async () => {
    const view = await officer.issue();
    const directive = directiveAt(view, TOWN);
    const first = receipt(directive, 'delivered', { note: '收到', position: [106.5, 29.5] });
    const reply = await town.handIn(first, receipt(directive, 'progress', { progress: 40 }));
    expect(reply.status).toBe(201);
    const { items } = receiptsAnswerSchema.parse(reply.body);
    expect(items[0]).toMatchObject({ ...first, by: 'town', demo: false });
    expect(Number(items[1]?.sequence)).toBe(Number(items[0]?.sequence) + 1);
    const after = commandViewSchema.parse((await officer.get(`/v1/commands/${view.id}`)).body);
    expect(stateAt(after, TOWN)).toBe('acting');
    expect(after.state).toBe('running');
    expect(after.directives.find(({ tier }) => tier === TOWN)?.receipts).toEqual(items);
  });

  it('gives the same answer to the same receipt, alone, again in a batch, and twice in one', async () => {
    const directive = directiveAt(await officer.issue(), TOWN);
    const one = receipt(directive, 'delivered');
    const first = await town.handIn(one);
    expect((await town.handIn(one)).body).toEqual(first.body);
    const reordered = Object.fromEntries(Object.entries(one).reverse()) as typeof one;
    const batch = await town.handIn(reordered, receipt(directive, 'read'), one);
    const { items } = receiptsAnswerSchema.parse(batch.body);
    expect(items[0]).toEqual((first.body as { items: unknown[] }).items[0]);
    expect(items[2]).toEqual(items[0]);
    const twin = receipt(directive, 'accepted');
    const twins = receiptsAnswerSchema.parse((await town.handIn(twin, twin)).body).items;
    expect(twins[0]).toEqual(twins[1]);
  });

  it('refuses a known id with other content, stored or in the same batch', async () => {
    const directive = directiveAt(await officer.issue(), TOWN);
    const one = receipt(directive, 'delivered');
    const inBatch = await town.handIn(one, { ...one, note: '不同' });
    expect(inBatch).toMatchObject({ status: 409, code: 'receipt-conflict', path: '/receipts/1/id' });
    await town.handIn(one);
    expect(await town.handIn({ ...one, note: '不同' })).toMatchObject({
      status: 409,
      code: 'receipt-conflict',
      path: '/receipts/0/id',
    });
  });

  it('stores all of a batch or nothing', async () => {
    const view = await officer.issue();
    const directive = directiveAt(view, TOWN);
    const reply = await town.handIn(receipt(directive, 'delivered'), receipt(directive, 'accepted', { round: 2 }));
    expect(reply).toMatchObject({ status: 409, code: 'round-conflict', path: '/receipts/1/round' });
    const after = await officer.view(view.id);
    expect(stateAt(after, TOWN)).toBe('pending');
    expect(after.state).toBe('issued');
  });

  it('lets an account act for its own tier, below it only with subtree', async () => {
    const view = await officer.issue();
    const [ofTown, ofDistrict] = [directiveAt(view, TOWN), directiveAt(view, DISTRICT)];
    const foreign = { status: 403, code: 'foreign-tier', path: '/receipts/0/directive' };
    const unseen = { status: 404, code: 'not-found', path: '/receipts/0/directive' };
    expect(await town.handIn(receipt(ofDistrict, 'delivered'))).toMatchObject(unseen);
    expect(await Client.as(backend.url, 'district').handIn(receipt(ofTown, 'delivered'))).toMatchObject(foreign);
    expect(await Client.as(backend.url, 'other').handIn(receipt(ofTown, 'delivered'))).toMatchObject(unseen);
    const evidence = ['a'.repeat(64)];
    expect(await Client.as(backend.url, 'other').handIn(receipt(ofTown, 'done', { evidence }))).toMatchObject(unseen);
    const known = receipt(ofTown, 'read');
    await town.handIn(known);
    expect(await Client.as(backend.url, 'other').handIn({ ...known, note: '不同' })).toMatchObject(unseen);
    expect(await Client.as(backend.url, 'district').handIn({ ...known, note: '不同' })).toMatchObject(foreign);
    expect(await officer.handIn(receipt(ofTown, 'delivered'))).toMatchObject(foreign);
    expect((await Client.as(backend.url, 'district').handIn(receipt(ofDistrict, 'delivered'))).status).toBe(201);
    expect((await hands.handIn(receipt(ofTown, 'delivered'))).status).toBe(201);
  });

  it.each(['forwarded', 'verified', 'reopened', 'withdrawn', 'recalled', 'reminded', 'escalated'] satisfies ReceiptKind[])(
    'refuses %s from the receiving side',
    async (kind) => {
      const directive = directiveAt(await officer.issue(), TOWN);
      expect(await town.handIn(receipt(directive, kind))).toMatchObject({
        status: 422,
        code: 'kind-not-allowed',
        path: '/receipts/0/kind',
      });
    },
  );

  it('lets a device say only that something arrived', async () => {
    const directive = directiveAt(await officer.issue(), TOWN);
    const device = Client.as(backend.url, 'device');
    expect((await device.handIn(receipt(directive, 'delivered'))).status).toBe(201);
    expect(await device.handIn(receipt(directive, 'accepted'))).toMatchObject({ status: 403, code: 'role' });
  });

  it('keeps what an Idempotency-Key was used for, each account by itself', async () => {
    const directive = directiveAt(await officer.issue(), TOWN);
    const key = { 'idempotency-key': v7() };
    const body = { receipts: [receipt(directive, 'delivered')] };
    const first = await town.post('/v1/receipts', body, key);
    const again = await town.post('/v1/receipts', body, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const other = { receipts: [receipt(directive, 'read')] };
    const used = { status: 409, code: 'idempotency-conflict', path: '/Idempotency-Key' };
    expect(await town.post('/v1/receipts', other, key)).toMatchObject(used);
    expect((await hands.post('/v1/receipts', other, key)).status).toBe(201);
    const fresh = { 'idempotency-key': v7() };
    const batches = ['progress', 'progress', 'progress'].map(() => ({ receipts: [receipt(directive, 'progress')] }));
    const statuses = (await Promise.all(batches.map((batch) => town.post('/v1/receipts', batch, fresh)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([201, 409, 409]);
    const refused = { 'idempotency-key': v7() };
    expect((await town.post('/v1/receipts', { receipts: [receipt(directive, 'read', { round: 5 })] }, refused)).status).toBe(409);
    expect((await town.post('/v1/receipts', { receipts: [receipt(directive, 'read')] }, refused)).status).toBe(201);
  });

  it('refuses an unknown directive, an empty batch, one that is too long, unknown members', async () => {
    expect(await hands.handIn(receipt(v7(), 'delivered'))).toMatchObject({ status: 404, code: 'not-found' });
    expect(await hands.handIn()).toMatchObject({ status: 400, code: 'schema', path: '/receipts' });
    const many = Array.from({ length: 1001 }, () => receipt(v7(), 'delivered'));
    expect(await hands.handIn(...many)).toMatchObject({ status: 400, code: 'schema', path: '/receipts' });
    const extra = { ...receipt(v7(), 'delivered'), by: 'me' };
    expect(await hands.handIn(extra)).toMatchObject({ status: 400, code: 'schema', path: '/receipts/0/by' });
  });

  it('takes a batch of 1,000 larger than the usual bound', async () => {
    const directive = directiveAt(await officer.issue(), TOWN);
    const many = Array.from({ length: 1000 }, () => receipt(directive, 'progress', { note: '汛'.repeat(600) }));
    const reply = await hands.handIn(...many);
    expect(reply.status).toBe(201);
    expect((reply.body as { items: unknown[] }).items).toHaveLength(1000);
  }, 20_000);

  it('refuses done with open children, judged after the earlier receipts of the batch', async () => {
    const view = await officer.issue();
    const lead = directiveAt(view, DISTRICT);
    const towns = view.directives.filter(({ tier }) => tier !== DISTRICT).map(({ id }) => id);
    const done = receipt(lead, 'done');
    const almost = [...towns.slice(1).map((id) => receipt(id, 'done')), receipt(towns[0] ?? '', 'returned'), done];
    expect(await hands.handIn(...almost)).toMatchObject({ status: 409, code: 'children-open', path: '/receipts/8' });
    expect(await hands.handIn(done, ...towns.map((id) => receipt(id, 'done')))).toMatchObject({
      code: 'children-open',
      path: '/receipts/0',
    });
    expect((await hands.handIn(...towns.map((id) => receipt(id, 'done')), done)).status).toBe(201);
    expect((await officer.view(view.id)).state).toBe('finished');
  });
});

describe('a command under way', () => {
  it('goes issued, running, finished, each told on the stream; the roll-up counts', async () => {
    const stream = await StreamClient.opened(backend.url, officer.token, '?topics=commands');
    const view = await officer.issue();
    const towns = view.directives.filter(({ tier }) => tier !== DISTRICT).map(({ id }) => id);
    const states = () =>
      stream.events.flatMap((event) => (event.type === 'yilan.commands' && event.data.id === view.id ? [event.data.state] : []));
    await hands.handIn(...towns.map((id) => receipt(id, 'delivered')));
    expect((await officer.view(view.id)).state).toBe('issued');
    await hands.handIn(receipt(towns[0] ?? '', 'accepted'));
    await stream.until(() => states().includes('running'));
    await hands.handIn(...towns.slice(0, 3).map((id) => receipt(id, 'done')));
    const { rollUp } = commandViewSchema.parse((await officer.get(`/v1/commands/${view.id}`)).body);
    expect(rollUp).toMatchObject({
      total: 9,
      levels: { district: { pending: 1 }, town: { delivered: 5, done: 3 } },
      reached: { delivered: 8, accepted: 3, done: 3, overdue: 0 },
      oldestWaiting: { tier: DISTRICT, step: 'deliver' },
      steps: { deliver: { count: 8 }, accept: { count: 3 }, finish: { count: 3 } },
    });
    await hands.handIn(...towns.slice(3).map((id) => receipt(id, 'done')), receipt(directiveAt(view, DISTRICT), 'done'));
    await stream.until(() => states().includes('finished'));
    expect(states()).toEqual(['issued', 'running', 'finished']);
    stream.close();
  });
});

import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredReceipt, StreamEvent } from '../../preload/contract/index.js';
import { messageListSchema, messageSchema, storedReceiptSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  Client,
  directiveAt,
  DISTRICT,
  freshFolder,
  OTHER_DISTRICT,
  receipt,
  removeFolders,
  StreamClient,
  TOWN,
  tokenOf,
} from './support/backend-client.js';
import { forwardTo, issueOf, treeResources } from './support/tree.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
let district: Client;
let town: Client;
let hands: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS, args: treeResources() });
  officer = Client.as(backend.url, 'officer');
  district = Client.as(backend.url, 'district');
  town = Client.as(backend.url, 'town');
  hands = Client.as(backend.url, 'hands');
});
afterAll(() => backend.stop());

type Escalated = Extract<StreamEvent, { readonly type: 'yilan.escalations' }>;

const pressed = (stream: StreamClient, directive: string): StoredReceipt[] =>
  stream.events.flatMap((event) =>
    event.type === 'yilan.receipts' && event.data.directive === directive && event.data.by === 'system' ? [event.data] : [],
  );
const told = (stream: StreamClient, directive: string): Escalated[] =>
  stream.events.filter((event): event is Escalated => event.type === 'yilan.escalations' && event.data.directive === directive);
const issue = (template: string) => issueOf(officer, template, { district: DISTRICT });

describe('escalation by the clock', () => {
  it('reminds at the limit and tells the upper tier later, each once', async () => {
    const stream = await StreamClient.opened(backend.url, officer.token, '?topics=receipts,escalations');
    const view = await issue('quick');
    const late = directiveAt(view, TOWN);
    const others = view.directives.filter(({ id }) => id !== late).map(({ id }) => id);
    await hands.handIn(...others.map((id) => receipt(id, 'accepted')));
    await stream.until(() => told(stream, late).length > 0);
    // Another command goes through the whole of it meanwhile, so that what fires twice would be seen.
    const next = await issue('quick');
    await stream.until(() => told(stream, directiveAt(next, TOWN)).length > 0);
    expect(pressed(stream, late).map(({ kind, action, step, demo }) => [kind, action, step, demo])).toEqual([
      ['reminded', 'remind', 'accept', false],
      ['escalated', 'tell-upper', 'accept', false],
    ]);
    expect(told(stream, late).map(({ subject, data }) => [subject, data.tier, data.action])).toEqual([
      [DISTRICT, TOWN, 'tell-upper'],
    ]);
    for (const id of others) expect(pressed(stream, id)).toEqual([]);
    const after = await officer.view(view.id);
    expect(after.directives.find(({ id }) => id === late)).toMatchObject({ state: 'pending', overdue: ['deliver', 'accept'] });
    expect(after.rollUp.broken).toEqual([{ directive: late, tier: TOWN, step: 'deliver', reason: 'unreachable' }]);
    stream.close();
  });

  it('follows the rules of the template, and begins anew in the next round', async () => {
    const stream = await StreamClient.opened(backend.url, officer.token, '?topics=receipts,escalations');
    const view = await issue('quick-rules');
    const directive = directiveAt(view, TOWN);
    const actions = (round: number) =>
      pressed(stream, directive)
        .filter((one) => one.round === round)
        .map(({ action }) => action);
    await stream.until(() => actions(1).length === 2);
    expect(actions(1)).toEqual(['next-duty', 'widen']);
    expect(told(stream, directive).map(({ subject }) => subject)).toEqual([TOWN, TOWN]);
    await town.handIn(receipt(directive, 'returned', { note: '人手不足' }));
    await officer.handIn(receipt(directive, 'reopened', { round: 2 }));
    await stream.until(() => actions(2).length === 2);
    expect(actions(2)).toEqual(['next-duty', 'widen']);
    stream.close();
  });

  it('tells a late report of what was done in time from one that was late', async () => {
    const view = await issue('quick');
    const directive = directiveAt(view, TOWN);
    const issuedAt = Date.parse(view.issuedAt ?? '');
    const stream = await StreamClient.opened(backend.url, officer.token, '?topics=receipts');
    await stream.until(() => pressed(stream, directive).length > 0);
    await town.handIn(receipt(directive, 'accepted', { at: new Date(issuedAt + 100).toISOString() }));
    const { rollUp, directives } = await officer.view(view.id);
    expect(directives.find(({ id }) => id === directive)?.overdue).toEqual([]);
    expect(rollUp.lateReports).toEqual([
      { directive, tier: TOWN, step: 'deliver' },
      { directive, tier: TOWN, step: 'accept' },
    ]);
    stream.close();
  });
});

describe('pressing by hand', () => {
  const press = (client: Client, directive: string, what: string, body: object, key?: string) =>
    client.post(`/v1/directives/${directive}/${what}`, body, key === undefined ? {} : { 'idempotency-key': key });

  it('is the issuing side’s: the issuer, and the tier that forwarded', async () => {
    const view = await officer.issue();
    const directive = directiveAt(view, TOWN);
    const reminded = await press(officer, directive, 'reminders', { note: '请尽快签收' });
    expect(reminded.status).toBe(201);
    expect(storedReceiptSchema.parse(reminded.body)).toMatchObject({ kind: 'reminded', by: 'officer', note: '请尽快签收' });
    expect(await press(district, directive, 'reminders', {})).toMatchObject({ status: 403, code: 'foreign-tier' });
    const passedOn = await issueOf(officer, 'chain', { district: DISTRICT });
    await forwardTo(district, directiveAt(passedOn, DISTRICT), [TOWN]);
    const below = directiveAt(await officer.view(passedOn.id), TOWN);
    const escalated = await press(district, below, 'escalations', { action: 'tell-upper' });
    expect(storedReceiptSchema.parse(escalated.body)).toMatchObject({ kind: 'escalated', action: 'tell-upper', by: 'district' });
    expect((await officer.view(passedOn.id)).directives.find(({ id }) => id === below)).toMatchObject({ state: 'pending' });
    expect(await press(town, directive, 'reminders', {})).toMatchObject({ status: 403, code: 'role' });
    expect(await press(district, directiveAt(view, DISTRICT), 'reminders', {})).toMatchObject({
      status: 403,
      code: 'foreign-tier',
    });
    const other = Client.as(backend.url, 'other');
    expect(await press(other, directive, 'reminders', {})).toMatchObject({ status: 404, code: 'not-found' });
    expect(await press(officer, v7(), 'reminders', {})).toMatchObject({ status: 404, code: 'not-found' });
    expect(await press(officer, directive, 'escalations', { action: 'shout' })).toMatchObject({ status: 400, path: '/action' });
  });

  it('is done once for a key, and not when the directive is closed', async () => {
    const view = await officer.issue();
    const directive = directiveAt(view, TOWN);
    const first = await press(officer, directive, 'reminders', {}, 'k1');
    expect((await press(officer, directive, 'reminders', {}, 'k1')).body).toEqual(first.body);
    const conflict = await press(officer, directive, 'reminders', { note: '另' }, 'k1');
    expect(conflict).toMatchObject({ status: 409, code: 'idempotency-conflict' });
    await town.handIn(receipt(directive, 'done'));
    expect(await press(officer, directive, 'reminders', {})).toMatchObject({ status: 409, code: 'state-conflict' });
  });
});

describe('messages', () => {
  it('go both ways, in order, on the stream too, and to nobody else', async () => {
    const view = await officer.issue();
    const directive = directiveAt(view, TOWN);
    const path = `/v1/directives/${directive}/messages`;
    const stream = await StreamClient.opened(backend.url, tokenOf('town'), '?topics=messages');
    const said = await officer.post(path, { text: '水位多少？' });
    expect(messageSchema.parse(said.body)).toMatchObject({
      directive,
      text: '水位多少？',
      mode: 'live',
      by: 'officer',
      demo: false,
    });
    await town.post(path, { text: '二百米' });
    await district.post(path, { text: '收到' }, { 'idempotency-key': 'm1' });
    await district.post(path, { text: '收到' }, { 'idempotency-key': 'm1' });
    await stream.until(() => stream.events.length >= 3);
    const list = messageListSchema.parse((await town.get(path)).body);
    expect(list.items.map(({ text }) => text)).toEqual(['水位多少？', '二百米', '收到']);
    const page = messageListSchema.parse((await town.get(`${path}?limit=2`)).body);
    const rest = messageListSchema.parse((await town.get(`${path}?limit=2&cursor=${page.next}`)).body);
    expect(rest).toEqual({ items: list.items.slice(2) });
    const other = Client.as(backend.url, 'other');
    expect(await other.post(path, { text: 'x' })).toMatchObject({ status: 404, code: 'not-found' });
    expect(await other.get(path)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await Client.as(backend.url, 'device').post(path, { text: 'x' })).toMatchObject({ status: 403, code: 'role' });
    expect(await officer.post(path, { text: '' })).toMatchObject({ status: 400, path: '/text' });
    stream.close();
  });

  it('reach the issuer of a lateral request, though the answer comes from outside its subtree', async () => {
    const stream = await StreamClient.opened(backend.url, tokenOf('district'), '?topics=messages,receipts');
    const view = await issueOf(district, 'mutual-aid', { peers: [OTHER_DISTRICT], need: '沙袋' }, {}, DISTRICT);
    const directive = directiveAt(view, OTHER_DISTRICT);
    const other = Client.as(backend.url, 'other');
    await other.post(`/v1/directives/${directive}/messages`, { text: '马上出发' });
    await other.handIn(receipt(directive, 'accepted'));
    await stream.until(() => stream.events.length >= 2);
    expect(stream.events.map(({ type, subject }) => [type, subject])).toEqual([
      ['yilan.messages', DISTRICT],
      ['yilan.receipts', DISTRICT],
    ]);
    stream.close();
  });
});

import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandView, Frozen, InboxItem } from '../../preload/contract/index.js';
import { centreOf, commandViewSchema, forwardSchema, inboxListSchema } from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  CITY,
  Client,
  directiveAt,
  DISTRICT,
  freshFolder,
  OTHER_DISTRICT,
  receipt,
  removeFolders,
  TOWN,
} from './support/backend-client.js';
import { forwardTo, freezeOf, issueOf, treeResources } from './support/tree.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
let hands: Client;
let district: Client;
let town: Client;
let towns: string[];
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS, args: treeResources() });
  officer = Client.as(backend.url, 'officer');
  hands = Client.as(backend.url, 'hands');
  district = Client.as(backend.url, 'district');
  town = Client.as(backend.url, 'town');
  const tiers = await officer.tiers(`?root=${DISTRICT}`);
  towns = tiers.filter(({ level }) => level === 'town').map(({ code }) => code);
});
afterAll(() => backend.stop());

const viewOf = async (id: string): Promise<CommandView> =>
  commandViewSchema.parse((await officer.get(`/v1/commands/${id}`)).body);
const at = (view: CommandView, tier: string) => view.directives.find((directive) => directive.tier === tier);
const stateAt = async (id: string, tier: string) => at(await viewOf(id), tier)?.state;
const chain = (change: Partial<Frozen> = {}) => issueOf(officer, 'chain', { district: DISTRICT }, change);

describe('forwarding', () => {
  it('goes down three levels, one at a time, and comes up done', async () => {
    const view = await issueOf(officer, 'chain-all', {});
    expect(view.directives.map(({ tier }) => tier)).toEqual([CITY]);
    const root = directiveAt(view, CITY);
    expect((await forwardTo(officer, root, [DISTRICT])).status).toBe(201);
    const ofDistrict = directiveAt(await viewOf(view.id), DISTRICT);
    expect((await viewOf(view.id)).state).toBe('running');
    const reply = await forwardTo(district, ofDistrict, [TOWN], { note: '重点查看涵洞' });
    const forwarded = forwardSchema.parse(reply.body);
    expect(forwarded.receipt).toMatchObject({ kind: 'forwarded', by: 'district', note: '重点查看涵洞' });
    expect(forwarded.items[0]).toMatchObject({ tier: TOWN, parent: ofDistrict, note: '重点查看涵洞', state: 'pending' });
    const inbox = inboxListSchema.parse((await town.get('/v1/inbox')).body).items;
    expect(inbox[0]).toEqual(forwarded.items[0]);
    const done = receipt(forwarded.items[0]?.id ?? '', 'done');
    expect(await district.handIn(receipt(ofDistrict, 'done'))).toMatchObject({ status: 409, code: 'children-open' });
    await town.handIn(done);
    const after = await viewOf(view.id);
    expect(after.directives.map(({ tier, state }) => [tier, state])).toEqual([
      [CITY, 'done'],
      [DISTRICT, 'done'],
      [TOWN, 'done'],
    ]);
    expect(after.state).toBe('finished');
  });

  it('stays inside the signed list', async () => {
    const view = await chain();
    const head = directiveAt(view, DISTRICT);
    const outside = { status: 422, code: 'outside-scope', path: '/targets/0' };
    expect(await forwardTo(district, head, ['500103001'])).toMatchObject(outside);
    expect(await forwardTo(district, head, [DISTRICT])).toMatchObject(outside);
    expect(await forwardTo(district, head, [TOWN, TOWN])).toMatchObject({ code: 'target-duplicate', path: '/targets/1' });
    const team = { targets: [{ tier: TOWN, party: `${TOWN}-response-team`, role: 'lead' }] };
    expect(await forwardTo(district, head, [], team)).toMatchObject(outside);
    const nobody = { targets: [{ tier: TOWN, party: `${TOWN}-nobody`, role: 'lead' }] };
    expect(await forwardTo(district, head, [], nobody)).toMatchObject({ status: 422, code: 'party-unknown' });
    expect(await forwardTo(district, head, [])).toMatchObject({ status: 400, code: 'schema' });
    expect(await forwardTo(officer, head, [TOWN])).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect(await forwardTo(Client.as(backend.url, 'other'), head, [TOWN])).toMatchObject({ status: 404, code: 'not-found' });
    expect(await forwardTo(Client.as(backend.url, 'device'), head, [TOWN])).toMatchObject({ status: 403, code: 'role' });
    expect((await viewOf(view.id)).directives).toHaveLength(1);
    const direct = await officer.issue();
    expect(await forwardTo(district, directiveAt(direct, DISTRICT), [TOWN])).toMatchObject(outside);
  });

  it('is done once for an id, and once for a target', async () => {
    const head = directiveAt(await chain(), DISTRICT);
    const id = v7();
    const first = await forwardTo(district, head, [TOWN], { id });
    const again = await forwardTo(district, head, [TOWN], { id });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect(await forwardTo(district, head, [TOWN], { id, note: '另' })).toMatchObject({ status: 409, code: 'forward-conflict' });
    expect(await forwardTo(district, head, [TOWN])).toMatchObject({ status: 409, code: 'already-forwarded', path: '/targets/0' });
    const rest = towns.filter((code) => code !== TOWN);
    expect((await forwardTo(district, head, rest)).status).toBe(201);
  });

  it('replaces a returned child after it was withdrawn with a reason', async () => {
    const view = await chain();
    const head = directiveAt(view, DISTRICT);
    const [, second = ''] = towns;
    await forwardTo(district, head, [TOWN]);
    const child = directiveAt(await viewOf(view.id), TOWN);
    await town.handIn(receipt(child, 'returned', { note: '道路中断' }));
    expect(await stateAt(view.id, DISTRICT)).toBe('forwarded');
    expect(await district.handIn(receipt(child, 'withdrawn'))).toMatchObject({
      status: 422,
      code: 'reason-missing',
      path: '/receipts/0/note',
    });
    expect((await district.handIn(receipt(child, 'withdrawn', { note: '改派' }))).status).toBe(201);
    expect((await forwardTo(district, head, [TOWN, second])).status).toBe(201);
    const children: InboxItem[] = inboxListSchema.parse((await hands.get(`/v1/inbox?tier=${TOWN}`)).body).items;
    const fresh = children.find(({ parent, id }) => parent === head && id !== child);
    const { id: other } = at(await viewOf(view.id), second) ?? { id: '' };
    await hands.handIn(receipt(fresh?.id ?? '', 'done'), receipt(other, 'done'));
    expect(await stateAt(view.id, DISTRICT)).toBe('done');
  });

  it('waits for the part that the forwarder kept', async () => {
    const view = await chain();
    const head = directiveAt(view, DISTRICT);
    await forwardTo(district, head, [TOWN], { keepsPart: true });
    const child = directiveAt(await viewOf(view.id), TOWN);
    expect(await district.handIn(receipt(head, 'done'))).toMatchObject({ code: 'children-open' });
    await town.handIn(receipt(child, 'done'));
    expect(await stateAt(view.id, DISTRICT)).toBe('forwarded');
    await district.handIn(receipt(head, 'done'));
    expect((await viewOf(view.id)).state).toBe('finished');
    await district.handIn(receipt(child, 'reopened', { round: 2 }));
    expect(await stateAt(view.id, DISTRICT)).toBe('forwarded');
    expect((await viewOf(view.id)).state).toBe('running');
  });

  it('puts another in the place of a returned child, or the same target once more', async () => {
    const view = await chain();
    const head = directiveAt(view, DISTRICT);
    const [, second = '', third = ''] = towns;
    await forwardTo(district, head, [TOWN, third]);
    const child = directiveAt(await viewOf(view.id), TOWN);
    expect(await forwardTo(district, head, [second], { replaces: child })).toMatchObject({ status: 409, path: '/replaces' });
    expect(await forwardTo(district, head, [second], { replaces: head })).toMatchObject({ status: 404, path: '/replaces' });
    await town.handIn(receipt(child, 'returned', { note: '道路中断' }));
    const same = forwardSchema.parse((await forwardTo(district, head, [TOWN])).body);
    const states = async () =>
      (await viewOf(view.id)).directives.filter(({ tier }) => tier !== DISTRICT).map(({ tier, state }) => [tier, state]);
    expect(await states()).toEqual([
      [TOWN, 'withdrawn'],
      [third, 'pending'],
      [TOWN, 'pending'],
    ]);
    const told = at(await viewOf(view.id), TOWN)?.receipts.at(-1);
    expect(told).toMatchObject({ kind: 'withdrawn', note: 'replaced', by: 'district', round: 1 });
    await town.handIn(receipt(same.items[0]?.id ?? '', 'returned', { note: '仍不通' }));
    expect((await forwardTo(district, head, [second], { replaces: same.items[0]?.id })).status).toBe(201);
    await hands.handIn(
      ...(await viewOf(view.id)).directives
        .filter(({ tier }) => tier === second || tier === third)
        .map(({ id }) => receipt(id, 'done')),
    );
    expect(await stateAt(view.id, DISTRICT)).toBe('done');
    expect((await viewOf(view.id)).state).toBe('finished');
  });

  it('takes entries of the signed list as they stand and bare tiers; the role is the signed one', async () => {
    const view = await chain();
    const head = directiveAt(view, DISTRICT);
    const signed = view.frozen.targets.find(({ tier }) => tier === TOWN);
    const [, second = '', third = ''] = towns;
    const targets = [signed, second, { tier: third, role: 'lead' }];
    const reply = forwardSchema.parse((await forwardTo(district, head, [], { targets })).body);
    expect(reply.items.map(({ tier, role }) => [tier, role])).toEqual([
      [TOWN, 'assist'],
      [second, 'assist'],
      [third, 'assist'],
    ]);
    const other = [{ ...signed, tier: towns[3], via: CITY }];
    const outside = { status: 422, code: 'outside-scope', path: '/targets/0/via' };
    expect(await forwardTo(district, head, [], { targets: other })).toMatchObject(outside);
    const extra = [{ ...signed, more: 1 }];
    expect(await forwardTo(district, head, [], { targets: extra })).toMatchObject({ status: 400, path: '/targets/0/more' });
  });

  it('is the centre’s to do, or that of the party which the list names instead', async () => {
    const party = `${DISTRICT}-emergency`;
    const targets: Frozen['targets'] = [
      { tier: DISTRICT, role: 'lead', via: null },
      { tier: DISTRICT, party, role: 'assist', via: null },
      { tier: TOWN, role: 'assist', via: DISTRICT },
    ];
    const both = await chain({ targets });
    const of = (view: CommandView, wanted: string) => view.directives.find((one) => one.party === wanted)?.id ?? '';
    expect(await forwardTo(district, of(both, party), [TOWN])).toMatchObject({ status: 422, code: 'outside-scope' });
    expect((await forwardTo(district, of(both, centreOf(DISTRICT)), [TOWN])).status).toBe(201);
    const alone = await chain({
      targets: targets.slice(1).map((target, index) => ({ ...target, role: index === 0 ? 'lead' : 'assist' })),
    });
    expect((await forwardTo(district, of(alone, party), [TOWN])).status).toBe(201);
  });

  it.each<[string, Frozen['targets'][number]]>([
    ['that is no target', { tier: '500103001', role: 'assist', via: OTHER_DISTRICT }],
    ['that does not lie above', { tier: OTHER_DISTRICT, role: 'assist', via: DISTRICT }],
    ['that is the target itself', { tier: TOWN, role: 'assist', via: TOWN }],
  ])('cannot be signed for a forwarder %s', async (_name, stray) => {
    const targets: Frozen['targets'] = [{ tier: DISTRICT, role: 'lead', via: null }, stray];
    const request = await freezeOf(officer, 'chain', { district: DISTRICT }, { targets });
    expect(await officer.submit(request)).toMatchObject({ status: 422, code: 'targets-mismatch', path: '/frozen/targets/1/via' });
  });

  it('gives the first answer under the same Idempotency-Key', async () => {
    const head = directiveAt(await chain(), DISTRICT);
    const [key, id] = [{ 'idempotency-key': v7() }, v7()];
    const post = (targets: string[]) => district.post(`/v1/directives/${head}/forward`, { id, targets }, key);
    const first = await post([TOWN]);
    const again = await post([TOWN]);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(await post(towns)).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  it('is refused when the directive is closed or was returned', async () => {
    const view = await chain();
    const head = directiveAt(view, DISTRICT);
    await district.handIn(receipt(head, 'returned'));
    expect(await forwardTo(district, head, [TOWN])).toMatchObject({ status: 409, code: 'state-conflict' });
    await officer.handIn(receipt(head, 'withdrawn', { note: '另行安排' }));
    expect(await forwardTo(district, head, [TOWN])).toMatchObject({ status: 409, code: 'state-conflict' });
  });

  it('leaves the parties of a tier to its centre', async () => {
    const view = await issueOf(officer, 'with-parties', { district: DISTRICT });
    expect(view.directives.map(({ party }) => party)).toEqual([centreOf(DISTRICT)]);
    const targets = [{ tier: DISTRICT, party: `${DISTRICT}-emergency`, role: 'lead' }];
    expect((await forwardTo(district, directiveAt(view, DISTRICT), [], { targets })).status).toBe(201);
    expect((await viewOf(view.id)).directives.map(({ party }) => party)).toEqual([centreOf(DISTRICT), `${DISTRICT}-emergency`]);
  });
});

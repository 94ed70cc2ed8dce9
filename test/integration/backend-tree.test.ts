import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandView, Frozen } from '../../preload/contract/index.js';
import { centreOf, commandViewSchema, inboxListSchema, matterListSchema, partyListSchema } from '../../preload/contract/index.js';
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
let leader: Client;
let hands: Client;
let district: Client;
let town: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS, args: treeResources() });
  officer = Client.as(backend.url, 'officer');
  leader = Client.as(backend.url, 'leader');
  hands = Client.as(backend.url, 'hands');
  district = Client.as(backend.url, 'district');
  town = Client.as(backend.url, 'town');
});
afterAll(() => backend.stop());

const viewOf = async (id: string): Promise<CommandView> =>
  commandViewSchema.parse((await officer.get(`/v1/commands/${id}`)).body);
const at = (view: CommandView, tier: string) => view.directives.find((directive) => directive.tier === tier);
const stateAt = async (id: string, tier: string) => at(await viewOf(id), tier)?.state;
const chain = (change: Partial<Frozen> = {}) => issueOf(officer, 'chain', { district: DISTRICT }, change);

describe('parties and matters', () => {
  it('gives every tier a centre, its departments and teams, page by page', async () => {
    const own = partyListSchema.parse((await town.get(`/v1/parties?tier=${DISTRICT}`)).body).items;
    expect(own[0]).toEqual({ id: centreOf(DISTRICT), tier: DISTRICT, kind: 'centre', name: expect.stringContaining('大渡口区') });
    expect(own).toContainEqual({ id: `${DISTRICT}-emergency`, tier: DISTRICT, kind: 'department', name: '大渡口区应急管理局' });
    const first = partyListSchema.parse((await town.get('/v1/parties?limit=1000')).body);
    const second = partyListSchema.parse((await town.get(`/v1/parties?limit=1000&cursor=${first.next}`)).body);
    const third = partyListSchema.parse((await town.get(`/v1/parties?limit=1000&cursor=${second.next}`)).body);
    const all = [...first.items, ...second.items, ...third.items];
    expect(third.next).toBeUndefined();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.filter(({ kind }) => kind === 'centre')).toHaveLength(1069);
    expect(await town.get('/v1/parties?tier=500105')).toMatchObject({ status: 404, code: 'not-found', path: '/tier' });
  });

  it('lists matters that name parties and templates that exist', async () => {
    const matters = matterListSchema.parse((await town.get('/v1/matters')).body).items;
    const templates = (await town.get('/v1/templates')).body as { items: { id: string }[] };
    const ids = new Set(templates.items.map(({ id }) => id));
    const tierOf = { city: CITY, district: DISTRICT, town: TOWN };
    expect(matters.map(({ id }) => id)).toContain('low-lying-evacuation');
    for (const matter of matters) {
      for (const template of matter.templates) expect(ids).toContain(template);
      for (const { level, party } of matter.responsible) {
        const known = partyListSchema.parse((await town.get(`/v1/parties?tier=${tierOf[level]}`)).body).items;
        expect(known.map(({ id }) => id)).toContain(`${tierOf[level]}-${party}`);
      }
    }
  });
});

describe('whom a command addresses', () => {
  it('names the party of every directive, the centre by default', async () => {
    const view = await issueOf(officer, 'joint-inspection', { district: DISTRICT, subject: '在建工地渣土运输' });
    expect(view.directives.map(({ party, role }) => [party, role])).toEqual([
      [`${DISTRICT}-urban`, 'lead'],
      [`${DISTRICT}-transport`, 'assist'],
      [`${DISTRICT}-police`, 'assist'],
      [`${DISTRICT}-housing`, 'assist'],
      [`${DISTRICT}-ecology`, 'assist'],
    ]);
    const patrol = await officer.issue();
    expect(at(await viewOf(patrol.id), TOWN)?.party).toBe(centreOf(TOWN));
    const inbox = inboxListSchema.parse((await town.get('/v1/inbox')).body).items;
    expect(inbox[0]).toMatchObject({ command: patrol.id, party: centreOf(TOWN) });
  });

  it('takes any roles as long as somebody leads, and any parties that there are', async () => {
    const inspection = (change: (targets: Frozen['targets']) => Frozen['targets']) =>
      freezeOf(officer, 'joint-inspection', { district: DISTRICT, subject: '危险化学品运输' }).then(async ({ frozen }) =>
        officer.submit(
          await freezeOf(
            officer,
            'joint-inspection',
            { district: DISTRICT, subject: '危险化学品运输' },
            { targets: change(frozen.targets) },
          ),
        ),
      );
    const reversed = await inspection((targets) =>
      targets.map((one, index) => ({ ...one, role: index === 2 ? 'lead' : 'assist' })),
    );
    expect(reversed.status).toBe(201);
    const nobody = await inspection((targets) => targets.map((one) => ({ ...one, role: 'assist' })));
    expect(nobody).toMatchObject({ status: 422, code: 'lead-missing', path: '/frozen/targets' });
    const unknown = await inspection((targets) => targets.map((one) => ({ ...one, party: `${DISTRICT}-nobody` })));
    expect(unknown).toMatchObject({ status: 422, code: 'party-unknown', path: '/frozen/targets/0/party' });
    const foreign = await inspection((targets) => targets.map((one) => ({ ...one, party: `${OTHER_DISTRICT}-urban` })));
    expect(foreign).toMatchObject({ status: 422, code: 'party-unknown' });
    const other = await inspection((targets) => [
      ...targets.slice(1),
      { ...targets[1]!, party: `${DISTRICT}-fire`, role: 'lead' },
    ]);
    expect(other.status).toBe(201);
    const twice = await inspection((targets) => [...targets, targets[0]!]);
    expect(twice).toMatchObject({ status: 422, code: 'target-duplicate', path: '/frozen/targets/5/party' });
    const centre = await inspection((targets) => [...targets, { tier: DISTRICT, role: 'assist', via: null }]);
    expect(centre.status).toBe(201);
  });

  it('skips levels: any tiers below the issuer, each its own root where its parent is no target', async () => {
    const view = await issueOf(officer, 'special-duty', { tiers: [TOWN, OTHER_DISTRICT], until: '周一八时' });
    expect(view.directives.map(({ tier, role, parent }) => [tier, role, parent])).toEqual([
      [TOWN, 'lead', undefined],
      [OTHER_DISTRICT, 'assist', undefined],
    ]);
    const own = await freezeOf(
      officer,
      'special-duty',
      { tiers: [TOWN], until: 'x' },
      { parameters: { tiers: [CITY], until: 'x' } },
    );
    expect(await officer.submit(own)).toMatchObject({ code: 'outside-subtree', path: '/frozen/parameters/tiers' });
  });

  it('checks the values against the parameters', async () => {
    const base = { tiers: [TOWN], until: 'x' };
    const submit = async (parameters: Frozen['parameters']) =>
      officer.submit(await freezeOf(officer, 'special-duty', base, { parameters }));
    const path = '/frozen/parameters/tiers';
    expect(await submit({ ...base, tiers: TOWN })).toMatchObject({ status: 422, code: 'parameter-invalid', path });
    expect(await submit({ ...base, tiers: [TOWN, TOWN] })).toMatchObject({ status: 422, code: 'parameter-invalid', path });
    expect(await submit({ ...base, tiers: ['500105'] })).toMatchObject({ status: 422, code: 'tier-unknown', path });
    expect(await submit({ ...base, until: 'x'.repeat(41) })).toMatchObject({
      code: 'parameter-invalid',
      path: '/frozen/parameters/until',
    });
    expect(await submit({ tiers: [TOWN] })).toMatchObject({ code: 'parameter-missing', path: '/frozen/parameters/until' });
    expect(await submit({ ...base, more: true })).toMatchObject({ code: 'parameter-unknown', path: '/frozen/parameters/more' });
  });

  it('reaches every tier of today at once', async () => {
    const view = await issueOf(officer, 'duty-check', {});
    expect(view.directives).toHaveLength(1069);
    expect(view.directives.filter(({ parent }) => parent === undefined).map(({ tier }) => tier)).toEqual([CITY]);
  });

  it('refuses 50,000 targets without harm', async () => {
    const { frozen } = await freezeOf(officer, 'duty-check', {});
    const many = Array.from({ length: 50_000 }, () => frozen.targets[0]!);
    const reply = await officer.submit({ frozen: { ...frozen, targets: many }, hash: 'a'.repeat(64) });
    expect([400, 413]).toContain(reply.status);
    expect((await officer.get('/v1/health')).status).toBe(200);
  });

  it('asks a centre of the same level for help, which accepts or declines', async () => {
    const ask = () => issueOf(district, 'mutual-aid', { peers: [OTHER_DISTRICT], need: '排涝车两台' }, {}, DISTRICT);
    const other = Client.as(backend.url, 'other');
    const asked = await ask();
    const directive = directiveAt(asked, OTHER_DISTRICT);
    expect(asked.directives).toHaveLength(1);
    const inbox = inboxListSchema.parse((await other.get('/v1/inbox')).body).items;
    expect(inbox[0]).toMatchObject({ id: directive, tier: OTHER_DISTRICT });
    expect((await other.get(`/v1/commands/${asked.id}`)).status).toBe(200);
    await other.handIn(receipt(directive, 'accepted'));
    expect((await district.view(asked.id)).directives[0]).toMatchObject({ state: 'accepted' });
    const second = await ask();
    await other.handIn(receipt(directiveAt(second, OTHER_DISTRICT), 'returned', { note: '本区正在排险' }));
    expect((await district.view(second.id)).directives[0]).toMatchObject({ state: 'returned' });
    const town = await freezeOf(
      district,
      'mutual-aid',
      { peers: [OTHER_DISTRICT], need: 'x' },
      { parameters: { peers: [TOWN], need: 'x' } },
      DISTRICT,
    );
    expect(await district.submit(town)).toMatchObject({ status: 422, code: 'not-a-peer', path: '/frozen/parameters/peers' });
  });
});

describe('acts of the issuing side', () => {
  it('reopens into the next round, verifies only what is done, and keeps what comes late', async () => {
    const view = await officer.issue();
    const directive = directiveAt(view, TOWN);
    expect(await officer.handIn(receipt(directive, 'verified'))).toMatchObject({ status: 409, code: 'state-conflict' });
    await town.handIn(receipt(directive, 'done'));
    expect(await officer.handIn(receipt(directive, 'reopened', { round: 3 }))).toMatchObject({
      status: 409,
      code: 'round-conflict',
    });
    expect(await officer.handIn(receipt(directive, 'reopened'))).toMatchObject({ status: 409, code: 'round-conflict' });
    expect((await officer.handIn(receipt(directive, 'reopened', { round: 2, note: '照片不清' }))).status).toBe(201);
    expect(at(await viewOf(view.id), TOWN)).toMatchObject({ round: 2, state: 'pending' });
    expect((await town.handIn(receipt(directive, 'progress', { note: '断网时的报告' }))).status).toBe(201);
    expect(await stateAt(view.id, TOWN)).toBe('pending');
    expect(await town.handIn(receipt(directive, 'done', { round: 3 }))).toMatchObject({ code: 'round-conflict' });
    await town.handIn(receipt(directive, 'done', { round: 2 }));
    const verified = receipt(directive, 'verified', { round: 2 });
    const first = await leader.handIn(verified);
    expect(first.status).toBe(201);
    expect((await leader.handIn(verified)).body).toEqual(first.body);
    expect(await stateAt(view.id, TOWN)).toBe('verified');
  });

  it('belongs to the tier that forwarded and to the issuer, by an officer or a leader', async () => {
    const view = await chain();
    const root = directiveAt(view, DISTRICT);
    await forwardTo(district, root, [TOWN]);
    const directive = directiveAt(await viewOf(view.id), TOWN);
    await town.handIn(receipt(directive, 'done'));
    const act = receipt(directive, 'reopened', { round: 2 });
    expect(await town.handIn(act)).toMatchObject({ status: 422, code: 'kind-not-allowed' });
    expect(await Client.as(backend.url, 'other').handIn(act)).toMatchObject({ status: 404, code: 'not-found' });
    expect((await district.handIn(act)).status).toBe(201);
    const atRoot = receipt(root, 'withdrawn', { note: '改派' });
    expect(await hands.handIn(atRoot)).toMatchObject({ status: 403, code: 'role' });
    expect((await hands.handIn(receipt(directive, 'withdrawn', { round: 2, note: '改派' }))).status).toBe(201);
  });

  it("belongs to the issuer alone where the issuer gave a directive out itself, also under a district's", async () => {
    const view = await officer.issue();
    const directive = directiveAt(view, TOWN);
    expect(at(view, TOWN)?.parent).toBe(directiveAt(view, DISTRICT));
    await town.handIn(receipt(directive, 'done'));
    const acts = [
      receipt(directive, 'verified'),
      receipt(directive, 'reopened', { round: 2 }),
      receipt(directive, 'withdrawn', { note: '改派' }),
    ];
    for (const act of acts) {
      expect(await district.handIn(act)).toMatchObject({ status: 403, code: 'foreign-tier' });
      expect(await hands.handIn(act)).toMatchObject({ status: 403, code: 'role' });
    }
    for (const call of ['reminders', 'escalations']) {
      const press = district.post(`/v1/directives/${directive}/${call}`, {});
      expect(await press).toMatchObject({ status: 403, code: 'foreign-tier' });
    }
    expect(await stateAt(view.id, TOWN)).toBe('done');
    expect((await officer.handIn(receipt(directive, 'verified'))).status).toBe(201);
  });

  it('presses without a word: a reminder without a body, an escalation tells the tier above', async () => {
    const directive = directiveAt(await officer.issue(), TOWN);
    const press = (call: string, body: unknown) => officer.post(`/v1/directives/${directive}/${call}`, body);
    expect(await press('reminders', undefined)).toMatchObject({ status: 201, body: { kind: 'reminded' } });
    expect(await press('reminders', {})).toMatchObject({ status: 201 });
    const escalated = { status: 201, body: { kind: 'escalated', action: 'tell-upper' } };
    expect(await press('escalations', undefined)).toMatchObject(escalated);
    expect(await press('escalations', {})).toMatchObject(escalated);
    expect(await press('escalations', { action: 'remind' })).toMatchObject({ status: 400, path: '/action' });
  });

  it('leaves forwarded, recalled, reminded and escalated to their own calls', async () => {
    const directive = directiveAt(await officer.issue(), TOWN);
    for (const kind of ['forwarded', 'recalled', 'reminded', 'escalated'] as const) {
      expect(await officer.handIn(receipt(directive, kind))).toMatchObject({ status: 422, code: 'kind-not-allowed' });
    }
  });
});

describe('the inbox', () => {
  it('knows the state of a directive from those below it, and leaves the rest of the tree alone', async () => {
    const view = await chain();
    const head = directiveAt(view, DISTRICT);
    await forwardTo(district, head, [TOWN]);
    const inboxState = async (client: Client) =>
      inboxListSchema.parse((await client.get('/v1/inbox?limit=20')).body).items.find(({ command }) => command === view.id)
        ?.state;
    expect(await inboxState(district)).toBe('forwarded');
    await town.handIn(receipt(directiveAt(await viewOf(view.id), TOWN), 'done'));
    expect([await inboxState(district), await inboxState(town)]).toEqual(['done', 'done']);
  });
});

describe('drill and live', () => {
  it('stay apart in one tree, in lists and in inboxes', async () => {
    const drill = await chain({ mode: 'drill' });
    await forwardTo(district, directiveAt(drill, DISTRICT), [TOWN]);
    const live = await officer.issue();
    const commands = async (mode: string) =>
      ((await officer.get(`/v1/commands?mode=${mode}&limit=200`)).body as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(await commands('drill')).toEqual([drill.id]);
    expect(await commands('live')).toContain(live.id);
    expect(await commands('live')).not.toContain(drill.id);
    const inbox = async (mode: string) => inboxListSchema.parse((await town.get(`/v1/inbox?mode=${mode}`)).body).items;
    expect((await inbox('drill')).map(({ command, mode }) => [command, mode])).toEqual([[drill.id, 'drill']]);
    expect((await inbox('live')).every(({ mode }) => mode === 'live')).toBe(true);
  });

  it('lists the commands of a tier', async () => {
    const view = await issueOf(officer, 'special-duty', { tiers: [OTHER_DISTRICT], until: '今晚' });
    const ids = async (client: Client, tier: string) =>
      ((await client.get(`/v1/commands?tier=${tier}&limit=200`)).body as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(await ids(officer, OTHER_DISTRICT)).toContain(view.id);
    expect(await ids(officer, TOWN)).not.toContain(view.id);
    expect(await town.get(`/v1/commands?tier=${OTHER_DISTRICT}`)).toMatchObject({ status: 404, path: '/tier' });
  });
});

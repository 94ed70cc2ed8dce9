import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frozen } from '../../preload/contract/index.js';
import {
  canonicalJson,
  commandAnswerSchema,
  commandListSchema,
  commandViewSchema,
  inboxListSchema,
  toWireTime,
} from '../../preload/contract/index.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, CITY, Client, DISTRICT, freshFolder, OTHER_DISTRICT, removeFolders, TOWN } from './support/backend-client.js';
import { freezeOf } from './support/tree.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
});
afterAll(() => backend.stop());

describe('POST /v1/commands', () => {
  it('issues: a tree of directives, the frozen bytes, a place in list and inbox', async () => {
    const request = await officer.freeze();
    const reply = await officer.submit(request);
    expect(reply.status).toBe(201);
    expect(commandAnswerSchema.parse(reply.body)).toMatchObject({ id: request.frozen.id, hash: request.hash, state: 'issued' });

    const view = commandViewSchema.parse((await officer.get(`/v1/commands/${request.frozen.id}`)).body);
    const lead = view.directives.find(({ tier }) => tier === DISTRICT);
    expect(view.directives).toHaveLength(9);
    expect(lead).toMatchObject({ role: 'lead', state: 'pending', round: 1, overdue: [], receipts: [] });
    expect(lead?.parent).toBeUndefined();
    expect(view.directives.filter(({ parent }) => parent === lead?.id)).toHaveLength(8);
    expect(view.rollUp).toMatchObject({ total: 9, levels: { district: { pending: 1 }, town: { pending: 8 } } });

    expect((await officer.get(`/v1/commands/${request.frozen.id}/frozen`)).text).toBe(canonicalJson(request.frozen));
    const list = commandListSchema.parse((await officer.get('/v1/commands?state=issued')).body);
    expect(list.items[0]).toMatchObject({ id: request.frozen.id, rollUp: { total: 9 } });
    expect((await officer.get('/v1/commands?state=finished')).body).toEqual({ items: [] });
    const inbox = inboxListSchema.parse((await Client.as(backend.url, 'town').get('/v1/inbox')).body);
    expect(inbox.items[0]).toMatchObject({ command: request.frozen.id, tier: TOWN, parent: lead?.id, state: 'pending' });
  });

  it('answers a known id with the same answer, whatever the key', async () => {
    const request = await officer.freeze();
    const first = await officer.submit(request);
    const again = await officer.submit(request);
    const otherKey = await officer.submit(request, v7());
    expect([first.status, again.status, otherKey.status]).toEqual([201, 200, 200]);
    expect(again.body).toEqual(first.body);
    expect(otherKey.body).toEqual(first.body);
    expect((await officer.view(request.frozen.id)).directives).toHaveLength(9);
  });

  it('issues once when the same command arrives many times at once', async () => {
    const request = await officer.freeze();
    const replies = await Promise.all(Array.from({ length: 8 }, () => officer.submit(request)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });

  it('refuses a known id with other content', async () => {
    const request = await officer.freeze();
    await officer.submit(request);
    const other = await officer.freeze({ id: request.frozen.id, text: '其他内容' });
    expect(await officer.submit(other)).toMatchObject({ status: 409, code: 'command-conflict' });
    const stolen = await Client.as(backend.url, 'second').submit(request);
    expect(stolen).toMatchObject({ status: 422, code: 'issuer-mismatch' });
  });

  it('needs the key, equal to the id', async () => {
    const request = await officer.freeze();
    expect(await officer.post('/v1/commands', request)).toMatchObject({ status: 400, code: 'idempotency-key-missing' });
    expect(await officer.submit(request, v7())).toMatchObject({ status: 422, code: 'idempotency-key-mismatch' });
  });

  const target = (tier: string, role: 'lead' | 'assist' = 'assist') => ({ tier, role, via: null });
  const cases: [string, (frozen: Frozen) => Partial<Frozen>, number, string, string | undefined][] = [
    [
      'expired',
      () => ({ frozenAt: toWireTime(Date.now() - 20_000), expiresAt: toWireTime(Date.now() - 10_000) }),
      422,
      'expired',
      '/frozen/expiresAt',
    ],
    ['lives too long', () => ({ expiresAt: toWireTime(Date.now() + 86_400_000) }), 422, 'template-mismatch', '/frozen/expiresAt'],
    [
      'template unknown',
      ({ template }) => ({ template: { ...template, id: 'nothing' } }),
      422,
      'template-unknown',
      '/frozen/template',
    ],
    [
      'version unknown',
      ({ template }) => ({ template: { ...template, version: 2 } }),
      422,
      'template-unknown',
      '/frozen/template',
    ],
    [
      'template changed',
      ({ template }) => ({ template: { ...template, hash: 'a'.repeat(64) } }),
      422,
      'template-changed',
      '/frozen/template/hash',
    ],
    ['level', () => ({ level: 'routine' }), 422, 'template-mismatch', '/frozen/level'],
    ['approvals', () => ({ approvals: 1 }), 422, 'template-mismatch', '/frozen/approvals'],
    ['limits', ({ limits }) => ({ limits: { ...limits, acceptMs: 1 } }), 422, 'template-mismatch', '/frozen/limits'],
    ['issuer', ({ issuer }) => ({ issuer: { ...issuer, account: 'second' } }), 422, 'issuer-mismatch', '/frozen/issuer/account'],
    ['issuing tier', ({ issuer }) => ({ issuer: { ...issuer, tier: DISTRICT } }), 422, 'issuer-mismatch', '/frozen/issuer/tier'],
    [
      'unknown parameter',
      ({ parameters }) => ({ parameters: { ...parameters, more: 'x' } }),
      422,
      'parameter-unknown',
      '/frozen/parameters/more',
    ],
    ['missing parameter', () => ({ parameters: {} }), 422, 'parameter-missing', '/frozen/parameters/district'],
    ['parameter not a district', () => ({ parameters: { district: TOWN } }), 422, 'tier-unknown', '/frozen/parameters/district'],
    [
      'abolished target',
      ({ targets }) => ({ targets: [...targets, target('500105')] }),
      422,
      'tier-unknown',
      '/frozen/targets/9/tier',
    ],
    [
      'target twice',
      ({ targets }) => ({ targets: [...targets, target(TOWN)] }),
      422,
      'target-duplicate',
      '/frozen/targets/9/tier',
    ],
    [
      'expired, and a life that is none',
      () => ({ expiresAt: toWireTime(Date.now() - 10_000) }),
      422,
      'expired',
      '/frozen/expiresAt',
    ],
    [
      'another proof than the template has',
      () => ({ proof: { indicator: 'cuntan-level', comparison: { op: 'le', value: 1 }, withinMs: 1000 } }),
      422,
      'template-mismatch',
      '/frozen/proof',
    ],
    [
      'a precondition that the template does not have',
      () => ({ precondition: { indicator: 'cuntan-level', comparison: { op: 'ge', value: 1 } } }),
      422,
      'template-mismatch',
      '/frozen/precondition',
    ],
    [
      'nobody leads',
      ({ targets }) => ({ targets: targets.map(({ tier }) => target(tier)) }),
      422,
      'lead-missing',
      '/frozen/targets',
    ],
    [
      'a via in a direct template',
      ({ targets }) => ({ targets: targets.map((one, index) => ({ ...one, via: index === 3 ? DISTRICT : null })) }),
      422,
      'targets-mismatch',
      '/frozen/targets/3/via',
    ],
    ['no targets', () => ({ targets: [] }), 400, 'schema', '/frozen/targets'],
    ['id not UUIDv7', () => ({ id: '3f0b6a2e-3c5d-4a0e-9a51-0d6f5b3c1a11' }), 400, 'schema', '/frozen/id'],
  ];
  it.each(cases)('refuses: %s', async (_name, change, status, code, path) => {
    const { frozen } = await officer.freeze();
    const reply = await officer.submit(await officer.freeze(change(frozen)));
    expect(reply).toMatchObject({ status, code });
    expect(reply.path).toBe(path);
  });

  it.each<[string, (tiers: readonly string[]) => readonly string[]]>([
    ['two towns', (tiers) => tiers.filter((code) => code.startsWith(DISTRICT)).slice(1, 3)],
    ['a district without its towns', () => [DISTRICT]],
    ['a district besides', (tiers) => [...tiers.filter((code) => code.startsWith(DISTRICT)), OTHER_DISTRICT]],
    ['every tier of today, its own included', (tiers) => tiers],
  ])('takes the list as it was signed: %s', async (_name, choose) => {
    const codes = choose((await officer.tiers()).map(({ code }) => code));
    const targets = codes.map((tier, index) => target(tier, index === 0 ? 'lead' : 'assist'));
    const request = await officer.freeze({ targets });
    expect((await officer.submit(request)).status).toBe(201);
    expect((await officer.view(request.frozen.id)).directives.map(({ tier }) => tier)).toEqual(codes);
  });

  it('takes what the template has of proof, repeated or not', async () => {
    const { proof } = await officer.template();
    expect(proof).toBeDefined();
    expect((await officer.submit(await officer.freeze())).status).toBe(201);
    expect((await officer.submit(await officer.freeze({ proof }))).status).toBe(201);
  });

  it('lets who may act for the tiers below issue for one of them', async () => {
    const chief = Client.as(backend.url, 'other');
    const targets = [target('500103001', 'lead')];
    const parameters = { district: OTHER_DISTRICT };
    const own = await chief.freeze({ targets, parameters }, OTHER_DISTRICT, OTHER_DISTRICT);
    expect((await chief.submit(own)).status).toBe(201);
    const issuer = { account: 'other', tier: '500103001' };
    const below = await freezeOf(chief, 'duty-check', {}, { issuer }, '500103001');
    expect((await chief.submit(below)).status).toBe(201);
    expect((await chief.view(below.frozen.id)).directives.map(({ tier }) => tier)).toEqual(['500103001']);
    const beside = await freezeOf(chief, 'duty-check', {}, { issuer: { account: 'other', tier: TOWN } }, TOWN);
    expect(await chief.submit(beside)).toMatchObject({ status: 422, code: 'issuer-mismatch', path: '/frozen/issuer/tier' });
  });

  it('refuses what is wrong with the request around it', async () => {
    const request = await officer.freeze();
    const reply = (change: object) => officer.submit({ ...request, ...change });
    expect(await reply({ hash: 'a'.repeat(64) })).toMatchObject({ status: 422, code: 'hash-mismatch', path: '/hash' });
    expect(await reply({ more: 1 })).toMatchObject({ status: 400, code: 'schema', path: '/more' });
    const signature = { account: 'officer', key: 'k', at: toWireTime(Date.now()), sig: 'A'.repeat(86) };
    expect(await reply({ signature })).toMatchObject({ status: 422, code: 'key-unknown', path: '/signature/key' });
    const reordered = { hash: request.hash, frozen: Object.fromEntries(Object.entries(request.frozen).reverse()) as Frozen };
    expect((await officer.submit(reordered)).status).toBe(201);
  });

  it('needs the role officer, and stays inside the subtree', async () => {
    const leader = Client.as(backend.url, 'leader');
    expect(await leader.submit(await leader.freeze())).toMatchObject({ status: 403, code: 'role' });
    const district = Client.as(backend.url, 'district');
    const own = await district.freeze({}, DISTRICT, DISTRICT);
    expect((await district.submit(own)).status).toBe(201);
    const foreign = await district.freeze({}, OTHER_DISTRICT, DISTRICT);
    expect(await district.submit(foreign)).toMatchObject({
      status: 422,
      code: 'outside-subtree',
      path: '/frozen/targets/0/tier',
    });
    const aimed = await district.freeze({ parameters: { district: OTHER_DISTRICT } }, DISTRICT, DISTRICT);
    expect(await district.submit(aimed)).toMatchObject({ code: 'outside-subtree', path: '/frozen/parameters/district' });
  });
});

describe('reading commands', () => {
  it('pages newest first', async () => {
    const { id } = await officer.issue();
    const first = (await officer.get('/v1/commands?limit=2')).body as { items: { id: string }[]; next: string };
    expect(first.items[0]?.id).toBe(id);
    const rest = (await officer.get(`/v1/commands?limit=200&cursor=${first.next}`)).body as typeof first;
    // More than a page may hold is taken as what it may hold.
    const all = (await officer.get('/v1/commands?limit=5000')).body as typeof first;
    expect([...first.items, ...rest.items].map((item) => item.id)).toEqual(all.items.map((item) => item.id));
    expect(rest.next).toBeUndefined();
  });

  it('shows a command to who is addressed, with its own part of the tree, and to nobody else', async () => {
    const { id } = await officer.issue();
    expect((await Client.as(backend.url, 'district').view(id)).directives).toHaveLength(9);
    expect((await Client.as(backend.url, 'town').view(id)).directives.map(({ tier }) => tier)).toEqual([TOWN]);
    const other = Client.as(backend.url, 'other');
    for (const path of [`/v1/commands/${id}`, `/v1/commands/${id}/frozen`, `/v1/inbox?tier=${TOWN}`, `/v1/inbox?tier=${CITY}`]) {
      expect(await other.get(path)).toMatchObject({ status: 404, code: 'not-found' });
    }
    const listed = (await other.get('/v1/commands?limit=200')).body as { items: { id: string }[] };
    expect(listed.items.map((item) => item.id)).not.toContain(id);
    expect(await officer.get(`/v1/commands/${v7()}`)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await officer.get('/v1/commands/nonsense')).toMatchObject({ status: 404, code: 'not-found' });
  });

  it.each(['?limit=0', '?cursor=x', '?state=nothing', '?more=1'])('refuses %s', async (query) => {
    expect(await officer.get(`/v1/commands${query}`)).toMatchObject({ status: 400, code: 'schema' });
  });
});

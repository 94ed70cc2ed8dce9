import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../preload/contract/index.js';
import { commandViewSchema } from '../../preload/contract/index.js';
import { Client, DISTRICT, OTHER_DISTRICT, receipt, removeFolders, StreamClient, TOWN } from './support/backend-client.js';
import { SignedHall } from './support/people.js';
import { freezeOf } from './support/tree.js';

afterAll(removeFolders);

let hall: SignedHall;
beforeAll(async () => {
  hall = await SignedHall.start();
}, 60_000);
afterAll(() => hall.backend.stop());

describe('recall and verification', () => {
  const issued = async (): Promise<CommandRequest> => {
    const order = await hall.handedIn();
    expect((await hall.as('approver').approve(order)).status).toBe(201);
    return order;
  };
  const idOf = ({ frozen, hash }: CommandRequest) => ({ id: frozen.id, hash });
  const hands = () => new Client(hall.backend.url, 'ready-token-of-hands', 'hands');
  const report = async (order: CommandRequest, kind: 'accepted' | 'done', ...towns: (string | undefined)[]) => {
    const { directives } = await hall.as('issuer').view(order.frozen.id);
    // Leaves first: what has open directives below is not done yet.
    const wanted = directives.filter(({ tier }) => towns.length === 0 || towns.includes(tier)).reverse();
    const reply = await hands().handIn(...wanted.map(({ id }) => receipt(id, kind)));
    expect(reply.status).toBe(201);
  };

  it('recalls what is open in the whole tree, for good', async () => {
    const order = await issued();
    await report(order, 'done', TOWN);
    const signature = hall.as('leader').sign('recall', order.hash);
    const replies = await Promise.all(
      Array.from({ length: 4 }, () => hall.as('leader').recall(idOf(order), { signature, reason: '险情解除' })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    const view = commandViewSchema.parse((await hall.as('issuer').get(`/v1/commands/${order.frozen.id}`)).body);
    expect(view.state).toBe('recalled');
    for (const { tier, state, receipts } of view.directives) {
      expect(state).toBe(tier === TOWN ? 'done' : 'recalled');
      const told = receipts.filter(({ kind }) => kind === 'recalled');
      expect(told).toHaveLength(tier === TOWN ? 0 : 1);
      if (tier !== TOWN) expect(told[0]).toMatchObject({ by: 'leader', note: '险情解除', round: 1, demo: false });
    }
    const heard = (tier: string) => receipt(view.directives.find((one) => one.tier === tier)?.id ?? '', 'recalled');
    expect((await hands().handIn(heard(DISTRICT))).status).toBe(201);
    expect(await hands().handIn(heard(TOWN))).toMatchObject({ status: 409, code: 'state-conflict', path: '/receipts/0' });
    expect(await hall.as('issuer').handIn(heard(DISTRICT))).toMatchObject({ status: 422, code: 'kind-not-allowed' });
    expect(await hall.as('leader').recall(idOf(order))).toMatchObject({ status: 409, code: 'state-conflict' });
    expect(await hall.as('leader').verify(idOf(order))).toMatchObject({ status: 409, code: 'state-conflict' });
  });

  it('tells the issuer of a lateral request what is given out and taken back, though it lies outside its subtree', async () => {
    const asking = hall.as('district-approver');
    const stream = await StreamClient.opened(hall.backend.url, asking.token, '?topics=directives,receipts');
    const parameters = { peers: [OTHER_DISTRICT], need: '排涝车两台' };
    const order = asking.signed(await freezeOf(asking, 'mutual-aid', parameters, {}, DISTRICT));
    expect((await asking.submit(order)).status).toBe(201);
    await stream.until(() => stream.events.some(({ type }) => type === 'yilan.directives'));
    expect((await asking.recall(idOf(order))).status).toBe(201);
    await stream.until(() => stream.events.some(({ type }) => type === 'yilan.receipts'));
    expect(stream.events.map(({ data }) => data)).toMatchObject([
      { command: order.frozen.id, tier: OTHER_DISTRICT, state: 'pending' },
      { kind: 'recalled', by: 'district-approver' },
    ]);
    stream.close();
  });

  it('takes an act that names itself, in the body and in the signature, with a reason or a note', async () => {
    const order = await issued();
    const { hash } = order;
    const leader = hall.as('leader');
    const signature = { ...leader.sign('recall', hash), act: 'recall' };
    const path = '/signature/act';
    expect(await leader.recall(idOf(order), { act: 'verify' })).toMatchObject({ status: 400, path: '/act' });
    expect(await leader.recall(idOf(order), { signature: { ...signature, act: 'verify' } })).toMatchObject({ status: 400, path });
    const reply = await leader.recall(idOf(order), { act: 'recall', signature, reason: '险情解除', note: '结束' });
    expect(reply).toMatchObject({ status: 201, body: { state: 'recalled' } });
    const view = await hall.as('issuer').view(order.frozen.id);
    expect(view.directives[0]?.receipts.at(-1)).toMatchObject({ kind: 'recalled', note: '险情解除' });
    expect(view.signatures.map(({ act }) => act)).toEqual(['issue', 'approve', 'recall']);

    const waiting = await hall.handedIn();
    const refusal = { ...hall.as('approver').sign('refuse', waiting.hash), act: 'refuse' };
    const mixed = await hall.as('approver').approve(waiting, { act: 'approve', signature: refusal });
    expect(mixed).toMatchObject({ status: 422, code: 'signature-invalid', path });
    const refused = await hall.as('approver').approve(waiting, { signature: refusal, note: '不同意' });
    expect(refused).toMatchObject({ status: 201, body: { state: 'refused' } });
  });

  it('recalls what still waits for an approval', async () => {
    const order = await hall.handedIn();
    expect(await hall.as('issuer').recall(idOf(order))).toMatchObject({ status: 201, body: { state: 'recalled' } });
    expect(await hall.as('approver').approve(order)).toMatchObject({ status: 409, code: 'state-conflict' });
    expect(await hall.isInInbox(order.frozen.id)).toBe(false);
  });

  it('verifies what is finished, and no longer recalls it', async () => {
    const order = await issued();
    expect(await hall.as('issuer').verify(idOf(order))).toMatchObject({ status: 409, code: 'state-conflict' });
    await report(order, 'done');
    expect(await hall.as('issuer').recall(idOf(order))).toMatchObject({ status: 409, code: 'state-conflict' });
    expect(await hall.as('issuer').verify(idOf(order), { note: '已核实' })).toMatchObject({
      status: 201,
      body: { state: 'verified' },
    });
    const view = await hall.as('issuer').view(order.frozen.id);
    // All nine were given out by the issuer itself, also those that hang under the district's.
    expect(new Set(view.directives.map(({ state }) => state))).toEqual(new Set(['verified']));
    expect(view.signatures.map(({ act }) => act)).toEqual(['issue', 'approve', 'verify']);
    expect(await hall.as('issuer').verify(idOf(order))).toMatchObject({ status: 409, code: 'state-conflict' });
  });

  it('is for the issuing tier', async () => {
    const order = await issued();
    const below = hall.as('district-approver');
    expect(await below.recall(idOf(order))).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect(await below.verify(idOf(order))).toMatchObject({ status: 403, code: 'foreign-tier' });
    expect(await hall.as('approver').recall(idOf(order))).toMatchObject({ status: 403, code: 'role' });
    const approval = hall.as('leader').sign('approve', order.hash);
    expect(await hall.as('leader').recall(idOf(order), { signature: approval })).toMatchObject({ code: 'signature-invalid' });
    const unknown = { id: '0199b2a4-7c00-7abc-8def-0123456789ab', hash: order.hash };
    expect(await hall.as('leader').recall(unknown)).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('a restart', () => {
  it('keeps what was signed, waits on, and knows the same root', { timeout: 60_000 }, async () => {
    const waiting = await hall.handedIn();
    const before = await hall.as('issuer').view(waiting.frozen.id);
    const directory = await hall.as('issuer').keys('?limit=500');
    const { rootKey } = hall.backend;
    await hall.killAndRestart();
    expect(hall.backend.rootKey).toBe(rootKey);
    expect(await hall.as('issuer').view(waiting.frozen.id)).toEqual(before);
    expect(await hall.as('issuer').keys('?limit=500')).toEqual(directory);
    expect((await hall.as('approver').approve(waiting)).status).toBe(201);
    expect(await hall.isInInbox(waiting.frozen.id)).toBe(true);
  });
});

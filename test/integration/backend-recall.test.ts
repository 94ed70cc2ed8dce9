import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../preload/contract/index.js';
import { commandViewSchema } from '../../preload/contract/index.js';
import { Client, receipt, removeFolders, TOWN } from './support/backend-client.js';
import { SignedHall } from './support/people.js';

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
    expect(await hall.as('leader').recall(idOf(order))).toMatchObject({ status: 409, code: 'state-conflict' });
    expect(await hall.as('leader').verify(idOf(order))).toMatchObject({ status: 409, code: 'state-conflict' });
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
    expect(view.directives.filter(({ parent }) => parent === undefined).map(({ state }) => state)).toEqual(['verified']);
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

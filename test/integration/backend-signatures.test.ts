import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRequest, Signature } from '../../preload/contract/index.js';
import { canonicalJson, commandAnswerSchema, commandViewSchema } from '../../preload/contract/index.js';
import type { Reply } from './support/backend-client.js';
import { CITY, Client, removeFolders, sha256 } from './support/backend-client.js';
import { altered, SignedHall, soon } from './support/people.js';
import { Signer, TestKey } from './support/signing.js';

afterAll(removeFolders);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let hall: SignedHall;
beforeAll(async () => {
  hall = await SignedHall.start();
}, 60_000);
afterAll(() => hall.backend.stop());

const RIGHT = { act: 'right', over: 'right', at: 0, sig: 'right' };

describe('an order that needs an approval', () => {
  it('waits, and goes down once another person has approved the same hash', async () => {
    const order = await hall.as('issuer').order();
    const { id } = order.frozen;
    const reply = await hall.as('issuer').submit(order);
    expect(reply.status).toBe(201);
    expect(commandAnswerSchema.parse(reply.body)).toMatchObject({ id, state: 'awaiting-approval' });
    const waiting = commandViewSchema.parse((await hall.as('issuer').get(`/v1/commands/${id}`)).body);
    expect(waiting).toMatchObject({ state: 'awaiting-approval', directives: [], signatures: [{ act: 'issue' }] });
    expect(waiting.issuedAt).toBeUndefined();
    expect(await hall.isInInbox(id)).toBe(false);
    expect(await new Client(hall.backend.url, 'ready-token-of-town', 'town').get(`/v1/commands/${id}`)).toMatchObject({
      status: 404,
    });

    const approved = await hall.as('approver').approve(order);
    expect(approved.status).toBe(201);
    expect(commandAnswerSchema.parse(approved.body)).toMatchObject({ id, hash: order.hash, state: 'issued' });
    const issued = commandViewSchema.parse((await hall.as('issuer').get(`/v1/commands/${id}`)).body);
    expect(issued).toMatchObject({ state: 'issued', signatures: [{ act: 'issue' }, { act: 'approve', account: 'approver' }] });
    expect(issued.directives).toHaveLength(9);
    expect(issued.issuedAt).toBeDefined();
    expect(await hall.isInInbox(id)).toBe(true);
    // The answer to the order itself stays what it was.
    expect((await hall.as('issuer').submit(order)).body).toEqual(reply.body);
  });

  it('is over when it is refused', async () => {
    const order = await hall.handedIn();
    expect(await hall.as('approver').refuse(order)).toMatchObject({ status: 201, body: { state: 'refused' } });
    expect(await hall.as('leader').approve(order)).toMatchObject({ status: 409, code: 'state-conflict' });
    expect(await hall.isInInbox(order.frozen.id)).toBe(false);
  });

  it('expires by the clock, and when somebody comes too late', async () => {
    const order = await hall.handedIn(await hall.as('issuer').order({ expiresAt: soon(1500) }));
    await expect.poll(async () => (await hall.as('issuer').view(order.frozen.id)).state, { timeout: 8000 }).toBe('expired');
    expect(await hall.as('approver').approve(order)).toMatchObject({ status: 422, code: 'expired' });
    expect(await hall.isInInbox(order.frozen.id)).toBe(false);
  });

  it('is approved once, whoever tries at the same time, and the same approval is answered again', async () => {
    const order = await hall.handedIn();
    const signature = hall.as('approver').sign('approve', order.hash);
    const same = Array.from({ length: 6 }, () => hall.as('approver').approve(order, { signature }));
    const replies = await Promise.all([...same, hall.as('leader').approve(order)]);
    const done = replies.filter(({ status }) => status === 201);
    expect(done).toHaveLength(1);
    for (const reply of replies) {
      if (reply.status < 300) expect(reply.text).toBe(done[0]?.text);
      else expect(reply).toMatchObject({ status: 409, code: 'state-conflict' });
    }
    expect((await hall.as('issuer').view(order.frozen.id)).directives).toHaveLength(9);
  });

  it('is not issued when the key of its issuer was revoked while it waited', async () => {
    const { key, officer } = await confirmedOfficer();
    const order = await officer.order();
    expect((await officer.submit(order)).status).toBe(201);
    expect((await hall.as('leader').post(`/v1/keys/${key.id}/revocation`, undefined)).status).toBe(201);
    expect(await hall.as('approver').approve(order)).toMatchObject({ status: 422, code: 'key-revoked' });
    expect(await hall.isInInbox(order.frozen.id)).toBe(false);
  });
});

/** `keyless` with a key that the leader confirmed. Only its latest key is not revoked. */
async function confirmedOfficer(): Promise<{ key: TestKey; officer: Signer }> {
  const key = new TestKey();
  const officer = new Signer(hall.backend.url, 'ready-token-of-keyless', 'keyless', key);
  expect((await officer.post('/v1/keys', { publicKey: key.publicKey })).status).toBe(201);
  expect((await hall.as('leader').post(`/v1/keys/${key.id}/confirmation`, undefined)).status).toBe(201);
  return { key, officer };
}

describe('the signature matrix: everything but the right thing is refused, and nothing goes down', () => {
  type Step = (order: CommandRequest) => Promise<Reply>;
  const byIssuer =
    (change: (order: CommandRequest) => Partial<CommandRequest> | Promise<Partial<CommandRequest>>): Step =>
    async (order) =>
      hall.as('issuer').submit({ ...order, ...(await change(order)) });
  const resigned = (change: Partial<Signature>): Step =>
    byIssuer(({ hash }) => ({ signature: hall.as('issuer').sign('issue', hash, change) }));

  const issuing: [string, Step, string, string][] = [
    ['nobody', byIssuer(() => ({ signature: undefined })), 'signature-missing', '/signature'],
    [
      'another person',
      byIssuer(({ hash }) => ({ signature: hall.as('colleague').sign('issue', hash) })),
      'signer-mismatch',
      '/signature/account',
    ],
    [
      "another's key",
      byIssuer(({ hash }) => ({ signature: hall.as('colleague').key.sign('issue', hash, 'issuer') })),
      'key-foreign',
      '/signature/key',
    ],
    [
      'an unknown key',
      byIssuer(({ hash }) => ({ signature: hall.stranger.sign('issue', hash, 'issuer') })),
      'key-unknown',
      '/signature/key',
    ],
    ['a key that is a name', resigned({ key: 'k' }), 'key-unknown', '/signature/key'],
    [
      'another act',
      byIssuer(({ hash }) => ({ signature: hall.as('issuer').sign('approve', hash) })),
      'signature-invalid',
      '/signature/sig',
    ],
    [
      'another command',
      byIssuer(() => ({ signature: hall.as('issuer').sign('issue', 'a'.repeat(64)) })),
      'signature-invalid',
      '/signature/sig',
    ],
    [
      'a replay of another command',
      byIssuer(async () => ({ signature: (await hall.as('issuer').order()).signature })),
      'signature-invalid',
      '/signature/sig',
    ],
    [
      'altered',
      byIssuer(({ hash }) => ({ signature: altered(hall.as('issuer').sign('issue', hash)) })),
      'signature-invalid',
      '/signature/sig',
    ],
    [
      'another time than signed',
      byIssuer(({ hash }) => ({ signature: { ...hall.as('issuer').sign('issue', hash), at: soon(1) } })),
      'signature-invalid',
      '/signature/sig',
    ],
    ['altered body', byIssuer(({ frozen }) => ({ frozen: { ...frozen, text: '其他内容' } })), 'hash-mismatch', '/hash'],
    [
      'altered body, hashed again',
      byIssuer(({ frozen }) => rehashed({ ...frozen, text: '其他内容' })),
      'signature-invalid',
      '/signature/sig',
    ],
    ['an hour ahead', resigned({ at: soon(HOUR) }), 'clock-skew', '/signature/at'],
    ['an hour before it was frozen', resigned({ at: soon(-HOUR) }), 'clock-skew', '/signature/at'],
    [
      'a hall an hour ahead',
      async () =>
        hall.as('issuer').submit(await hall.as('issuer').order({ frozenAt: soon(HOUR), expiresAt: soon(HOUR + MINUTE) })),
      'clock-skew',
      '/frozen/frozenAt',
    ],
    [
      'expired',
      async () => hall.as('issuer').submit(await hall.as('issuer').order({ frozenAt: soon(-HOUR), expiresAt: soon(-MINUTE) })),
      'expired',
      '/frozen/expiresAt',
    ],
    ['a revoked key', async () => hall.as('retired').submit(await hall.as('retired').order()), 'key-revoked', '/signature/key'],
    ['the wrong role', async () => hall.as('approver').submit(await hall.as('approver').order()), 'role', ''],
  ];
  const rehashed = (frozen: CommandRequest['frozen']): Partial<CommandRequest> => ({
    frozen,
    hash: sha256(canonicalJson(frozen)),
  });

  it.each(issuing)('issued with a signature: %s', async (_name, step, code, path) => {
    const order = await hall.as('issuer').order();
    const reply = await step(order);
    expect(reply).toMatchObject({ status: code === 'role' ? 403 : 422, code, ...(path === '' ? {} : { path }) });
    expect(await hall.as('approver').approve(order)).toMatchObject({ status: 404 });
    expect(await hall.isInInbox(order.frozen.id)).toBe(false);
    // And the same order as it should be is still taken.
    expect((await hall.as('issuer').submit(order)).status).toBe(201);
  });

  const sign = (order: CommandRequest, name: string, change: Partial<Signature> = {}) =>
    hall.as(name).sign('approve', order.hash, change);
  const approving: [string, Step, number, string][] = [
    ['the issuer', (order) => hall.as('issuer').approve(order), 422, 'same-person'],
    [
      "the issuer on another's session",
      (order) => hall.as('approver').approve(order, { signature: sign(order, 'issuer') }),
      422,
      'same-person',
    ],
    [
      "another on the issuer's session",
      (order) => hall.as('issuer').approve(order, { signature: sign(order, 'approver') }),
      422,
      'same-person',
    ],
    [
      "the issuer's signature of the order",
      (order) => hall.as('approver').approve(order, { signature: order.signature }),
      422,
      'same-person',
    ],
    ['a colleague who is no approver', (order) => hall.as('colleague').approve(order), 403, 'role'],
    ['an approver below', (order) => hall.as('district-approver').approve(order), 404, 'not-found'],
    [
      "another's signature",
      (order) => hall.as('approver').approve(order, { signature: sign(order, 'leader') }),
      422,
      'signer-mismatch',
    ],
    [
      'an unknown key',
      (order) => hall.as('approver').approve(order, { signature: hall.stranger.sign('approve', order.hash, 'approver') }),
      422,
      'key-unknown',
    ],
    ['a revoked key', (order) => hall.as('retired').approve(order), 422, 'key-revoked'],
    [
      'a refusal sent as an approval',
      (order) => hall.as('approver').approve(order, { signature: hall.as('approver').sign('refuse', order.hash) }),
      422,
      'signature-invalid',
    ],
    [
      'an approval of another hash',
      (order) => hall.as('approver').approve(order, { signature: hall.as('approver').sign('approve', 'a'.repeat(64)) }),
      422,
      'signature-invalid',
    ],
    ['another hash by name', (order) => hall.as('approver').approve(order, { hash: 'a'.repeat(64) }), 422, 'hash-mismatch'],
    [
      'altered',
      (order) => hall.as('approver').approve(order, { signature: altered(sign(order, 'approver')) }),
      422,
      'signature-invalid',
    ],
    [
      'an hour ago',
      (order) => hall.as('approver').approve(order, { signature: sign(order, 'approver', { at: soon(-HOUR) }) }),
      422,
      'clock-skew',
    ],
    [
      'in an hour',
      (order) => hall.as('approver').approve(order, { signature: sign(order, 'approver', { at: soon(HOUR) }) }),
      422,
      'clock-skew',
    ],
    ['without a signature', (order) => hall.as('approver').post(`/v1/commands/${order.frozen.id}/approvals`, {}), 400, 'schema'],
  ];
  it.each(approving)('approved by: %s', async (_name, step, status, code) => {
    const order = await hall.handedIn();
    expect(await step(order)).toMatchObject({ status, code });
    expect(await hall.as('issuer').view(order.frozen.id)).toMatchObject({ state: 'awaiting-approval', directives: [] });
    expect(await hall.isInInbox(order.frozen.id)).toBe(false);
    expect((await hall.as('approver').approve(order)).status).toBe(201);
  });

  it('executes the right combination and no other', { timeout: 120_000 }, async () => {
    const mostly = <T>(right: T, ...wrong: T[]) =>
      fc.oneof({ weight: 3, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
    const signing = fc.record({
      act: mostly('right', 'other'),
      over: mostly('right', 'other'),
      at: mostly(0, -HOUR, HOUR),
      sig: mostly('right', 'altered'),
    });
    const make = (
      name: string,
      act: 'issue' | 'approve',
      hash: string,
      how: { act: string; over: string; at: number; sig: string },
    ) => {
      const signature = hall.as(name).sign(how.act === 'right' ? act : 'recall', how.over === 'right' ? hash : 'b'.repeat(64), {
        at: soon(how.at),
      });
      return how.sig === 'right' ? signature : altered(signature);
    };
    const isRight = ({ act, over, at, sig }: { act: string; over: string; at: number; sig: string }) =>
      act === 'right' && over === 'right' && at === 0 && sig === 'right';
    let executed = 0;
    await fc.assert(
      fc.asyncProperty(
        mostly('issuer', 'nobody', 'colleague', 'retired'),
        signing,
        mostly('approver', 'nobody', 'issuer', 'colleague', 'retired', 'district-approver'),
        signing,
        async (issuer, issue, approver, approve) => {
          const order = await hall.as('issuer').order();
          const signature = issuer === 'nobody' ? undefined : make(issuer, 'issue', order.hash, issue);
          await hall.as('issuer').submit({ ...order, signature });
          if (approver !== 'nobody') {
            await hall.as(approver).approve(order, { signature: make(approver, 'approve', order.hash, approve) });
          }
          const right = issuer === 'issuer' && isRight(issue) && approver === 'approver' && isRight(approve);
          if (right) executed += 1;
          expect(await hall.isInInbox(order.frozen.id)).toBe(right);
        },
      ),
      { numRuns: 40, examples: [['issuer', RIGHT, 'approver', RIGHT]] },
    );
    expect(executed).toBeGreaterThan(0);
  });
});

describe('who hands in', () => {
  it('an officer who never had a confirmed key may leave the signature out where no approval is needed', async () => {
    const fresh = await hall.as('colleague').freeze();
    expect(await hall.as('colleague').submit(fresh)).toMatchObject({ status: 422, code: 'signature-missing' });
    expect((await hall.as('colleague').submit(hall.as('colleague').signed(fresh))).status).toBe(201);
    const retired = await hall.as('retired').freeze();
    expect(await hall.as('retired').submit(retired)).toMatchObject({ status: 422, code: 'signature-missing' });
  });

  it('a device hands in for officers of its own tier, with their signature, also hours later', async () => {
    const device = hall.as('hall');
    const order = await hall.as('issuer').order({ frozenAt: soon(-5 * HOUR), expiresAt: soon(HOUR) });
    const queued = hall.as('issuer').signed(order, { at: soon(-5 * HOUR) });
    expect(await device.submit({ ...queued, signature: undefined })).toMatchObject({
      code: 'signature-missing',
    });
    expect(await hall.as('district-hall').submit(queued)).toMatchObject({ code: 'issuer-mismatch', path: '/frozen/issuer/tier' });
    expect(await hall.as('colleague').submit(queued)).toMatchObject({ code: 'issuer-mismatch', path: '/frozen/issuer/account' });
    expect((await device.submit(queued)).status).toBe(201);
    expect((await hall.as('approver').approve(queued)).status).toBe(201);
    const nobody = await hall.as('issuer').order({ issuer: { account: 'nobody', tier: CITY } });
    expect(await device.submit(nobody)).toMatchObject({ code: 'issuer-mismatch', path: '/frozen/issuer/account' });
    const noOfficer = await hall.as('approver').order();
    expect(await device.submit(noOfficer)).toMatchObject({ status: 403, code: 'role' });
    const own = await device.order();
    expect(await device.submit(own)).toMatchObject({ status: 403, code: 'role' });
  });

  it('a known order is answered again, but not for a signature that is none', async () => {
    const order = await hall.handedIn();
    const signature = order.signature as Signature;
    expect(await hall.as('issuer').submit({ ...order, signature: altered(signature) })).toMatchObject({
      status: 422,
      code: 'signature-invalid',
    });
    const replies = await Promise.all(Array.from({ length: 5 }, () => hall.as('hall').submit(order)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });
});

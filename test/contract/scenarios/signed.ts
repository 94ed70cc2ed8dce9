import { randomBytes } from 'node:crypto';
import { sign } from 'node:crypto';
import type { Answer } from '../client.js';
import type { Act, Hall, Name, Signature, View } from '../town.js';
import { DISTRICT, directiveOf, jcs, newKey, now, receipt, sha256, tokenOf } from '../town.js';
import type { Fresh, Scenario } from './scenario.js';

const HOUR_MS = 3_600_000;

/** A later act on a command: which call, what is signed, by whom, and a command that it fits. */
type Later = {
  readonly call: string;
  readonly act: Act;
  readonly by: Name;
  /** another who may do it, at a tier that did not issue */
  readonly foreign: Name;
  readonly fitting: (hall: Hall) => Promise<View>;
};

/** A command of which every directive was reported done. */
export async function finished(hall: Hall): Promise<View> {
  const view = await hall.issue();
  const towns = view.directives.filter(({ tier }) => tier !== DISTRICT);
  const done = [...towns.map(({ id }) => id), directiveOf(view, DISTRICT)].map((id) => receipt(id, 'done'));
  const answer = await hall.report('responder', ...done);
  if (answer.problem !== undefined) throw new Error(answer.bytes.toString('utf8'));
  return view;
}

const waiting = async (hall: Hall): Promise<View> => hall.issue({ approvals: 1 });
const running = (hall: Hall): Promise<View> => hall.issue();

const LATER: readonly Later[] = [
  { call: 'approveCommand', act: 'approve', by: 'approver', foreign: 'districtApprover', fitting: waiting },
  { call: 'recallCommand', act: 'recall', by: 'officer', foreign: 'district', fitting: running },
  { call: 'verifyCommand', act: 'verify', by: 'officer', foreign: 'district', fitting: finished },
];

const bodyOf = ({ act }: Later, { hash }: View, signature: Signature): unknown => ({
  hash,
  signature,
  ...(act === 'approve' ? { act } : act === 'recall' ? { reason: 'no longer needed' } : {}),
});

const post = (hall: Hall, later: Later, view: View, signature: Signature, by = later.by): Promise<Answer> =>
  hall.call(later.call, by, { params: { id: view.id }, json: bodyOf(later, view, signature) });

/** A key of the account that is pending or was revoked, and what it signs. */
async function underOtherKey(hall: Hall, act: Act, hash: string, by: Name, revoked: boolean): Promise<Signature> {
  const { secret, publicKey } = newKey();
  const key = await hall.get<{ id: string }>('postKey', by, { json: { publicKey } });
  if (revoked) {
    await hall.get('confirmKey', 'installer', { params: { id: key.id } });
    await hall.get('revokeKey', by, { params: { id: key.id } });
  }
  const said = { account: by, key: key.id, at: now() };
  const sig = sign(null, Buffer.from(jcs({ v: 1, act, command: hash, ...said })), secret).toString('base64url');
  return { ...said, sig };
}

/** Signatures that do not count: the problem that each leads to. */
const SIGNATURES: Readonly<Record<string, (hall: Hall, act: Act, hash: string, by: Name) => Promise<Signature>>> = {
  'signer-mismatch': (hall, act, hash, by) => hall.signature(act, hash, by === 'leader' ? 'colleague' : 'leader'),
  'key-unknown': (hall, act, hash, by) => hall.signature(act, hash, by, { key: randomBytes(32).toString('hex') }),
  'key-foreign': async (hall, act, hash, by) => hall.signature(act, hash, by, { key: await hall.keyId('installer') }),
  'key-not-confirmed': (hall, act, hash, by) => underOtherKey(hall, act, hash, by, false),
  'key-revoked': (hall, act, hash, by) => underOtherKey(hall, act, hash, by, true),
  'signature-invalid': (hall, act, hash, by) => hall.signature(act === 'recall' ? 'verify' : 'recall', hash, by),
  'clock-skew': (hall, act, hash, by) => hall.signature(act, hash, by, { at: now(-HOUR_MS) }),
};

const ofLater = (later: Later): Record<string, Scenario> => {
  const { call, act, by, foreign, fitting } = later;
  const signed = async (hall: Hall, view: View, who = by): Promise<Signature> => hall.signature(act, view.hash, who);
  return {
    ...Object.fromEntries(
      Object.entries(SIGNATURES).map(([problem, make]) => [
        `${call} ${problem}`,
        async (hall: Hall) => {
          const view = await fitting(hall);
          return post(hall, later, view, await make(hall, act, view.hash, by));
        },
      ]),
    ),
    [`${call} 200`]: async (hall) => {
      const view = await fitting(hall);
      const signature = await signed(hall, view);
      await post(hall, later, view, signature);
      return post(hall, later, view, signature);
    },
    [`${call} hash-mismatch`]: async (hall) => {
      const view = await fitting(hall);
      return post(hall, later, { ...view, hash: sha256('another') }, await signed(hall, view));
    },
    [`${call} demo-account`]: async (hall) => {
      const view = await fitting(hall);
      return post(hall, later, view, await signed(hall, view, 'rehearsal'), 'rehearsal');
    },
    [`${call} foreign-tier`]: async (hall) => {
      const view = await running(hall);
      return post(hall, later, view, await signed(hall, view, foreign), foreign);
    },
    [`${call} state-conflict`]: async (hall) => {
      // What runs is neither waiting for an approval nor finished; what was recalled is over.
      const view = await running(hall);
      if (act === 'recall') await post(hall, later, view, await signed(hall, view));
      return post(hall, later, view, await hall.signature(act, view.hash, by, { at: now(-1000) }));
    },
  };
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const signedScenarios: Readonly<Record<string, Scenario>> = {
  ...Object.assign({}, ...LATER.map(ofLater)),
  ...Object.fromEntries(
    Object.entries(SIGNATURES).map(([problem, make]) => [
      `postCommand ${problem}`,
      async (hall: Hall) => {
        const order = await hall.order();
        return hall.submit({ ...order, signature: await make(hall, 'issue', order.hash, 'officer') });
      },
    ]),
  ),
  'postCommand signature-missing': async (hall) => {
    const { frozen, hash } = await hall.order();
    return hall.submit({ frozen, hash });
  },
  'approveCommand same-person': async (hall) => {
    const view = await hall.issue({ approvals: 1, by: 'all' });
    const [later] = LATER;
    if (later === undefined) throw new Error('no approval');
    return post(hall, later, view, await hall.signature('approve', view.hash, 'all'), 'all');
  },
  'approveCommand expired': async (hall) => {
    const order = await hall.order({ expiresAt: now(3000) }, { approvals: 1 });
    await hall.submit(order);
    await wait(3500);
    const signature = await hall.signature('approve', order.hash, 'approver');
    const json = { act: 'approve', hash: order.hash, signature };
    return hall.call('approveCommand', 'approver', { params: { id: order.frozen.id }, json });
  },
};

const later =
  (index: number): Fresh =>
  async (hall) => {
    const wanted = LATER[index];
    if (wanted === undefined) throw new Error('no such act');
    const view = await wanted.fitting(hall);
    const json = bodyOf(wanted, view, await hall.signature(wanted.act, view.hash, wanted.by));
    return { token: tokenOf(wanted.by), params: { id: view.id }, json };
  };

export const signedRequests: Readonly<Record<string, Fresh>> = {
  approveCommand: later(0),
  recallCommand: later(1),
  verifyCommand: later(2),
};

import type { Frozen } from '../town.js';
import { CITY, DISTRICT, now, OTHER_TOWN, sha256, TOWN, uuidV7 } from '../town.js';
import type { Fresh, Scenario } from './scenario.js';

const postCommand: Fresh = async (hall) => {
  const order = await hall.order();
  return { token: 'ready-token-of-officer', json: order, headers: { 'idempotency-key': order.frozen.id } };
};
const onCommand: Fresh = async (hall) => ({
  token: 'ready-token-of-officer',
  params: { id: (await hall.issue()).id },
});

export const commandRequests: Readonly<Record<string, Fresh>> = { postCommand, getCommand: onCommand, getFrozen: onCommand };

/** A command with one member of `frozen` changed, hashed and signed as it then is. */
const altered =
  (change: (frozen: Frozen) => Readonly<Record<string, unknown>>): Scenario =>
  async (hall) => {
    const { frozen } = await hall.order();
    return hall.submit(await hall.sealed({ ...frozen, ...change(frozen) }));
  };

type Peers = Readonly<Record<'id' | 'version' | 'hash' | 'level' | 'approvals' | 'limits' | 'proof', unknown>> & {
  readonly targeting: { readonly kind: string };
};
type Target = { readonly tier: string; readonly role: string; readonly via: string | null };
const targets = ({ targets: all }: Frozen): Target[] => all as Target[];
const template = (frozen: Frozen): Readonly<Record<string, unknown>> => frozen['template'] as Readonly<Record<string, unknown>>;

export const commandScenarios: Readonly<Record<string, Scenario>> = {
  'postCommand 200': async (hall) => {
    const order = await hall.order();
    await hall.submit(order);
    return hall.submit(order);
  },
  'postCommand role': async (hall) => {
    const order = await hall.order({}, { by: 'leader' });
    return hall.submit(order, order.frozen.id, 'leader');
  },
  'postCommand command-conflict': async (hall) => {
    const { frozen } = await hall.order();
    await hall.submit(await hall.sealed(frozen));
    return hall.submit(await hall.sealed({ ...frozen, text: 'another' }));
  },
  'postCommand idempotency-key-mismatch': async (hall) => hall.submit(await hall.order(), uuidV7()),
  'postCommand hash-mismatch': async (hall) => hall.submit({ ...(await hall.order()), hash: sha256('something else') }),
  'postCommand issuer-mismatch': altered(() => ({ issuer: { account: 'colleague', tier: CITY } })),
  'postCommand template-unknown': altered((frozen) => ({ template: { ...template(frozen), id: 'no-such-template' } })),
  'postCommand template-changed': altered((frozen) => ({ template: { ...template(frozen), hash: sha256('before') } })),
  'postCommand template-mismatch': altered(({ level }) => ({ level: level === 'routine' ? 'important' : 'routine' })),
  'postCommand parameter-unknown': altered(() => ({ parameters: { district: DISTRICT, surplus: 'x' } })),
  'postCommand parameter-missing': altered(() => ({ parameters: {} })),
  'postCommand not-a-peer': async (hall) => {
    const { items } = await hall.get<{ items: Peers[] }>('listTemplates', 'officer');
    const found = items.find(({ targeting }) => targeting.kind === 'peers');
    if (found === undefined) throw new Error('no template for a request to peers');
    const { id, version, hash, level, approvals, limits, proof } = found;
    const change = {
      template: { id, version, hash },
      level,
      approvals,
      limits,
      proof,
      parameters: { peers: [DISTRICT], need: 'boats' },
    };
    return hall.submit(await hall.order({ ...change, targets: [{ tier: DISTRICT, role: 'lead', via: null }] }));
  },
  'postCommand parameter-invalid': altered(() => ({ parameters: { district: 5 } })),
  'postCommand lead-missing': altered((frozen) => ({
    targets: targets(frozen).map((target) => ({ ...target, role: 'assist' })),
  })),
  'postCommand party-unknown': altered((frozen) => ({
    targets: targets(frozen).map((target) => ({ ...target, party: 'no-such-party' })),
  })),
  'postCommand target-duplicate': altered((frozen) => ({ targets: [...targets(frozen), ...targets(frozen).slice(0, 1)] })),
  'postCommand tier-unknown': altered((frozen) => ({
    targets: [...targets(frozen), { tier: '999999', role: 'lead', via: null }],
  })),
  'postCommand outside-subtree': async (hall) => {
    const { frozen } = await hall.order();
    const order = await hall.sealed({ ...frozen, issuer: { account: 'district', tier: DISTRICT } }, 'district');
    const beside = [...targets(frozen), { tier: '500103', role: 'lead', via: null }];
    return hall.submit(await hall.sealed({ ...order.frozen, targets: beside }, 'district'), frozen.id, 'district');
  },
  'postCommand targets-mismatch': altered((frozen) => ({
    targets: targets(frozen).map((target) => ({ ...target, via: target.tier === OTHER_TOWN ? TOWN : target.via })),
  })),
  'postCommand expired': altered(() => ({ frozenAt: now(-120_000), expiresAt: now(-60_000) })),
  'getCommand not-found': (hall) => hall.call('getCommand', 'town', { params: { id: uuidV7() } }),
  'getFrozen not-found': (hall) => hall.call('getFrozen', 'town', { params: { id: uuidV7() } }),
};

import type { Hall, Name } from '../town.js';
import { newKey, tokenOf } from '../town.js';
import type { Fresh, Scenario } from './scenario.js';

const pending = async (hall: Hall, by: Name = 'officer'): Promise<string> =>
  (await hall.get<{ id: string }>('postKey', by, { json: { publicKey: newKey().publicKey } })).id;

export const keyRequests: Readonly<Record<string, Fresh>> = {
  postKey: async () => ({ token: tokenOf('officer'), json: { publicKey: newKey().publicKey } }),
  confirmKey: async (hall) => ({ token: tokenOf('installer'), params: { id: await pending(hall) } }),
  revokeKey: async (hall) => ({ token: tokenOf('officer'), params: { id: await pending(hall) } }),
};

/** The neutral element of the curve's group: a key for which everybody can sign. */
const WEAK = Buffer.from([1, ...Array.from({ length: 31 }, () => 0)]).toString('base64url');

export const keyScenarios: Readonly<Record<string, Scenario>> = {
  'postKey 200': async (hall) => {
    const json = { publicKey: newKey().publicKey };
    await hall.call('postKey', 'officer', { json });
    return hall.call('postKey', 'officer', { json });
  },
  'postKey key-taken': async (hall) => {
    const json = { publicKey: newKey().publicKey };
    await hall.call('postKey', 'officer', { json });
    return hall.call('postKey', 'leader', { json });
  },
  'postKey key-weak': (hall) => hall.call('postKey', 'officer', { json: { publicKey: WEAK } }),
  'confirmKey 200': async (hall) => {
    const params = { id: await pending(hall) };
    await hall.call('confirmKey', 'installer', { params });
    return hall.call('confirmKey', 'installer', { params });
  },
  'confirmKey same-person': async (hall) => hall.call('confirmKey', 'leader', { params: { id: await pending(hall, 'leader') } }),
  'confirmKey foreign-tier': async (hall) => hall.call('confirmKey', 'district', { params: { id: await pending(hall) } }),
  'confirmKey state-conflict': async (hall) => {
    const params = { id: await pending(hall) };
    await hall.call('revokeKey', 'officer', { params });
    return hall.call('confirmKey', 'installer', { params });
  },
  'revokeKey 200': async (hall) => {
    const params = { id: await pending(hall) };
    await hall.call('revokeKey', 'officer', { params });
    return hall.call('revokeKey', 'officer', { params });
  },
  'revokeKey role': async (hall) => hall.call('revokeKey', 'colleague', { params: { id: await pending(hall) } }),
  'revokeKey foreign-tier': async (hall) => hall.call('revokeKey', 'district', { params: { id: await pending(hall) } }),
};

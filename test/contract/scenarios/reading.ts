import WebSocket from 'ws';
import { tokenOf } from '../town.js';
import type { Scenario } from './scenario.js';

/** A WebSocket is no request, so that the handshake is seen by its own library. */
const opened: Scenario = async ({ client }) => {
  const address = client.address(client.document.operation('openStream'), {});
  address.protocol = 'ws:';
  const socket = new WebSocket(address, ['yilan.v1'], { headers: { authorization: `Bearer ${tokenOf('device')}` } });
  const answer = await new Promise<{ status: number; headers: Record<string, string | string[] | undefined> }>(
    (resolve, reject) => {
      socket.once('error', reject);
      socket.once('upgrade', ({ statusCode = 0, headers }) => resolve({ status: statusCode, headers }));
    },
  );
  socket.terminate();
  client.reached.add(`openStream ${answer.status}`);
  return { ...answer, body: undefined, bytes: Buffer.alloc(0) };
};

export const readingScenarios: Readonly<Record<string, Scenario>> = {
  'openStream 101': opened,
  'openStream upgrade-required': (hall) => hall.call('openStream', 'device'),
  'listTiers not-found': (hall) => hall.call('listTiers', 'officer', { query: { root: '999999' } }),
  'listAudit foreign-tier': (hall) => hall.call('listAudit', 'townOfficer'),
  'listInbox not-found': (hall) => hall.call('listInbox', 'town', { query: { tier: '500103' } }),
};

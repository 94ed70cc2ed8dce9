import { ok, toWireTime } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/route.js';
import { refuse } from '../problem.js';
import { position } from '../storage/events.js';

export const healthRoutes = (backend: Backend): Route[] => [
  {
    method: 'GET',
    url: '/v1/health',
    handle: async () => {
      const { sequence } = await position(backend.database);
      const body = { status: 'ok', epoch: backend.epoch, sequence: String(sequence), time: toWireTime(backend.now()) };
      return ok({ status: 200, body });
    },
  },
  // A WebSocket handshake never comes this far: the upgrade is taken before the routes.
  { method: 'GET', url: '/v1/stream', handle: async () => refuse('upgrade-required') },
];

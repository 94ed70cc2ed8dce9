import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok, toWireTime } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serveOpen } from '../http/serve.js';
import { position } from '../storage/events.js';

export const healthRoutes = (backend: Backend): Route[] => [
  serveOpen(operationOf('getHealth'), async () => {
    const { sequence } = await position(backend.database);
    const body = { status: 'ok', epoch: backend.epoch, sequence: String(sequence), time: toWireTime(backend.now()) };
    return ok({ status: 200, body });
  }),
];

import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok, toWireTime } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serveOpen } from '../http/serve.js';

export const healthRoutes = (backend: Backend): Route[] => [
  serveOpen(operationOf('getHealth'), async () => {
    const clockJumpMs = backend.clock.jumpMs();
    const body = {
      status: 'ok',
      epoch: backend.epoch,
      sequence: String(backend.board.last),
      time: toWireTime(backend.now()),
      ...(clockJumpMs === 0 ? {} : { clockJumpMs }),
    };
    return ok({ status: 200, body });
  }),
];

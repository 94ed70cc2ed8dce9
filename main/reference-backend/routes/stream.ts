import { operationOf } from '../../../preload/contract/backend-api.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';

/** A WebSocket handshake never comes this far: the upgrade is taken before the routes. */
export const streamRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('openStream'), async () => refuse('upgrade-required')),
];

import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { actRoutes } from './acts.js';
import { commandRoutes } from './commands.js';
import { healthRoutes } from './health.js';
import { inboxRoutes } from './inbox.js';
import { keyRoutes } from './keys.js';
import { receiptRoutes } from './receipts.js';
import { sessionRoutes } from './sessions.js';
import { streamRoutes } from './stream.js';
import { templateRoutes } from './templates.js';
import { tierRoutes } from './tiers.js';

const makers = [
  healthRoutes,
  sessionRoutes,
  keyRoutes,
  tierRoutes,
  templateRoutes,
  commandRoutes,
  actRoutes,
  inboxRoutes,
  receiptRoutes,
  streamRoutes,
];

/** Every call of the API that comes by HTTP. */
export const allRoutes = (backend: Backend): Route[] => makers.flatMap((make) => make(backend));

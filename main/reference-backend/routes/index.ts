import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { commandRoutes } from './commands.js';
import { healthRoutes } from './health.js';
import { inboxRoutes } from './inbox.js';
import { receiptRoutes } from './receipts.js';
import { sessionRoutes } from './sessions.js';
import { streamRoutes } from './stream.js';
import { templateRoutes } from './templates.js';
import { tierRoutes } from './tiers.js';

const makers = [healthRoutes, sessionRoutes, tierRoutes, templateRoutes, commandRoutes, inboxRoutes, receiptRoutes, streamRoutes];

/** Every call of the API that comes by HTTP. */
export const allRoutes = (backend: Backend): Route[] => makers.flatMap((make) => make(backend));

import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { actRoutes } from './acts.js';
import { alarmRoutes } from './alarms.js';
import { auditRoutes } from './audit.js';
import { assetRoutes } from './assets.js';
import { collectionRoutes } from './collections.js';
import { commandRoutes } from './commands.js';
import { directiveRoutes } from './directives.js';
import { evidenceRoutes } from './evidence.js';
import { healthRoutes } from './health.js';
import { inboxRoutes } from './inbox.js';
import { incidentRoutes } from './incidents.js';
import { indicatorRoutes } from './indicators.js';
import { keyRoutes } from './keys.js';
import { metricsRoutes } from './metrics.js';
import { matterRoutes, partyRoutes } from './parties.js';
import { receiptRoutes } from './receipts.js';
import { sessionRoutes } from './sessions.js';
import { shiftRoutes } from './shifts.js';
import { streamRoutes } from './stream.js';
import { templateRoutes } from './templates.js';
import { tierRoutes } from './tiers.js';
import { warningRoutes } from './warnings.js';

const makers = [
  healthRoutes,
  metricsRoutes,
  sessionRoutes,
  keyRoutes,
  tierRoutes,
  templateRoutes,
  indicatorRoutes,
  assetRoutes,
  collectionRoutes,
  commandRoutes,
  actRoutes,
  inboxRoutes,
  receiptRoutes,
  evidenceRoutes,
  streamRoutes,
  directiveRoutes,
  partyRoutes,
  matterRoutes,
  incidentRoutes,
  alarmRoutes,
  warningRoutes,
  shiftRoutes,
  auditRoutes,
];

/** Every call of the API that comes by HTTP. */
export const allRoutes = (backend: Backend): Route[] => makers.flatMap((make) => make(backend));

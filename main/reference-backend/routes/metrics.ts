import { METRICS_TYPE, operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serveOpen } from '../http/serve.js';

export const metricsRoutes = ({ metrics }: Backend): Route[] => [
  serveOpen(operationOf('getMetrics'), async () =>
    ok({ status: 200, bytes: { type: METRICS_TYPE, content: Buffer.from(await metrics.text()) } }),
  ),
];

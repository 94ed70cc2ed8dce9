import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { sliceOf } from '../rules/slice.js';

export const templateRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listTemplates'), async (_caller, { query }) =>
    ok({ status: 200, body: sliceOf(backend.templates, query) }),
  ),
];

import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { addKey, confirmKey, revokeKey } from '../key-directory.js';
import { keyItem, listKeys } from '../storage/keys.js';

export const keyRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listKeys'), async (_caller, { query }) => {
    const { cursor = Number.MAX_SAFE_INTEGER, limit, account, status } = query;
    const rows = await listKeys(backend.database, { before: cursor, limit: limit + 1, account, status });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last !== undefined ? { next: String(last.sequence) } : {};
    return ok({ status: 200, body: { items: page.map(keyItem), ...next } });
  }),
  serve(backend, operationOf('postKey'), async (caller, { body, idempotencyKey: key }) =>
    body.account === undefined || body.account === caller.account
      ? addKey(backend, { caller, key }, body.publicKey)
      : refuse('schema', { path: '/account', detail: 'a key is put in by its owner' }),
  ),
  serve(backend, operationOf('confirmKey'), (caller, { params, idempotencyKey: key }) =>
    confirmKey(backend, { caller, key }, params.id),
  ),
  serve(backend, operationOf('revokeKey'), (caller, { params, idempotencyKey: key }) =>
    revokeKey(backend, { caller, key }, params.id),
  ),
];

import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { takeReceipts } from '../take-receipts.js';

export const receiptRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('postReceipts'), async (caller, { body, idempotencyKey }) => {
    const items = await takeReceipts(backend, caller, body.receipts, idempotencyKey);
    return items.ok ? ok({ status: 201, body: { items: items.value } }) : items;
  }),
];

import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { storedReceiptJson } from '../storage/receipts.js';
import { takeReceipts } from '../take-receipts.js';

export const receiptRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('postReceipts'), async (caller, { body, idempotencyKey }) => {
    const rows = await takeReceipts(backend, caller, body.receipts, idempotencyKey);
    // As text, which is sent unread: they come by the hundred, made of what their request had to fit. The tests read them.
    return rows.ok ? ok({ status: 201, text: `{"items":[${rows.value.map(storedReceiptJson).join()}]}` }) : rows;
  }),
];

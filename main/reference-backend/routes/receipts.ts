import { ok, receiptsRequestSchema } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { parseBody } from '../http/parse.js';
import type { Route } from '../http/route.js';
import { secured } from '../http/route.js';
import { takeReceipts } from '../take-receipts.js';

/** A full batch with notes, evidence and positions, bytes. */
export const RECEIPTS_BODY_MAX = 8 * 1024 * 1024;

export const receiptRoutes = (backend: Backend): Route[] => [
  {
    method: 'POST',
    url: '/v1/receipts',
    bodyLimit: RECEIPTS_BODY_MAX,
    handle: secured(backend, async (caller, request) => {
      const body = parseBody(receiptsRequestSchema, request.body);
      if (!body.ok) return body;
      const items = await takeReceipts(backend, caller, body.value.receipts);
      return items.ok ? ok({ status: 201, body: { items: items.value } }) : items;
    }),
  },
];

import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import { auditEntry, auditHead } from '../audit-head.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { auditAfter } from '../storage/audit.js';

export const auditRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('listAudit'), async (caller, { query: { from = 1, cursor = from, limit } }) => {
    const { database, serverKey, tiers, now } = backend;
    if (tiers.readable(caller.tier, now()) !== null) {
      return refuse('foreign-tier', { detail: 'the chain tells of every tier' });
    }
    const rows = await auditAfter(database, Math.max(cursor, 1) - 1, limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    // After the entries, so that it is never older than they are.
    const head = await auditHead(database, serverKey, now());
    const next = rows.length > limit && last !== undefined ? { next: String(last.sequence + 1) } : {};
    return ok({ status: 200, body: { items: page.map(auditEntry), ...next, head } });
  }),
];

import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok, toWireTime } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { warningId } from '../cap/incident.js';
import type { MessageName } from '../cap/message.js';
import { takeWarning } from '../cap/take-warning.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { mayRead } from '../rules/reach.js';
import { findWarnings, readingOf, readWarning } from '../storage/warnings.js';

const nameOf = ({ sender, identifier, sent }: MessageName) => ({ sender, identifier, sent: toWireTime(sent) });

export const warningRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('postWarning'), async (caller, { raw, idempotencyKey }) =>
    raw === undefined ? refuse('syntax') : takeWarning(backend, caller, raw, idempotencyKey),
  ),
  serve(backend, operationOf('getWarning'), async (caller, { params }) => {
    const row = await readWarning(backend.database, params.id);
    if (row === undefined) return refuse('not-found');
    const { status, signed, references, tier, tiers, located } = readingOf(row);
    if (row.author !== caller.account && !mayRead(backend.tiers, caller, tier, backend.now())) return refuse('not-found');
    const known = new Set((await findWarnings(backend.database, references.map(warningId))).map(({ id }) => id));
    const body = {
      id: row.id,
      ...nameOf(row),
      status,
      msgType: row.msg_type,
      state: row.state,
      references: references.map((name) => ({ ...nameOf(name), pending: !known.has(warningId(name)) })),
      tier,
      tiers,
      located,
      signature: signed ? 'not-verified' : 'none',
      encoding: row.encoding,
      xml: row.xml,
      incident: row.incident,
      by: row.author,
      receivedAt: toWireTime(row.received_at),
      demo: row.demo === 1,
    };
    return ok({ status: 200, body });
  }),
];

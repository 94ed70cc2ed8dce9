import { createHash } from 'node:crypto';
import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { RawBody } from '../http/body.js';
import type { Answer, Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { writeAudit } from '../storage/audit.js';
import { bytesSince, findEvidence, isUploader, putEvidence, tiersUsing } from '../storage/evidence.js';

const DAY_MS = 86_400_000;
/** Bytes that one account may hand in within a day: a hundred of the largest. */
const DAY_BYTES = 100 * 20 * 1024 * 1024;
const WAIT_S = 3600;
const TYPE_MAX = 200;

export const evidenceRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('postEvidence'), async (caller, { raw, request }) => {
    if (raw === undefined || raw.content.length === 0) return refuse('syntax', { detail: 'the body is empty' });
    return take(backend, caller, raw, request.headers['content-type'] ?? '');
  }),
  serve(backend, operationOf('getEvidence'), async (caller, { params: { sha256 } }) => {
    const known = await findEvidence(backend.database, sha256);
    if (known === undefined || !(await mayRead(backend, caller, sha256))) return refuse('not-found');
    return ok({ status: 200, bytes: { type: known.type, content: await backend.evidence.read(sha256) } });
  }),
];

async function take(backend: Backend, caller: Caller, raw: RawBody, header: string): Promise<Outcome<Answer>> {
  const { content } = raw;
  const size = content.length;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const now = backend.now();
  const known = await findEvidence(backend.database, sha256);
  if ((await bytesSince(backend.database, caller.account, now - DAY_MS)) + size > DAY_BYTES) {
    return refuse('quota', { retryAfterS: WAIT_S, detail: 'evidence of a day' });
  }
  const type = header.slice(0, TYPE_MAX) || 'application/octet-stream';
  // The file first: a row never names what is not there.
  await backend.evidence.put(sha256, content);
  await backend.database.transaction(async (tx) => {
    await putEvidence(tx, { sha256, size, type, at: now }, caller.account);
    await writeAudit(tx, now, [{ by: caller.account, act: 'evidence.take', subject: sha256, details: { size, type } }]);
  });
  return ok({ status: known === undefined ? 201 : 200, body: { sha256, size, type: known?.type ?? type } });
}

async function mayRead({ database, tiers, now }: Backend, { account, tier }: Caller, sha256: string): Promise<boolean> {
  const readable = tiers.readable(tier, now());
  if (readable === null || (await isUploader(database, account, sha256))) return true;
  return (await tiersUsing(database, sha256)).some((code) => readable.has(code));
}

import { createHash } from 'node:crypto';
import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Backend } from '../backend.js';
import type { RawBody } from '../http/body.js';
import type { Answer, Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { log } from '../log.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import type { Growth } from '../rules/growth.js';
import { once } from '../storage/answers.js';
import { writeAudit } from '../storage/audit.js';
import { bytesSince, findEvidence, isUploader, putEvidence, tiersUsing } from '../storage/evidence.js';

const DAY_MS = 86_400_000;
const WAIT_S = 3600;
const TYPE_MAX = 200;

export const evidenceRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('postEvidence'), async (caller, { raw, request, idempotencyKey }) => {
    if (raw === undefined || raw.content.length === 0) return refuse('syntax', { detail: 'the body is empty' });
    return take(backend, caller, raw, { header: request.headers['content-type'] ?? '', key: idempotencyKey });
  }),
  serve(backend, operationOf('getEvidence'), async (caller, { params: { sha256 } }) => {
    const known = await findEvidence(backend.database, sha256);
    if (known === undefined || !(await mayRead(backend, caller, sha256))) return refuse('not-found');
    const file = await backend.evidence.read(sha256);
    if (file === undefined) {
      log('error', 'the file of a piece of evidence is missing', { sha256 });
      return refuse('not-found', { detail: 'its file is missing' });
    }
    const headers = { ...INERT, 'content-length': String(file.size) };
    return ok({ status: 200, bytes: { type: known.type, content: file.content, headers } });
  }),
];

/** Whoever handed it in chose its type: it must not run in a browser under this server's address. */
const INERT = {
  'content-disposition': 'attachment',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

type Asked = { /** Content-Type */ readonly header: string; readonly key: string | undefined };

async function take(backend: Backend, caller: Caller, raw: RawBody, { header, key }: Asked): Promise<Outcome<Answer>> {
  const { content } = raw;
  const size = content.length;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const now = backend.now();
  const within = await checkQuota(backend.database, backend.growth, caller, { sha256, size }, now);
  if (!within.ok) return within;
  if (!(await backend.evidence.fits(size))) return refuse('storage-full', { retryAfterS: WAIT_S });
  const type = header.slice(0, TYPE_MAX) || 'application/octet-stream';
  // The file first: a row never names what is not there.
  await backend.evidence.put(sha256, content);
  const keyed = { account: caller.account, key, operation: 'postEvidence', content: { sha256, type } };
  const store = async (tx: Statements): Promise<Outcome<Answer>> => {
    // Others of the account may have come in meanwhile.
    const still = await checkQuota(tx, backend.growth, caller, { sha256, size }, now);
    if (!still.ok) return still;
    await backend.growth.count(tx, caller, 'evidence', (await isUploader(tx, caller.account, sha256)) ? 0 : 1, now);
    // Without a row until now, an old file may have been removed since.
    if (!(await backend.evidence.has(sha256))) await backend.evidence.put(sha256, content);
    const known = await findEvidence(tx, sha256);
    await putEvidence(tx, { sha256, size, type, at: now }, caller.account);
    await writeAudit(tx, now, [{ by: caller.account, act: 'evidence.take', subject: sha256, details: { size, type } }]);
    return ok({ status: known === undefined ? 201 : 200, body: { sha256, size, type: known?.type ?? type } });
  };
  return backend.database.transaction((tx) => once(tx, keyed, now, () => store(tx)));
}

type Piece = { readonly sha256: string; readonly size: number };

async function checkQuota(
  db: Statements,
  growth: Growth,
  caller: Caller,
  { sha256, size }: Piece,
  now: number,
): Promise<Outcome<null>> {
  if ((await bytesSince(db, caller.account, now - DAY_MS)) + size > growth.evidenceBytes) {
    return refuse('quota', { retryAfterS: WAIT_S, detail: 'evidence of a day' });
  }
  const isKnown = await isUploader(db, caller.account, sha256);
  return isKnown ? ok(null) : growth.check(db, caller, 'evidence', 1, now);
}

async function mayRead({ database, tiers, now }: Backend, { account, tier }: Caller, sha256: string): Promise<boolean> {
  const readable = tiers.readable(tier, now());
  if (readable === null || (await isUploader(database, account, sha256))) return true;
  return (await tiersUsing(database, sha256)).some((code) => readable.has(code));
}

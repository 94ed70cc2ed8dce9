import { z } from 'zod';
import { sha256Schema } from '../../domain/command.js';
import { EVIDENCE_MAX, evidenceSchema } from '../evidence.js';
import { operation } from '../operation.js';

export const evidenceOperations = [
  operation({
    id: 'postEvidence',
    method: 'POST',
    path: '/v1/evidence',
    tag: 'receipts',
    summary: 'Hands in evidence: a picture, a recording, a document, as it is',
    description: 'It is kept under its SHA-256, which receipts then name; the same content again is the same evidence.',
    access: ['officer', 'approver', 'leader', 'responder'],
    idempotencyKey: 'optional',
    body: { bytes: ['*/*'], maxBytes: EVIDENCE_MAX },
    answers: {
      201: { description: 'Stored', json: evidenceSchema },
      200: { description: 'Known already', json: evidenceSchema },
    },
    problems: ['quota', 'storage-full'],
  }),
  operation({
    id: 'getEvidence',
    method: 'GET',
    path: '/v1/evidence/{sha256}',
    tag: 'receipts',
    summary: 'Evidence as it was handed in',
    description: 'For whoever handed it in, and for whoever may read a directive with a receipt that names it.',
    access: 'token',
    params: z.strictObject({ sha256: sha256Schema }),
    answers: { 200: { description: 'The content with its Content-Type', bytes: ['*/*'] } },
    problems: ['not-found'],
  }),
] as const;

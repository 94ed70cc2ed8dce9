import { z } from 'zod';
import { sha256Schema } from '../domain/command.js';

/** The largest piece of evidence, bytes. */
export const EVIDENCE_MAX = 20 * 1024 * 1024;

/** Answer to `POST /v1/evidence`: receipts name the evidence by its hash. */
export const evidenceSchema = z
  .strictObject({
    sha256: sha256Schema,
    size: z.int().min(1).max(EVIDENCE_MAX),
    type: z.string().min(1).describe('the Content-Type under which it was first handed in'),
  })
  .meta({ id: 'Evidence' });

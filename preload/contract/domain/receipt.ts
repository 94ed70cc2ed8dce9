import { z } from 'zod';
import { clientIdSchema, sha256Schema, uuidSchema } from './command.js';
import { geoPositionSchema } from './geometry.js';
import { escalationActionSchema, stepSchema } from './template.js';
import { wireTimeSchema } from './time.js';

export const RECEIPT_KINDS = [
  'delivered',
  'read',
  'accepted',
  'returned',
  'forwarded',
  'progress',
  'done',
  'verified',
  'reopened',
  'withdrawn',
  'recalled',
  'reminded',
  'escalated',
] as const;
export const receiptKindSchema = z.enum(RECEIPT_KINDS).meta({ id: 'ReceiptKind' });
export type ReceiptKind = z.infer<typeof receiptKindSchema>;

/** The most receipts in one `POST /v1/receipts`. */
export const RECEIPTS_MAX = 1000;

/** A receipt 回执 as its author hands it in: an immutable fact about a directive. */
export const receiptSchema = z
  .strictObject({
    id: clientIdSchema,
    directive: uuidSchema,
    round: z.int().min(1).max(1000),
    kind: receiptKindSchema,
    /** When it happened by its author's clock; it never decides anything. */
    at: wireTimeSchema,
    note: z.string().max(2000).optional(),
    /** per cent */
    progress: z.number().min(0).max(100).optional(),
    evidence: z.array(sha256Schema).max(20).optional(),
    position: geoPositionSchema
      .optional()
      .describe('longitude, latitude in WGS 84 degrees, and perhaps metres above the ellipsoid'),
  })
  .meta({ id: 'Receipt' });
export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

/** A receipt as the server keeps it. */
export const storedReceiptSchema = receiptSchema
  .extend({
    by: z.string(),
    receivedAt: wireTimeSchema,
    /** decimal string: the server's order of things */
    sequence: z.string().regex(/^\d+$/),
    demo: z.boolean(),
    /** with `forwarded`: the forwarder keeps a part for itself and reports it done */
    keepsPart: z.literal(true).optional(),
    /** with `reminded` and `escalated`: what is done about it, and the late step that was the reason */
    action: escalationActionSchema.optional(),
    step: stepSchema.optional(),
  })
  .meta({ id: 'StoredReceipt' });
export type StoredReceipt = Readonly<z.infer<typeof storedReceiptSchema>>;

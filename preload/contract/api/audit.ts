import { z } from 'zod';
import { sha256Schema } from '../domain/command.js';
import { wireTimeSchema } from '../domain/time.js';

const jsonObjectSchema = z.record(z.string(), z.json());

/** An entry of the audit chain. */
export const auditEntrySchema = z
  .strictObject({
    sequence: z.int().min(1).describe('counts from 1 without a gap'),
    at: wireTimeSchema,
    by: z.string().min(1).describe('account, or `system`'),
    act: z.string().min(1).describe('what was done: topic and verb'),
    subject: z.string().describe('id of the thing that was acted on'),
    details: jsonObjectSchema,
    previous: sha256Schema.describe('hash of the entry before; 64 zeros for the first'),
    hash: sha256Schema.describe('SHA-256 over the JCS of this entry without `hash`, with `v: 1`'),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = Readonly<z.infer<typeof auditEntrySchema>>;

/** Where the chain ends, signed by the server. Whoever keeps heads sees when an older part was changed. */
export const auditHeadSchema = z
  .strictObject({
    sequence: z.int().min(0).describe('the last entry; 0 when there is none'),
    hash: sha256Schema,
    at: wireTimeSchema.describe('when it was signed'),
    key: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .describe("the server's Ed25519 public key"),
    sig: z
      .string()
      .regex(/^[A-Za-z0-9_-]{86}$/)
      .describe('Ed25519 over the JCS of `{v: 1, act: "audit-head", sequence, hash, at, key}`'),
  })
  .meta({ id: 'AuditHead' });
export type AuditHead = Readonly<z.infer<typeof auditHeadSchema>>;

/** `GET /v1/audit` */
export const auditPageSchema = z
  .strictObject({ items: z.array(auditEntrySchema), next: z.string().optional(), head: auditHeadSchema })
  .meta({ id: 'AuditPage' });

import { z } from 'zod';
import { keyIdSchema, publicKeySchema, signatureBytesSchema } from '../domain/signature.js';
import { wireTimeSchema } from '../domain/time.js';
import { listOf } from './query.js';

/**
 * `pending` until another person confirms that the key is the account's, then `confirmed`; `revoked` for good: what
 * the server took in before stays valid, nothing new is taken.
 */
export const keyStatusSchema = z.enum(['pending', 'confirmed', 'revoked']).meta({ id: 'KeyStatus' });
export type KeyStatus = z.infer<typeof keyStatusSchema>;

/** One key of the directory. */
export const keyItemSchema = z
  .strictObject({
    id: keyIdSchema.describe('SHA-256 of the 32 bytes of the public key, lower-case hex'),
    account: z.string(),
    publicKey: publicKeySchema.describe('Ed25519, base64url without padding'),
    status: keyStatusSchema,
    confirmedAt: wireTimeSchema.optional(),
    revokedAt: wireTimeSchema.optional(),
    certificate: z
      .strictObject({ at: wireTimeSchema, sig: signatureBytesSchema })
      .optional()
      .describe(
        'the root key over the canonical JSON of {v: 1, act: "certify", account, key, publicKey, at}: that the key is the account’s',
      ),
  })
  .meta({ id: 'Key' });
export type KeyItem = Readonly<z.infer<typeof keyItemSchema>>;

export const keyRequestSchema = z
  .strictObject({
    publicKey: publicKeySchema,
    account: z.string().optional().describe('the caller’s own name: nobody hands in a key for another'),
  })
  .meta({ id: 'NewKey' });
export const keyListSchema = listOf(keyItemSchema).meta({ id: 'KeyList' });

import { z } from 'zod';
import { keyIdSchema } from '../../domain/signature.js';
import { keyItemSchema, keyListSchema, keyRequestSchema, keyStatusSchema } from '../key.js';
import { operation } from '../operation.js';
import { pageQuery } from '../query.js';

const keyParams = z.strictObject({ id: keyIdSchema.describe('the key') });

export const keyOperations = [
  operation({
    id: 'listKeys',
    method: 'GET',
    path: '/v1/keys',
    tag: 'keys',
    summary: 'The key directory, newest first',
    description:
      'Public among all who have a token: a tier needs the keys to verify what it is ordered. Trust a key by its certificate and the root key, not by this answer; verify.md says how.',
    access: 'token',
    query: z.strictObject({
      account: z.string().min(1).max(80).optional(),
      status: keyStatusSchema.optional(),
      ...pageQuery(500, 100),
    }),
    answers: { 200: { description: 'Keys', json: keyListSchema } },
  }),
  operation({
    id: 'postKey',
    method: 'POST',
    path: '/v1/keys',
    tag: 'keys',
    summary: "Puts a public key of the caller's own into the directory",
    description: 'It is pending until another person confirms it.',
    access: ['officer', 'approver', 'leader', 'installer'],
    idempotencyKey: 'optional',
    body: { json: keyRequestSchema, maxBytes: 16 * 1024 },
    answers: {
      201: { description: 'The key, pending', json: keyItemSchema },
      200: { description: 'Known already as the caller’s: as it stands', json: keyItemSchema },
    },
    problems: ['key-taken', 'key-weak'],
  }),
  operation({
    id: 'confirmKey',
    method: 'POST',
    path: '/v1/keys/{id}/confirmation',
    tag: 'keys',
    summary: 'Confirms that a key is the account’s; the root key certifies it',
    description: 'By another person than its owner, of the owner’s tier or one above it.',
    access: ['leader', 'installer'],
    params: keyParams,
    idempotencyKey: 'optional',
    answers: {
      201: { description: 'Confirmed', json: keyItemSchema },
      200: { description: 'It was confirmed already', json: keyItemSchema },
    },
    problems: ['not-found', 'foreign-tier', 'same-person', 'state-conflict'],
  }),
  operation({
    id: 'revokeKey',
    method: 'POST',
    path: '/v1/keys/{id}/revocation',
    tag: 'keys',
    summary: 'Revokes a key for good',
    description:
      'By its owner, or by a leader or installer of the owner’s tier or one above it. What was taken in before stays valid; nothing that the key signed is taken afterwards, whatever time it names.',
    access: 'token',
    params: keyParams,
    idempotencyKey: 'optional',
    answers: {
      201: { description: 'Revoked', json: keyItemSchema },
      200: { description: 'It was revoked already', json: keyItemSchema },
    },
    problems: ['not-found', 'role', 'foreign-tier'],
  }),
] as const;

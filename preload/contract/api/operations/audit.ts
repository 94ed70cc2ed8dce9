import { z } from 'zod';
import { auditPageSchema } from '../audit.js';
import { operation } from '../operation.js';
import { queryInt } from '../query.js';

export const auditOperations = [
  operation({
    id: 'listAudit',
    method: 'GET',
    path: '/v1/audit',
    tag: 'operation',
    summary: 'The audit chain, oldest first, with its signed head',
    description: '`next` is the `from` of the following page.',
    access: ['leader', 'installer'],
    query: z.strictObject({
      from: queryInt(1, Number.MAX_SAFE_INTEGER).default(1).describe('first sequence'),
      limit: queryInt(1, 1000).default(200),
    }),
    answers: { 200: { description: 'Entries', json: auditPageSchema } },
  }),
] as const;

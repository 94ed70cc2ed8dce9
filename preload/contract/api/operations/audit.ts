import { z } from 'zod';
import { auditPageSchema } from '../audit.js';
import { operation } from '../operation.js';
import { cursorSchema, limitQuery, queryInt } from '../query.js';

export const auditOperations = [
  operation({
    id: 'listAudit',
    method: 'GET',
    path: '/v1/audit',
    tag: 'operation',
    summary: 'The audit chain, oldest first, with its signed head',
    description:
      'For the top of the tree: the chain tells of every tier. `next` is the `cursor` of the following page, and its `from` as well.',
    access: ['leader', 'installer'],
    query: z.strictObject({
      from: queryInt(1, Number.MAX_SAFE_INTEGER).optional().describe('first sequence; 1 without it'),
      cursor: cursorSchema.optional().describe('as `from`, before which it goes'),
      limit: limitQuery(1000, 200),
    }),
    answers: { 200: { description: 'Entries', json: auditPageSchema } },
    problems: ['foreign-tier'],
  }),
] as const;

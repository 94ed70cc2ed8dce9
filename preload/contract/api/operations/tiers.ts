import { z } from 'zod';
import { templateListSchema, tierListSchema } from '../command.js';
import { operation } from '../operation.js';
import { pageQuery, queryInt } from '../query.js';
import { tierCodeSchema } from '../../domain/tier.js';

export const tierOperations = [
  operation({
    id: 'listTiers',
    method: 'GET',
    path: '/v1/tiers',
    tag: 'tiers',
    summary: 'The tier tree, flat and unpaged',
    description: 'The tree is public among the tiers: whoever has a token may read all of it.',
    access: 'token',
    query: z.strictObject({
      root: tierCodeSchema.optional().describe('only this tier and those below it'),
      depth: queryInt(0, 10).optional().describe('levels below the root; 1 = the root and its children'),
      at: z
        .union([z.iso.date(), z.iso.datetime({ offset: true })])
        .optional()
        .describe('the tree as it was on that day in China; of a moment (RFC 3339) the day that it falls on there'),
      q: z
        .string()
        .min(1)
        .max(60)
        .optional()
        .describe(
          'part of a name, its pinyin without tones (`yuzhong`) or initials (`yz`), or the beginning of a code; best first',
        ),
    }),
    answers: { 200: { description: 'Tiers', json: tierListSchema } },
    problems: ['not-found'],
  }),
] as const;

export const templateOperations = [
  operation({
    id: 'listTemplates',
    method: 'GET',
    path: '/v1/templates',
    tag: 'catalogue',
    summary: 'The command templates',
    access: 'token',
    query: z.strictObject(pageQuery(1000, 1000)),
    answers: { 200: { description: 'Templates', json: templateListSchema } },
  }),
] as const;

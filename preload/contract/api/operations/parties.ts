import { z } from 'zod';
import { tierCodeSchema } from '../../domain/tier.js';
import { matterListSchema } from '../matter.js';
import { operation } from '../operation.js';
import { partyListSchema } from '../party.js';
import { pageQuery } from '../query.js';

export const partyOperations = [
  operation({
    id: 'listParties',
    method: 'GET',
    path: '/v1/parties',
    tag: 'tiers',
    summary: 'Centres, departments and teams that can be addressed',
    description: 'Public among the tiers, like the tree itself. The default party of a tier is its centre, `TIER-centre`.',
    access: 'token',
    query: z.strictObject({
      tier: tierCodeSchema.optional().describe('only the parties of this tier'),
      ...pageQuery(1000, 200),
    }),
    answers: { 200: { description: 'Parties, in the order of the tree', json: partyListSchema } },
    problems: ['not-found'],
  }),
] as const;

export const matterOperations = [
  operation({
    id: 'listMatters',
    method: 'GET',
    path: '/v1/matters',
    tag: 'catalogue',
    summary: 'Matters: who answers for what, within which time, and how',
    access: 'token',
    query: z.strictObject(pageQuery(1000, 1000)),
    answers: { 200: { description: 'Matters', json: matterListSchema } },
  }),
] as const;

import { z } from 'zod';
import { assetIdSchema, assetKindSchema } from '../../domain/asset.js';
import { tierCodeSchema } from '../../domain/tier.js';
import { wireTimeSchema } from '../../domain/time.js';
import { assetListSchema, positionsRequestSchema, trailSchema } from '../asset.js';
import { acceptedSchema } from '../indicator.js';
import { ARROW_TYPE, operation } from '../operation.js';
import { pageQuery } from '../query.js';

export const assetOperations = [
  operation({
    id: 'listAssets',
    method: 'GET',
    path: '/v1/assets',
    tag: 'assets',
    summary: 'Assets with their last position, in the order in which they became known',
    access: 'token',
    query: z.strictObject({
      tier: tierCodeSchema.optional().describe('of this tier and those below it; all that the caller may read without it'),
      kind: assetKindSchema.optional(),
      ...pageQuery(5000, 1000),
    }),
    answers: { 200: { description: 'Assets', json: assetListSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'listPositions',
    method: 'GET',
    path: '/v1/assets/{id}/positions',
    tag: 'assets',
    summary: "An asset's trail, oldest first",
    description: 'Positions are kept for 24 h, and the last one for as long as the asset is known.',
    access: 'token',
    params: z.strictObject({ id: assetIdSchema.describe('the asset') }),
    query: z.strictObject({
      from: wireTimeSchema.optional().describe('first moment; all that is kept without it'),
      to: wireTimeSchema.optional().describe('moment after the last; until now without it'),
      ...pageQuery(10_000, 1000),
    }),
    answers: { 200: { description: 'Positions', json: trailSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'postPositions',
    method: 'POST',
    path: '/v1/positions',
    tag: 'assets',
    summary: 'Hands positions in: all of the batch is stored, or nothing',
    description: [
      'JSON, or an Arrow IPC stream with the columns asset (utf8 or dictionary of it), t (timestamp, or int64 in UTC ms), lng, lat and optionally heading, speed, quality, kind, name, tier; faults are named as in the JSON form, columns as `/columns/NAME`.',
      "An asset that is not known yet is registered at `tier` or the caller's own tier. `kind` and `name` say what it is; as long as nobody has, its kind is `unknown`, its name its id, and its tier may still be told: it moves there. What was said once may be given again and must be the same.",
      'The same asset and `t` again: with the same content it changes nothing, otherwise it is a correction and replaces the first. The order does not matter: the last position is the one with the greatest `t`.',
      'The answer comes after the commit.',
    ].join(' '),
    access: ['device', 'responder', 'officer'],
    idempotencyKey: 'optional',
    body: { json: positionsRequestSchema, bytes: [ARROW_TYPE], maxBytes: 4 * 1024 * 1024 },
    answers: { 201: { description: 'How many positions were taken', json: acceptedSchema } },
    problems: ['not-found', 'foreign-tier', 'asset-conflict', 'tier-unknown', 'clock-skew', 'quota'],
  }),
] as const;

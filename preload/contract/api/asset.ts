import { z } from 'zod';
import { assetSchema, positionSchema, POSITIONS_MAX, trailPointSchema } from '../domain/asset.js';
import { listOf } from './query.js';

export const assetListSchema = listOf(assetSchema).meta({ id: 'AssetList' });

/** `POST /v1/positions`; the whole batch is stored or none of it. */
export const positionsRequestSchema = z
  .strictObject({ positions: z.array(positionSchema).min(1).max(POSITIONS_MAX) })
  .meta({ id: 'PositionsRequest' });

/** `GET /v1/assets/{id}/positions` */
export const trailSchema = listOf(trailPointSchema).meta({ id: 'Trail' });

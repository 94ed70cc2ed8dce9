import { z } from 'zod';
import { wireTimeSchema } from '../domain/time.js';
import { sequenceSchema } from './command.js';

/** `GET /v1/health`: whether the backend serves, and where its stream stands. */
export const healthSchema = z
  .strictObject({ status: z.literal('ok'), epoch: z.string().min(1), sequence: sequenceSchema, time: wireTimeSchema })
  .meta({ id: 'Health' });

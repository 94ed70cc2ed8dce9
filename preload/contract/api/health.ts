import { z } from 'zod';
import { wireTimeSchema } from '../domain/time.js';
import { sequenceSchema } from './command.js';

const CLOCK_JUMP =
  "By how much the server's clock jumped, where nobody confirmed it since: until then no limit passes and nothing is forgotten";

/** `GET /v1/health`: whether the backend serves, and where its stream stands. */
export const healthSchema = z
  .strictObject({
    status: z.literal('ok'),
    epoch: z.string().min(1),
    sequence: sequenceSchema,
    time: wireTimeSchema,
    clockJumpMs: z.int().optional().describe(CLOCK_JUMP),
  })
  .meta({ id: 'Health' });

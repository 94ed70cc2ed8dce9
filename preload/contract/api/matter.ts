import { z } from 'zod';
import { tierLevelSchema } from '../domain/tier.js';
import { durationMsSchema } from '../domain/time.js';
import { listOf } from './query.js';

const textSchema = z.string().min(1).max(500);

/** Matter 业务事项: who answers for what at each tier, within which time, and how it is done. */
export const matterSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{1,60}$/),
    title: z.string().min(1).max(60),
    pack: z.string().min(1),
    /** who is responsible at each level, by the key of a party (`centre`, `emergency` …) and in words */
    responsible: z.array(z.strictObject({ level: tierLevelSchema, party: z.string().min(1).max(40), duty: textSchema })),
    /** times that a law or plan sets, with their source */
    legalLimits: z.array(z.strictObject({ title: textSchema, withinMs: durationMsSchema, basis: textSchema })),
    /** steps in their order */
    procedure: z.array(textSchema),
    /** ids of the indicators that show how it stands */
    indicators: z.array(z.string().min(1).max(80)),
    /** ids of the templates that belong to it */
    templates: z.array(z.string().min(1).max(80)),
  })
  .meta({ id: 'Matter' });
export type Matter = Readonly<z.infer<typeof matterSchema>>;

/** `GET /v1/matters` */
export const matterListSchema = listOf(matterSchema).meta({ id: 'MatterList' });

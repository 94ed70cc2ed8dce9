import { z } from 'zod';
import {
  ALARM_FACTS_MAX,
  alarmDefinitionSchema,
  alarmFactSchema,
  alarmStateSchema,
  singleFactSchema,
  storedAlarmFactSchema,
} from '../domain/alarm.js';
import { commandModeSchema } from '../domain/command.js';
import { happeningIdSchema } from '../domain/incident.js';
import { wireTimeSchema } from '../domain/time.js';
import { listOf } from './query.js';

/** How many of an alarm's latest facts it is shown with. */
export const ALARM_FACTS_SHOWN = 20;

/** An alarm 告警 as it stands; also the data of an `alarms` event. */
export const alarmSchema = z
  .strictObject({
    id: happeningIdSchema,
    ...alarmDefinitionSchema.shape,
    mode: commandModeSchema,
    active: z.boolean().describe('the condition holds'),
    acknowledged: z.boolean().describe('an officer has taken note of its last rising'),
    state: alarmStateSchema,
    shelvedUntil: wireTimeSchema.optional().describe('while it is shelved'),
    since: wireTimeSchema.describe('when it last became active, by the server’s clock'),
    facts: z
      .array(storedAlarmFactSchema)
      .max(ALARM_FACTS_SHOWN)
      .describe('the latest facts, in the server’s order; in an event only the one that it tells of'),
    demo: z.boolean(),
  })
  .meta({ id: 'Alarm' });
export type Alarm = Readonly<z.infer<typeof alarmSchema>>;

export const alarmListSchema = listOf(alarmSchema).meta({ id: 'AlarmList' });

/** `POST /v1/alarms/{id}/facts`: a batch, which is stored as a whole or not at all, or one fact by itself. */
export const alarmFactsRequestSchema = z
  .union([
    z.strictObject({ facts: z.array(alarmFactSchema).min(1).max(ALARM_FACTS_MAX) }).meta({ id: 'AlarmFactBatch' }),
    singleFactSchema,
  ])
  .meta({ id: 'AlarmFactsRequest' });
export type AlarmFactsRequest = Readonly<z.infer<typeof alarmFactsRequestSchema>>;
export const alarmFactsAnswerSchema = z.strictObject({ items: z.array(storedAlarmFactSchema) }).meta({ id: 'AlarmFactsAnswer' });

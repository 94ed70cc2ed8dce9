import { z } from 'zod';
import { alarmStateSchema, SHELVE_MAX_MS } from '../../domain/alarm.js';
import { commandModeSchema } from '../../domain/command.js';
import { HAPPENING_ID_RULE, happeningIdSchema } from '../../domain/incident.js';
import { tierCodeSchema } from '../../domain/tier.js';
import { alarmFactsAnswerSchema, alarmFactsRequestSchema, alarmListSchema, alarmSchema } from '../alarm.js';
import { operation } from '../operation.js';
import { pageQuery } from '../query.js';

const alarmParams = z.strictObject({ id: happeningIdSchema.describe('the alarm') });

export const alarmOperations = [
  operation({
    id: 'listAlarms',
    method: 'GET',
    path: '/v1/alarms',
    tag: 'alarms',
    summary: "Alarms of the caller's subtree, newest first",
    access: 'token',
    query: z.strictObject({
      ...pageQuery(200, 50),
      tier: tierCodeSchema.optional().describe('only those of this tier and of those below it'),
      state: alarmStateSchema.optional(),
      mode: commandModeSchema.optional(),
    }),
    answers: { 200: { description: 'Alarms', json: alarmListSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'getAlarm',
    method: 'GET',
    path: '/v1/alarms/{id}',
    tag: 'alarms',
    summary: 'One alarm',
    access: 'token',
    params: alarmParams,
    answers: { 200: { description: 'The alarm as it stands', json: alarmSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'postAlarmFacts',
    method: 'POST',
    path: '/v1/alarms/{id}/facts',
    tag: 'alarms',
    summary: 'Hands facts about an alarm in: it rose, it was acknowledged, shelved …',
    description: [
      'The state follows from the facts in the order in which the server took them (`sequence`); `at` decides nothing.',
      'A single fact may be the body itself; the server then fills in `id` and `at` where they are missing.',
      'The same fact again gets the answer of the first time, another one under its id is refused.',
      `Of an alarm, ${HAPPENING_ID_RULE}. A first \`raised\` with \`alarm\` makes it known.`,
      '`raised` and `returned` come from officer, responder and device, everything else from officer and leader.',
      `Shelving needs a reason in \`note\` and ends by itself at \`until\`, at most ${SHELVE_MAX_MS / 3_600_000} h from now.`,
    ].join(' '),
    access: ['officer', 'leader', 'responder', 'device'],
    idempotencyKey: 'optional',
    params: alarmParams,
    body: { json: alarmFactsRequestSchema, maxBytes: 1024 * 1024 },
    answers: { 201: { description: 'The facts as stored, in the order given', json: alarmFactsAnswerSchema } },
    problems: [
      'not-found',
      'foreign-tier',
      'demo-account',
      'tier-unknown',
      'fact-conflict',
      'reason-missing',
      'shelve-limit',
      'quota',
    ],
  }),
] as const;

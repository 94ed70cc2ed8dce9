import { z } from 'zod';
import { commandModeSchema } from '../../domain/command.js';
import {
  HAPPENING_ID_RULE,
  happeningIdSchema,
  incidentPatchSchema,
  incidentSchema,
  incidentStatusSchema,
  newIncidentSchema,
} from '../../domain/incident.js';
import { severitySchema } from '../../domain/severity.js';
import { tierCodeSchema } from '../../domain/tier.js';
import { incidentListSchema } from '../incident.js';
import { operation } from '../operation.js';
import { pageQuery } from '../query.js';

const incidentParams = z.strictObject({ id: happeningIdSchema.describe('the incident') });

export const incidentOperations = [
  operation({
    id: 'listIncidents',
    method: 'GET',
    path: '/v1/incidents',
    tag: 'incidents',
    summary: "Incidents of the caller's subtree, newest first",
    access: 'token',
    query: z.strictObject({
      ...pageQuery(200, 50),
      tier: tierCodeSchema.optional().describe('only those of this tier and of those below it'),
      status: incidentStatusSchema.optional(),
      severity: severitySchema.optional(),
      mode: commandModeSchema.optional(),
    }),
    answers: { 200: { description: 'Incidents', json: incidentListSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'getIncident',
    method: 'GET',
    path: '/v1/incidents/{id}',
    tag: 'incidents',
    summary: 'One incident',
    access: 'token',
    params: incidentParams,
    answers: { 200: { description: 'The incident', json: incidentSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'postIncident',
    method: 'POST',
    path: '/v1/incidents',
    tag: 'incidents',
    summary: 'Hands an incident in',
    description: `One fact, one id: ${HAPPENING_ID_RULE}. A known id gives the incident as it stands, with 200 and whatever the content; nothing changes. \`certainty\` and \`urgency\` may be spelt as in CAP (\`Observed\`); they are kept in lower case.`,
    access: ['officer', 'leader', 'responder', 'device'],
    idempotencyKey: 'optional',
    body: { json: newIncidentSchema, maxBytes: 1024 * 1024 },
    answers: {
      201: { description: 'Taken in', json: incidentSchema },
      200: { description: 'Known already: the incident as it stands', json: incidentSchema },
    },
    problems: ['tier-unknown', 'not-found', 'foreign-tier', 'quota'],
  }),
  operation({
    id: 'patchIncident',
    method: 'PATCH',
    path: '/v1/incidents/{id}',
    tag: 'incidents',
    summary: 'Changes an incident',
    description:
      'Members that are given replace those of the incident. With `version`, only if that is the version now. A status goes open → acting → closed, or straight to closed; closed is final.',
    access: ['officer', 'leader', 'responder'],
    params: incidentParams,
    body: { json: incidentPatchSchema, maxBytes: 1024 * 1024 },
    answers: { 200: { description: 'The incident as it is now', json: incidentSchema } },
    problems: ['not-found', 'foreign-tier', 'demo-account', 'version-conflict', 'state-conflict'],
  }),
] as const;

import { z } from 'zod';
import { clientIdSchema } from '../../domain/command.js';
import { shiftSchema } from '../../domain/shift.js';
import { tierCodeSchema } from '../../domain/tier.js';
import { operation } from '../operation.js';
import { pageQuery } from '../query.js';
import {
  acceptanceRequestSchema,
  handoverRequestSchema,
  newShiftSchema,
  OPEN_ITEMS_MAX,
  openItemsSchema,
  shiftEntriesAnswerSchema,
  shiftEntriesRequestSchema,
  shiftEntryListSchema,
  shiftListSchema,
} from '../shift.js';

const shiftParams = z.strictObject({ id: clientIdSchema.describe('the shift') });
const onDuty = ['officer', 'leader'] as const;

export const shiftOperations = [
  operation({
    id: 'listShifts',
    method: 'GET',
    path: '/v1/shifts',
    tag: 'shifts',
    summary: 'Shifts of a tier, newest first',
    access: 'token',
    query: z.strictObject({
      ...pageQuery(200, 50),
      tier: tierCodeSchema.optional().describe("the caller's own without it"),
    }),
    answers: { 200: { description: 'Shifts', json: shiftListSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'getShift',
    method: 'GET',
    path: '/v1/shifts/{id}',
    tag: 'shifts',
    summary: 'One shift',
    access: 'token',
    params: shiftParams,
    answers: { 200: { description: 'The shift', json: shiftSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'postShift',
    method: 'POST',
    path: '/v1/shifts',
    tag: 'shifts',
    summary: 'Opens a shift of the caller',
    description: 'A tier has one open shift. A known id with the same content answers with the shift as it stands, with 200.',
    access: onDuty,
    idempotencyKey: 'optional',
    body: { json: newShiftSchema, maxBytes: 16 * 1024 },
    answers: {
      201: { description: 'Opened', json: shiftSchema },
      200: { description: 'Known already: the shift as it stands', json: shiftSchema },
    },
    problems: ['tier-unknown', 'not-found', 'foreign-tier', 'shift-conflict', 'shift-open'],
  }),
  operation({
    id: 'listShiftEntries',
    method: 'GET',
    path: '/v1/shifts/{id}/entries',
    tag: 'shifts',
    summary: "A shift's log, in the server's order",
    access: 'token',
    params: shiftParams,
    query: z.strictObject(pageQuery(500, 100)),
    answers: { 200: { description: 'Entries', json: shiftEntryListSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'postShiftEntries',
    method: 'POST',
    path: '/v1/shifts/{id}/entries',
    tag: 'shifts',
    summary: 'Adds to the log; nothing in it ever changes',
    access: onDuty,
    idempotencyKey: 'optional',
    params: shiftParams,
    body: { json: shiftEntriesRequestSchema, maxBytes: 2 * 1024 * 1024 },
    answers: { 201: { description: 'The entries as stored, in the order given', json: shiftEntriesAnswerSchema } },
    problems: ['not-found', 'foreign-tier', 'entry-conflict', 'shift-closed', 'quota'],
  }),
  operation({
    id: 'getOpenItems',
    method: 'GET',
    path: '/v1/shifts/{id}/handover',
    tag: 'shifts',
    summary: 'What is open at the tier and must be named at a handover',
    description: `Live commands of the tier that are not over, and its live alarms that are unacknowledged, returned unacknowledged, or shelved; at most ${OPEN_ITEMS_MAX} of each, and \`more\` when that is not all. What belongs to a drill is not listed.`,
    access: 'token',
    params: shiftParams,
    answers: { 200: { description: 'Open items', json: openItemsSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'postHandover',
    method: 'POST',
    path: '/v1/shifts/{id}/handover',
    tag: 'shifts',
    summary: 'Offers the shift to the next officer',
    description:
      'Every open item that is listed must be named in `items`, and what is open beyond the list by one item `all-remaining`. Until it is accepted the shift stays with its officer, and a new offer replaces the one before.',
    access: onDuty,
    idempotencyKey: 'optional',
    params: shiftParams,
    body: { json: handoverRequestSchema, maxBytes: 64 * 1024 },
    answers: { 201: { description: 'Offered', json: shiftSchema } },
    problems: ['not-found', 'foreign-tier', 'shift-closed', 'handover-recipient', 'handover-incomplete'],
  }),
  operation({
    id: 'postAcceptance',
    method: 'POST',
    path: '/v1/shifts/{id}/acceptance',
    tag: 'shifts',
    summary: 'Takes the shift over: the old one closes and the new one begins, at once',
    description: 'Only who was named may accept. The same acceptance again answers with the new shift, with 200.',
    access: onDuty,
    idempotencyKey: 'optional',
    params: shiftParams,
    body: { json: acceptanceRequestSchema, maxBytes: 16 * 1024 },
    answers: {
      201: { description: 'The shift that began', json: shiftSchema },
      200: { description: 'Accepted already: the shift that began, as it stands', json: shiftSchema },
    },
    problems: ['not-found', 'foreign-tier', 'not-recipient', 'not-offered', 'shift-conflict', 'shift-closed'],
  }),
] as const;

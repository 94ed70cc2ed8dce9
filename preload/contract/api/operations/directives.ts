import { z } from 'zod';
import { uuidSchema } from '../../domain/command.js';
import { storedReceiptSchema } from '../../domain/receipt.js';
import { escalationRequestSchema, forwardRequestSchema, forwardSchema, reminderRequestSchema } from '../directive.js';
import { messageListSchema, messageRequestSchema, messageSchema } from '../message.js';
import { operation } from '../operation.js';
import { pageQuery } from '../query.js';

const params = z.strictObject({ id: uuidSchema.describe('the directive') });
const TEXT_MAX = 64 * 1024;

export const directiveOperations = [
  operation({
    id: 'postForward',
    method: 'POST',
    path: '/v1/directives/{id}/forward',
    tag: 'directives',
    summary: 'Passes a directive on, inside the signed list',
    description:
      'The targets are those whose `via` in the frozen command is the tier of this directive. Some of them may be forwarded to now and others later. It is the centre of the tier that forwards, or the party that the list names there. A directive below that was returned is replaced by forwarding again, to the same target or with `replaces` to another one. A known id with the same content answers as the first time, with 200.',
    access: ['officer', 'leader', 'responder'],
    params,
    idempotencyKey: 'optional',
    body: { json: forwardRequestSchema, maxBytes: 1024 * 1024 },
    answers: {
      201: { description: 'Forwarded', json: forwardSchema },
      200: { description: 'Known already: the answer of the first time', json: forwardSchema },
    },
    problems: [
      'not-found',
      'foreign-tier',
      'forward-conflict',
      'state-conflict',
      'already-forwarded',
      'outside-scope',
      'party-unknown',
      'target-duplicate',
    ],
  }),
  operation({
    id: 'postReminder',
    method: 'POST',
    path: '/v1/directives/{id}/reminders',
    tag: 'directives',
    summary: 'Presses for a directive, from the issuing side',
    access: ['officer', 'leader'],
    params,
    idempotencyKey: 'optional',
    body: { json: reminderRequestSchema, maxBytes: TEXT_MAX, optional: true },
    answers: { 201: { description: 'The receipt `reminded`', json: storedReceiptSchema } },
    problems: ['not-found', 'foreign-tier', 'state-conflict'],
  }),
  operation({
    id: 'postEscalation',
    method: 'POST',
    path: '/v1/directives/{id}/escalations',
    tag: 'directives',
    summary: 'Escalates a directive, from the issuing side',
    description: '`tell-upper` tells the tier above the one that has the directive.',
    access: ['officer', 'leader'],
    params,
    idempotencyKey: 'optional',
    body: { json: escalationRequestSchema, maxBytes: TEXT_MAX, optional: true },
    answers: { 201: { description: 'The receipt `escalated`', json: storedReceiptSchema } },
    problems: ['not-found', 'foreign-tier', 'state-conflict'],
  }),
  operation({
    id: 'postMessage',
    method: 'POST',
    path: '/v1/directives/{id}/messages',
    tag: 'directives',
    summary: 'Says something about a directive to the other side',
    access: ['officer', 'leader', 'responder'],
    params,
    idempotencyKey: 'optional',
    body: { json: messageRequestSchema, maxBytes: TEXT_MAX },
    answers: { 201: { description: 'The message', json: messageSchema } },
    problems: ['not-found', 'foreign-tier', 'quota'],
  }),
  operation({
    id: 'listMessages',
    method: 'GET',
    path: '/v1/directives/{id}/messages',
    tag: 'directives',
    summary: 'What was said about a directive, oldest first',
    access: 'token',
    params,
    query: z.strictObject(pageQuery(500, 100)),
    answers: { 200: { description: 'Messages', json: messageListSchema } },
    problems: ['not-found'],
  }),
] as const;

import { z } from 'zod';
import { commandModeSchema, commandStateSchema, uuidSchema } from '../../domain/command.js';
import { frozenSchema } from '../../domain/command.js';
import { tierCodeSchema } from '../../domain/tier.js';
import {
  commandAnswerSchema,
  commandListSchema,
  commandRequestSchema,
  commandViewSchema,
  inboxListSchema,
  receiptsAnswerSchema,
  receiptsRequestSchema,
} from '../command.js';
import { operation } from '../operation.js';
import { pageQuery } from '../query.js';
import { SIGNATURE_PROBLEMS } from './acts.js';

const commandParams = z.strictObject({ id: uuidSchema.describe('the command') });

export const commandOperations = [
  operation({
    id: 'postCommand',
    method: 'POST',
    path: '/v1/commands',
    tag: 'commands',
    summary: 'Hands a frozen command in',
    description:
      'Idempotency-Key equals `frozen.id`. A known id with the same content answers as the first time, with 200. The answer comes after the commit. The signature is the issuer’s; it may be left out only in the issuer’s own session, by an account that never had a confirmed key, for a command without approvals. A device hands signed commands in for officers of its own tier.',
    access: 'token',
    idempotencyKey: 'required',
    body: { json: commandRequestSchema, maxBytes: 1024 * 1024 },
    answers: {
      201: { description: 'Taken in', json: commandAnswerSchema },
      200: { description: 'Known already: the answer of the first time', json: commandAnswerSchema },
    },
    problems: [
      'role',
      'command-conflict',
      'idempotency-key-mismatch',
      'hash-mismatch',
      'issuer-mismatch',
      'template-unknown',
      'template-changed',
      'template-mismatch',
      'parameter-unknown',
      'parameter-missing',
      'parameter-invalid',
      'target-duplicate',
      'lead-missing',
      'party-unknown',
      'not-a-peer',
      'tier-unknown',
      'outside-subtree',
      'targets-mismatch',
      'expired',
      'clock-skew',
      'signature-missing',
      ...SIGNATURE_PROBLEMS,
    ],
  }),
  operation({
    id: 'listCommands',
    method: 'GET',
    path: '/v1/commands',
    tag: 'commands',
    summary: 'Commands, newest first',
    access: 'token',
    query: z.strictObject({
      ...pageQuery(200, 50),
      state: commandStateSchema.optional(),
      mode: commandModeSchema.optional(),
      tier: tierCodeSchema.optional().describe('only commands that this tier issued or was addressed by'),
    }),
    answers: { 200: { description: 'Commands with their roll-up', json: commandListSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'getCommand',
    method: 'GET',
    path: '/v1/commands/{id}',
    tag: 'commands',
    summary: 'A command with its tree and roll-up',
    access: 'token',
    params: commandParams,
    answers: { 200: { description: 'The command', json: commandViewSchema } },
    problems: ['not-found'],
  }),
  operation({
    id: 'getFrozen',
    method: 'GET',
    path: '/v1/commands/{id}/frozen',
    tag: 'commands',
    summary: 'The exact bytes that were hashed and signed',
    access: 'token',
    params: commandParams,
    answers: { 200: { description: 'Canonical JSON (RFC 8785)', json: frozenSchema } },
    problems: ['not-found'],
  }),
] as const;

export const inboxOperations = [
  operation({
    id: 'listInbox',
    method: 'GET',
    path: '/v1/inbox',
    tag: 'inbox',
    summary: "A tier's directives, newest first",
    access: 'token',
    query: z.strictObject({
      tier: tierCodeSchema.optional().describe("the caller's own tier without it"),
      mode: commandModeSchema.optional(),
      ...pageQuery(500, 100),
    }),
    answers: { 200: { description: 'Directives', json: inboxListSchema } },
    problems: ['not-found'],
  }),
] as const;

export const receiptOperations = [
  operation({
    id: 'postReceipts',
    method: 'POST',
    path: '/v1/receipts',
    tag: 'receipts',
    summary: 'Hands receipts in: all of the batch is stored, or nothing',
    description:
      'A receipt whose id is known with the same content changes nothing. `reopened` carries the round that it opens: the current one plus 1. `recalled` answers a recall. The answer comes after the commit.',
    access: 'token',
    idempotencyKey: 'optional',
    // A full batch with notes, evidence and positions.
    body: { json: receiptsRequestSchema, maxBytes: 8 * 1024 * 1024 },
    answers: { 201: { description: 'The receipts as stored, in the order given', json: receiptsAnswerSchema } },
    problems: [
      'not-found',
      'foreign-tier',
      'role',
      'kind-not-allowed',
      'evidence-unknown',
      'reason-missing',
      'receipt-conflict',
      'round-conflict',
      'state-conflict',
      'children-open',
    ],
  }),
] as const;

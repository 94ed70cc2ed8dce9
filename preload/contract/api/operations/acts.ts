import { z } from 'zod';
import { uuidSchema } from '../../domain/command.js';
import { approvalRequestSchema, commandAnswerSchema, recallRequestSchema, verificationRequestSchema } from '../command.js';
import { operation } from '../operation.js';

const commandParams = z.strictObject({ id: uuidSchema.describe('the command') });

/** What can be wrong with a signature itself. */
export const SIGNATURE_PROBLEMS = [
  'signer-mismatch',
  'key-unknown',
  'key-foreign',
  'key-not-confirmed',
  'key-revoked',
  'signature-invalid',
] as const;

const ACT_PROBLEMS = [
  'not-found',
  'demo-account',
  'foreign-tier',
  'state-conflict',
  'hash-mismatch',
  'clock-skew',
  ...SIGNATURE_PROBLEMS,
] as const;

const answers = (done: string) =>
  ({
    201: { description: done, json: commandAnswerSchema },
    200: { description: 'The same signature was handed in before: the answer of the first time', json: commandAnswerSchema },
  }) as const;

/** Signed acts on a command that is at the backend; each is a new fact, none changes what was frozen. */
export const actOperations = [
  operation({
    id: 'approveCommand',
    method: 'POST',
    path: '/v1/commands/{id}/approvals',
    tag: 'commands',
    summary: 'A second person approves or refuses a command',
    description:
      'By an approver of the issuer’s tier or one above it, another person than the issuer, in a session of their own. Approved, the command is issued at once; refused, it is over.',
    access: ['approver'],
    params: commandParams,
    idempotencyKey: 'optional',
    body: { json: approvalRequestSchema, maxBytes: 64 * 1024 },
    answers: answers('Approved and issued, or refused'),
    problems: [...ACT_PROBLEMS, 'same-person', 'expired'],
  }),
  operation({
    id: 'recallCommand',
    method: 'POST',
    path: '/v1/commands/{id}/recall',
    tag: 'commands',
    summary: 'Recalls a command: every directive of its tree that is not closed',
    description: 'By an officer or leader of the issuing tier, until the command is finished.',
    access: ['officer', 'leader'],
    params: commandParams,
    idempotencyKey: 'optional',
    body: { json: recallRequestSchema, maxBytes: 64 * 1024 },
    answers: answers('Recalled'),
    problems: ACT_PROBLEMS,
  }),
  operation({
    id: 'verifyCommand',
    method: 'POST',
    path: '/v1/commands/{id}/verification',
    tag: 'commands',
    summary: 'The issuing side verifies what was reported as finished',
    description: 'By an officer or leader of the issuing tier.',
    access: ['officer', 'leader'],
    params: commandParams,
    idempotencyKey: 'optional',
    body: { json: verificationRequestSchema, maxBytes: 64 * 1024 },
    answers: answers('Verified'),
    problems: ACT_PROBLEMS,
  }),
] as const;

import { z } from 'zod';
import { uuidSchema } from '../../domain/command.js';
import { operation } from '../operation.js';
import { CAP_MEDIA_TYPES, warningAnswerSchema, warningSchema } from '../warning.js';

export const warningOperations = [
  operation({
    id: 'postWarning',
    method: 'POST',
    path: '/v1/warnings',
    tag: 'warnings',
    summary: 'Hands a CAP 1.2 message in (OASIS Common Alerting Protocol)',
    description: [
      'The namespace is `urn:oasis:names:tc:emergency:cap:1.2`; what is missing or not in the standard is refused with its place in the message (`/alert/info/0/severity`); the order of elements is not.',
      'Encodings: UTF-8, UTF-16, ISO-8859-1, GB18030 (and its parts GBK, GB2312). A byte order mark goes before the charset of Content-Type, that before the XML declaration, and without any of them it is UTF-8; two that contradict each other, another encoding, and bytes that are not in it are refused.',
      'A message with status Actual or Exercise makes an incident (mode live or drill); System, Test and Draft are stored and make none. An Update changes the incident of the messages that it references, a Cancel closes it, and so does the latest `expires` of its infos, if all have one; Ack and Error are noted. References to messages that have not come yet are kept and applied when they come; references between Actual and Exercise are noted only. An Alert or Update without `info` says nothing of what happened and is noted; an Update without `references` is an Alert.',
      'Tiers come from geocodes whose value is the code of a tier (6, 9 or 12 digits), else from the tiers whose point lies in a polygon or circle, else it is the root tier. The caller must be of the tier or above it; a message about no known place is taken from everybody.',
      'Of several `info` the first in Chinese is shown, else the first; the severity is the worst of all. A `Signature` is kept and not verified.',
      'The same message again (sender, identifier, sent) gets the first answer.',
    ].join('\n\n'),
    access: ['officer', 'leader', 'responder', 'device'],
    idempotencyKey: 'optional',
    body: { bytes: CAP_MEDIA_TYPES, maxBytes: 1024 * 1024 },
    answers: {
      201: { description: 'Taken in', json: warningAnswerSchema },
      200: { description: 'Known already: the answer of the first time', json: warningAnswerSchema },
    },
    problems: ['cap-encoding', 'cap-version', 'cap-doctype', 'cap-limits', 'warning-conflict', 'not-found', 'quota'],
  }),
  operation({
    id: 'getWarning',
    method: 'GET',
    path: '/v1/warnings/{id}',
    tag: 'warnings',
    summary: 'A CAP message as it came, and how it was read',
    access: 'token',
    params: z.strictObject({ id: uuidSchema.describe('the warning') }),
    answers: { 200: { description: 'The warning', json: warningSchema } },
    problems: ['not-found'],
  }),
] as const;

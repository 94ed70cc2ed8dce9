import { z } from 'zod';
import { operation } from '../operation.js';

export const streamOperations = [
  operation({
    id: 'openStream',
    method: 'GET',
    path: '/v1/stream',
    tag: 'stream',
    summary: 'The stream of events (WebSocket); asyncapi.yaml says what goes over it',
    description: [
      'The token goes into `Authorization`, or is offered as a subprotocol: `TOKEN`, `yilan.token.TOKEN`, `bearer.TOKEN`, or `bearer` and `TOKEN`, beside `yilan.v1` or without it; never into the query.',
      'Selected is `yilan.v1` where it is offered, else the first offered one that is not the token, else the first.',
    ].join(' '),
    access: 'token',
    query: z.strictObject({
      since: z
        .string()
        .regex(/^[^:]{1,100}:\d{1,15}$/, 'expected EPOCH:SEQ')
        .optional()
        .describe('where to go on from; from now on without it'),
      topics: z.string().min(1).max(200).optional().describe('topics, separated by commas; all without it'),
    }),
    answers: { 101: { description: 'The stream begins' } },
    problems: ['upgrade-required'],
  }),
] as const;

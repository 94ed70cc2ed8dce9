import { healthSchema } from '../health.js';
import { operation } from '../operation.js';

export const healthOperations = [
  operation({
    id: 'getHealth',
    method: 'GET',
    path: '/v1/health',
    tag: 'operation',
    summary: 'Whether the backend serves, and where its stream stands',
    access: 'public',
    answers: { 200: { description: 'It serves', json: healthSchema } },
  }),
] as const;

import { operation } from '../operation.js';
import { logInSchema, sessionSchema } from '../session.js';

export const sessionOperations = [
  operation({
    id: 'logIn',
    method: 'POST',
    path: '/v1/sessions',
    tag: 'sessions',
    summary: 'Logs a person in',
    access: 'public',
    body: { json: logInSchema, maxBytes: 16 * 1024 },
    answers: { 201: { description: 'A session; its token goes into `Authorization: Bearer`', json: sessionSchema } },
    problems: ['credentials', 'too-many-attempts'],
  }),
  operation({
    id: 'refreshSession',
    method: 'POST',
    path: '/v1/sessions/refresh',
    tag: 'sessions',
    summary: 'A new token for the same session; those before it live 60 s longer',
    description:
      'A session ends 16 h after its log-in, however often it is refreshed: no token outlives that, and then every call, ' +
      'this one too, is refused with `token-expired`.',
    access: 'token',
    answers: { 201: { description: 'The session with its new token', json: sessionSchema } },
    problems: ['not-refreshable'],
  }),
  operation({
    id: 'logOut',
    method: 'DELETE',
    path: '/v1/sessions',
    tag: 'sessions',
    summary: 'Ends the session with all its tokens',
    access: 'token',
    answers: { 204: { description: 'No token of the session is taken any more' } },
    problems: ['not-refreshable'],
  }),
] as const;

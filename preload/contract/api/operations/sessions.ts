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
    summary: 'A new token for the same session; the old one lives 60 s longer',
    access: 'token',
    answers: { 201: { description: 'The session with its new token', json: sessionSchema } },
    problems: ['not-refreshable'],
  }),
  operation({
    id: 'logOut',
    method: 'DELETE',
    path: '/v1/sessions',
    tag: 'sessions',
    summary: 'Logs out',
    access: 'token',
    answers: { 204: { description: 'The token is no longer taken' } },
    problems: ['not-refreshable'],
  }),
] as const;

import { logInSchema, ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { parseBody } from '../http/parse.js';
import type { Route } from '../http/route.js';
import { secured } from '../http/route.js';
import { logIn, logOut, refresh } from '../sessions.js';

export const sessionRoutes = (backend: Backend): Route[] => [
  {
    method: 'POST',
    url: '/v1/sessions',
    handle: async (request) => {
      const body = parseBody(logInSchema, request.body);
      if (!body.ok) return body;
      const session = await logIn(backend, body.value.name, body.value.password);
      return session.ok ? ok({ status: 201, body: session.value }) : session;
    },
  },
  {
    method: 'POST',
    url: '/v1/sessions/refresh',
    handle: secured(backend, async (caller) => {
      const session = await refresh(backend, caller);
      return session.ok ? ok({ status: 201, body: session.value }) : session;
    }),
  },
  {
    method: 'DELETE',
    url: '/v1/sessions',
    handle: secured(backend, async (caller) => {
      const left = await logOut(backend, caller);
      return left.ok ? ok({ status: 204 }) : left;
    }),
  },
];

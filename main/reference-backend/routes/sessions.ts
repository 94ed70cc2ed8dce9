import { operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve, serveOpen } from '../http/serve.js';
import { logIn, logOut, refresh } from '../sessions.js';

export const sessionRoutes = (backend: Backend): Route[] => [
  serveOpen(operationOf('logIn'), async ({ body, request }) => {
    const session = await logIn(backend, { ...body, address: request.ip });
    return session.ok ? ok({ status: 201, body: session.value }) : session;
  }),
  serve(backend, operationOf('refreshSession'), async (caller) => {
    const session = await refresh(backend, caller);
    return session.ok ? ok({ status: 201, body: session.value }) : session;
  }),
  serve(backend, operationOf('logOut'), async (caller) => {
    const left = await logOut(backend, caller);
    return left.ok ? ok({ status: 204 }) : left;
  }),
];

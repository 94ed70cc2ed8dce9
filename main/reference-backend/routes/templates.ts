import { z } from 'zod';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { parse } from '../http/parse.js';
import type { Route } from '../http/route.js';
import { secured } from '../http/route.js';

export const templateRoutes = (backend: Backend): Route[] => [
  {
    method: 'GET',
    url: '/v1/templates',
    handle: secured(backend, async (_caller, request) => {
      const query = parse(z.strictObject({}), request.query);
      return query.ok ? ok({ status: 200, body: { items: backend.templates } }) : query;
    }),
  },
];

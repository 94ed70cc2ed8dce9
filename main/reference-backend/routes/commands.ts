import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CommandView } from '../../../preload/contract/index.js';
import { commandRequestSchema, commandStateSchema, ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { parse, parseBody, queryInt } from '../http/parse.js';
import type { Route } from '../http/route.js';
import { secured } from '../http/route.js';
import { issueCommand } from '../issue-command.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import type { CommandRow } from '../storage/commands.js';
import { findCommand, listCommands } from '../storage/commands.js';
import { commandItem, commandViews } from '../views.js';

const querySchema = z.strictObject({
  cursor: queryInt(1, Number.MAX_SAFE_INTEGER).optional(),
  limit: queryInt(1, 200).default(50),
  state: commandStateSchema.optional(),
});

export const commandRoutes = (backend: Backend): Route[] => [
  {
    method: 'POST',
    url: '/v1/commands',
    handle: secured(backend, async (caller, request) => {
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string' || key === '') return refuse('idempotency-key-missing');
      const body = parseBody(commandRequestSchema, request.body);
      if (!body.ok) return body;
      const issued = await issueCommand(backend, caller, body.value, key);
      return issued.ok ? ok({ status: issued.value.created ? 201 : 200, body: issued.value.answer }) : issued;
    }),
  },
  {
    method: 'GET',
    url: '/v1/commands',
    handle: secured(backend, async (caller, request) => {
      const query = parse(querySchema, request.query);
      if (!query.ok) return query;
      const { cursor = Number.MAX_SAFE_INTEGER, limit, state } = query.value;
      const readable = backend.tiers.readable(caller.tier, backend.now());
      // One more than asked for tells whether there is a next page.
      const rows = await listCommands(backend.database, { before: cursor, limit: limit + 1, state, readable });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const views = await commandViews(backend.database, page, readable, backend.now());
      const next = rows.length > limit && last !== undefined ? { next: String(last.sequence) } : {};
      return ok({ status: 200, body: { items: views.map(commandItem), ...next } });
    }),
  },
  {
    method: 'GET',
    url: '/v1/commands/:id',
    handle: secured(backend, async (caller, request) => {
      const found = await readable(backend, caller, request);
      return found.ok ? ok({ status: 200, body: found.value.view }) : found;
    }),
  },
  {
    method: 'GET',
    url: '/v1/commands/:id/frozen',
    handle: secured(backend, async (caller, request) => {
      const found = await readable(backend, caller, request);
      return found.ok ? ok({ status: 200, text: found.value.row.frozen }) : found;
    }),
  },
];

/** The command of the address, if the caller may read its issuer's tier or one of its directives. */
async function readable(
  backend: Backend,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<{ row: CommandRow; view: CommandView }>> {
  const query = parse(z.strictObject({}), request.query);
  if (!query.ok) return query;
  const { id } = request.params as { id: string };
  const row = await findCommand(backend.database, id);
  if (row === undefined) return refuse('not-found');
  const now = backend.now();
  const codes = backend.tiers.readable(caller.tier, now);
  const [view] = await commandViews(backend.database, [row], codes, now);
  if (view === undefined) throw new Error(`no view of command ${id}`);
  if (codes !== null && !codes.has(row.issuer_tier) && view.directives.length === 0) return refuse('not-found');
  return ok({ row, view });
}

import { z } from 'zod';
import type { Tier } from '../../../preload/contract/index.js';
import { ok, subtree, tierCodeSchema } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { parse, queryInt } from '../http/parse.js';
import type { Route } from '../http/route.js';
import { secured } from '../http/route.js';
import { refuse } from '../problem.js';

const querySchema = z.strictObject({
  root: tierCodeSchema.optional(),
  /** levels below the root; 1 = the root and its children */
  depth: queryInt(0, 10).optional(),
  /** the tree as it was on that day */
  at: z.iso.date().optional(),
  /** part of a name, or the beginning of a code */
  q: z.string().min(1).max(60).optional(),
});

/** The tier tree is public among the tiers: whoever has a token may read all of it. */
export const tierRoutes = (backend: Backend): Route[] => [
  {
    method: 'GET',
    url: '/v1/tiers',
    handle: secured(backend, async (_caller, request) => {
      const query = parse(querySchema, request.query);
      if (!query.ok) return query;
      const { root, depth, at, q } = query.value;
      const all = at === undefined ? backend.tiers.today(backend.now()) : backend.tiers.at(at);
      if (root !== undefined && !all.some(({ code }) => code === root)) return refuse('not-found', { path: '/root' });
      const within = below(all, root, depth);
      const items = q === undefined ? within : within.filter(({ name, code }) => name.includes(q) || code.startsWith(q));
      return ok({ status: 200, body: { items } });
    }),
  },
];

function below(all: readonly Tier[], root: string | undefined, depth: number | undefined): readonly Tier[] {
  if (root !== undefined) return subtree(all, root, depth);
  if (depth === undefined) return all;
  return all.filter(({ parent }) => parent === null).flatMap(({ code }) => subtree(all, code, depth));
}

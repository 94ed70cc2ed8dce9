import { z } from 'zod';
import type { Topic } from '../../../preload/contract/index.js';
import { ok, topicSchema } from '../../../preload/contract/index.js';
import { parse } from '../http/parse.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';

export type StreamQuery = {
  /** where the client left off; absent = from now on */
  readonly since?: { readonly epoch: string; readonly sequence: number };
  /** null = all */
  readonly topics: ReadonlySet<Topic> | null;
};

const querySchema = z.strictObject({
  since: z
    .string()
    .regex(/^[^:]{1,100}:\d{1,15}$/, 'expected EPOCH:SEQ')
    .optional(),
  topics: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(topicSchema).min(1))
    .optional(),
});

/** Reads the query of `GET /v1/stream`; a token in it is refused like every unknown member. */
export function parseStreamQuery(search: URLSearchParams): Outcome<StreamQuery> {
  const names = [...search.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return refuse('schema', { path: `/${twice}`, detail: 'given twice' });
  const query = parse(querySchema, Object.fromEntries(search));
  if (!query.ok) return query;
  const { since, topics } = query.value;
  const [epoch, sequence] = since?.split(':') ?? [];
  return ok({
    ...(epoch === undefined ? {} : { since: { epoch, sequence: Number(sequence) } }),
    topics: topics === undefined ? null : new Set(topics),
  });
}

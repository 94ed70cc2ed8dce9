import type { CommandView, Result } from '../../preload/contract/index.js';
import {
  commandAnswerSchema,
  commandListSchema,
  commandViewSchema,
  fail,
  ok,
  templateListSchema,
  tierListSchema,
} from '../../preload/contract/index.js';
import type { CommandSource, SendAnswer } from './command/index.js';
import type { BackendLink, HttpAnswer, HttpFailure } from './link/index.js';
import type { Catalogue, Order } from './store/index.js';

const plain = <T>(answer: Result<HttpAnswer<T>, HttpFailure>): Result<T> =>
  answer.ok ? ok(answer.value.value) : fail(answer.error.code, answer.error.details);

/** The command calls of the API over a link. */
export function commandSource(link: BackendLink): CommandSource {
  const one = async (id: string): Promise<Result<CommandView>> =>
    plain(await link.call({ method: 'GET', path: `/v1/commands/${id}`, answer: commandViewSchema }));
  return {
    one,
    recent: async (limit) => {
      const list = plain(await link.call({ method: 'GET', path: `/v1/commands?limit=${limit}`, answer: commandListSchema }));
      if (!list.ok) return list;
      const views: CommandView[] = [];
      for (const { id } of list.value.items) {
        const view = await one(id);
        if (!view.ok) return view;
        views.push(view.value);
      }
      return ok(views);
    },
  };
}

/** The tier tree and the templates. */
export async function fetchCatalogue(link: BackendLink): Promise<Result<Catalogue>> {
  const tiers = plain(await link.call({ method: 'GET', path: '/v1/tiers', answer: tierListSchema }));
  if (!tiers.ok) return tiers;
  const templates = plain(await link.call({ method: 'GET', path: '/v1/templates', answer: templateListSchema }));
  if (!templates.ok) return templates;
  return ok({ tiers: tiers.value.items, templates: templates.value.items });
}

/** Hands an order in with its author's session; the key is the order's id for life. */
export async function sendOrder(link: BackendLink, order: Order, token: string): Promise<SendAnswer> {
  const { frozen, hash, id } = order;
  const answer = await link.call({
    method: 'POST',
    path: '/v1/commands',
    answer: commandAnswerSchema,
    token,
    body: { frozen, hash },
    idempotencyKey: id,
  });
  return answer.ok ? ok(answer.value.value) : answer;
}

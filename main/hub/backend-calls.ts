import type { CommandView, Finding, Precondition, Result } from '../../preload/contract/index.js';
import {
  commandAnswerSchema,
  commandListSchema,
  commandViewSchema,
  fail,
  indicatorListSchema,
  keyItemSchema,
  keyListSchema,
  latestListSchema,
  ok,
  templateListSchema,
  tierListSchema,
} from '../../preload/contract/index.js';
import type { CommandSource, Evidence, SendAnswer } from './command/index.js';
import { isBeyondUs, judge } from './command/index.js';
import type { KeyDesk } from './desk.js';
import type { BackendLink, HttpAnswer, HttpFailure } from './link/index.js';
import type { KeyDirectory } from './person/index.js';
import type { Catalogue, Order } from './store/index.js';

const plain = <T>(answer: Result<HttpAnswer<T>, HttpFailure>): Result<T> =>
  answer.ok ? ok(answer.value.value) : fail(answer.error.code, answer.error.details);

/** The command calls of the API over a link. */
export function commandSource(link: Pick<BackendLink, 'call'>): CommandSource {
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
        if (view.ok) views.push(view.value);
        else if (!isBeyondUs(view.error)) return view;
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

/** Hands an order in, with its author's session or as the hall's device; the key is the order's id for life. */
export async function sendOrder(link: BackendLink, order: Order, token: string): Promise<SendAnswer> {
  const { frozen, hash, id, signature } = order;
  const answer = await link.call({
    method: 'POST',
    path: '/v1/commands',
    answer: commandAnswerSchema,
    token,
    body: { frozen, hash, ...(signature === undefined ? {} : { signature }) },
    idempotencyKey: id,
  });
  return answer.ok ? ok(answer.value.value) : answer;
}

/**
 * Whether the backend knows a command, by its own word only. One that is told in a form that nobody here knows is no such
 * word: a withdrawn order would be offered again on the strength of it.
 */
export async function isKnown(link: Pick<BackendLink, 'call'>, id: string): Promise<Result<boolean>> {
  const view = await commandSource(link).one(id);
  return view.ok ? ok(true) : view.error.code === 'not-found' ? ok(false) : view;
}

/**
 * Looks at a precondition on what the backend has now: the indicator's definition and its newest sample.
 * @param tier the issuing tier
 */
export async function checkPrecondition(link: BackendLink, precondition: Precondition, tier: string): Promise<Finding> {
  const evidence = await evidenceOf(link, precondition.indicator, precondition.tier ?? tier);
  return judge(precondition, tier, evidence, link.serverNow());
}

async function evidenceOf(link: BackendLink, id: string, tier: string): Promise<Evidence | undefined> {
  const indicators = plain(await link.call({ method: 'GET', path: '/v1/indicators', answer: indicatorListSchema }));
  if (!indicators.ok) return undefined;
  const indicator = indicators.value.items.find((candidate) => candidate.id === id);
  if (indicator === undefined) return { indicator: undefined, sample: undefined };
  const path = `/v1/samples/latest?indicator=${id}&tier=${tier}&limit=1`;
  const latest = plain(await link.call({ method: 'GET', path, answer: latestListSchema }));
  // A tier that this hall may not read has no value for it.
  if (!latest.ok) return latest.error.code === 'not-found' ? { indicator, sample: undefined } : undefined;
  return { indicator, sample: latest.value.items[0] };
}

/** The calls of the key directory. */
export function keyCalls(link: BackendLink): KeyDirectory & KeyDesk {
  return {
    add: async (publicKey, token) =>
      plain(await link.call({ method: 'POST', path: '/v1/keys', answer: keyItemSchema, token, body: { publicKey } })),
    of: async (account) => {
      const path = `/v1/keys?account=${encodeURIComponent(account)}&limit=500`;
      const list = plain(await link.call({ method: 'GET', path, answer: keyListSchema }));
      return list.ok ? ok(list.value.items) : list;
    },
    pending: async (token) => {
      const list = plain(
        await link.call({ method: 'GET', path: '/v1/keys?status=pending&limit=500', answer: keyListSchema, token }),
      );
      return list.ok ? ok(list.value.items.map(({ id, account }) => ({ id, account }))) : list;
    },
    confirm: async (id, token) => {
      const path = `/v1/keys/${id}/confirmation`;
      const confirmed = plain(await link.call({ method: 'POST', path, answer: keyItemSchema, token }));
      return confirmed.ok ? ok(null) : confirmed;
    },
  };
}

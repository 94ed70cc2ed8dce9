import type { AppError, CommandView, Result } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Order, OrderChange } from '../store/index.js';

/**
 * Orders older than this are not asked about when the backend was replaced, ms: 30 days. A directive that nobody ever
 * closed keeps its command unfinished, and a hall that ran for years must not ask about all of those.
 */
export const ORDERS_LOOKED_AFTER_MS = 30 * 24 * 3_600_000;

export type Asked = {
  /** commands that it knows besides those that were listed */
  readonly found: readonly CommandView[];
  readonly lost: readonly Order[];
};

/**
 * Asks a replaced backend about each order that the old one had accepted. Only its own word that there is no such
 * command makes an order a lost one; anything else that goes wrong is the answer, and everything is asked again.
 * @param listed what is known to be there
 */
export async function askForOrders(
  orders: readonly Order[],
  listed: readonly CommandView[],
  one: (id: string) => Promise<Result<CommandView>>,
): Promise<Result<Asked>> {
  const there = new Set(listed.map(({ id }) => id));
  const found: CommandView[] = [];
  const lost: Order[] = [];
  for (const order of orders) {
    if (there.has(order.id)) continue;
    const view = await one(order.id);
    if (view.ok) found.push(view.value);
    else if (view.error.code === 'not-found') lost.push(order);
    // It is there, though in a form that this program does not know.
    else if (view.error.code !== 'answer-unfit') return view;
  }
  return ok({ found, lost });
}

/**
 * What becomes of an accepted order that its backend lost: offered again under the same id while there is time, which
 * is safe however often; else expired, so that the officer decides.
 * @param now backend's clock, UTC ms
 */
export const fateOfLost = ({ id, attempts, expiresAt, question }: Order, now: number): OrderChange => ({
  ...{ id, attempts, question },
  ...(expiresAt > now ? { state: 'sending', problem: undefined } : { state: 'expired', problem: { code: 'lost-by-backend' } }),
  event: { at: now, what: 'lost' },
});

/**
 * Whether a command that the stream spoke of can't be shown, while everything else can: it is gone again, or told in a
 * form that this program does not know. Anything else passes, and the command is asked for again.
 */
export const isBeyondUs = ({ code }: AppError): boolean => code === 'not-found' || code === 'answer-unfit';

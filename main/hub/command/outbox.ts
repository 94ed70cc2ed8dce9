import type { AppError, BackendAnswer, OutboxItem, Result } from '../../../preload/contract/index.js';
import { isTokenProblem, ok } from '../../../preload/contract/index.js';
import type { Order, OrderStore } from '../store/index.js';
import type { Draft } from './prepare.js';

/** Pause before an unanswered order is offered again, ms; doubled each time up to the maximum. */
const RETRY = { firstMs: 500, mostMs: 15_000 } as const;

/** What sending an order comes to. */
export type SendAnswer = Result<BackendAnswer, AppError & { readonly definite: boolean }>;

/** Hands an order to the backend with the one session that it was made for. */
export type Send = (order: Order) => Promise<SendAnswer>;

export type OutboxOptions = {
  readonly store: OrderStore;
  /**
   * Sending with the session of the order's author; undefined while that person is not logged in here. Whoever logs in
   * or out later changes nothing about it, so an order never leaves in another person's name.
   */
  readonly senderFor: (order: Order) => Send | undefined;
  /** backend's clock, UTC ms */
  readonly now: () => number;
  readonly onChange: (orders: readonly OutboxItem[]) => void;
  readonly onAccepted: (order: Order) => void;
};

/**
 * The hall's orders on their way to the backend. An order is committed before it is sent, keeps its idempotency key
 * (its id) for life, and is offered again until the backend answered or it expired.
 */
export class Outbox {
  #orders: readonly Order[] = [];
  /** The round of sending that is under way. */
  #round: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier run left unfinished. */
  async open(): Promise<void> {
    await this.#refresh();
    this.kick();
  }

  /** An order that is stored already: the same id and content, by the same person. */
  find(id: string, hash: string, account: string): OutboxItem | undefined {
    const order = this.#orders.find((candidate) => candidate.id === id);
    return order?.hash === hash && order.account === account ? itemOf(order) : undefined;
  }

  /** Queues a frozen command. Resolves once it is durable; sending begins after that. */
  async add(draft: Draft, account: string): Promise<Result<OutboxItem>> {
    const { frozen, hash, title } = draft;
    const order: Order = {
      id: frozen.id,
      hash,
      frozen,
      title,
      account,
      state: 'held',
      attempts: 0,
      queuedAt: this.#options.now(),
      expiresAt: Date.parse(frozen.expiresAt),
    };
    await this.#options.store.add(order);
    await this.#refresh();
    this.kick();
    return ok(itemOf(order));
  }

  /** The store marked orders to be offered again: a backend that was created anew does not know them. */
  async reload(): Promise<void> {
    await this.#refresh();
    this.kick();
  }

  /** Tries now: the link came back, or somebody logged in. */
  kick(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    if (this.#round !== undefined) {
      this.#again = true;
      return;
    }
    this.#round = this.#sendAll().finally(() => {
      this.#round = undefined;
      if (this.#again) {
        this.#again = false;
        this.kick();
      }
    });
  }

  /** Time passed: an order that waited in vain becomes expired. */
  tick(): void {
    const now = this.#options.now();
    if (this.#orders.some(({ state, attempts, expiresAt }) => state === 'held' && attempts === 0 && expiresAt <= now)) {
      this.kick();
    }
  }

  /** Sends nothing more; resolves when what was under way is written down. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #sendAll(): Promise<void> {
    let unanswered = false;
    // Oldest first: what was ordered first arrives first.
    for (const order of [...this.#orders].reverse()) {
      if (this.#closed || (order.state !== 'held' && order.state !== 'sending')) continue;
      const answered = await this.#offer(order);
      await this.#refresh();
      if (!answered) unanswered = true;
    }
    this.#failures = unanswered ? this.#failures + 1 : 0;
    if (unanswered && !this.#closed) {
      const wait = Math.min(RETRY.firstMs * 2 ** (this.#failures - 1), RETRY.mostMs);
      this.#timer = setTimeout(() => this.kick(), wait);
    }
  }

  /** Offers one order; true when there is nothing to try again soon. */
  async #offer(order: Order): Promise<boolean> {
    const { store, now, senderFor, onAccepted } = this.#options;
    const { id, attempts } = order;
    // One that was never sent cannot have arrived; one that was is asked about even after its expiry.
    if (attempts === 0 && order.expiresAt <= now()) {
      await store.update({ id, state: 'expired', attempts, problem: undefined });
      return true;
    }
    const send = senderFor(order);
    if (send === undefined) {
      await store.update({ id, state: order.state, attempts, problem: { code: 'login-needed' } });
      return true;
    }
    const tried = { id, attempts: attempts + 1 };
    await store.update({ ...tried, state: 'sending', problem: order.problem });
    const answer = await send(order);
    if (answer.ok) {
      await store.update({ ...tried, state: 'accepted-by-backend', problem: undefined });
      onAccepted(order);
      return true;
    }
    const { definite, ...problem } = answer.error;
    // A token that ran out says nothing about the order; it waits for its author to log in again.
    if (isTokenProblem(problem)) {
      await store.update({ ...tried, state: 'sending', problem: { code: 'login-needed' } });
      return true;
    }
    const state = !definite ? 'sending' : problem.code === 'expired' ? 'expired' : 'refused';
    await store.update({ ...tried, state, problem });
    return definite;
  }

  async #refresh(): Promise<void> {
    this.#orders = await this.#options.store.all();
    this.#options.onChange(this.#orders.map(itemOf));
  }
}

const itemOf = ({ id, title, frozen, state, queuedAt, expiresAt, attempts, problem }: Order): OutboxItem => ({
  id,
  title,
  text: frozen.text,
  state,
  approvals: frozen.approvals,
  signed: false,
  queuedAt,
  expiresAt,
  attempts,
  ...(problem === undefined ? {} : { problem }),
});

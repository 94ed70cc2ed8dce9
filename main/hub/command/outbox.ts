import type {
  AppError,
  BackendAnswer,
  Choice,
  Finding,
  Notice,
  OrderEvent,
  OutboxItem,
  Precondition,
  Result,
  Signature,
} from '../../../preload/contract/index.js';
import { fail, isTokenProblem, ok } from '../../../preload/contract/index.js';
import type { Order, OrderChange, OrderStore } from '../store/index.js';
import { itemOf, noticeOf } from './item.js';
import type { NextStep } from './next-step.js';
import { nextStep } from './next-step.js';
import type { Draft } from './prepare.js';

/** Pause before an unanswered order is offered again, ms; doubled each time up to the maximum. */
const RETRY = { firstMs: 500, mostMs: 15_000 } as const;
/** Orders that are over are shown as long as they are among so many newest ones. */
const SHOWN = 50;

/** What sending an order comes to. */
export type SendAnswer = Result<BackendAnswer, AppError & { readonly definite: boolean }>;

/** Hands an order to the backend with the one token that it was made for. */
export type Send = (order: Order) => Promise<SendAnswer>;

export type OutboxOptions = {
  readonly store: Pick<OrderStore, 'inSight' | 'find' | 'history' | 'add' | 'update' | 'note'>;
  /**
   * Sending in the name of the order's author: by the hall's device if it is signed, else with the author's session;
   * undefined while neither is here. Whoever logs in or out later changes nothing about it, so an order never leaves
   * in another person's name.
   */
  readonly senderFor: (order: Order) => Send | undefined;
  /** Whether the backend knows an order; an error when it could not be asked. */
  readonly isKnown: (id: string) => Promise<Result<boolean>>;
  /** Looks at a precondition on data that is fetched now. */
  readonly check: (precondition: Precondition, tier: string) => Promise<Finding>;
  /** The backend can be reached, as far as is known; `linkChanged` tells that it may be another now. */
  readonly isLinked: () => boolean;
  /** backend's clock, UTC ms */
  readonly now: () => number;
  readonly onChange: (orders: readonly OutboxItem[]) => void;
  readonly onAccepted: (order: Order) => void;
};

/**
 * The hall's orders on their way to the backend. An order is committed before it is sent, keeps its idempotency key
 * (its id) for life, and is offered again until the backend answered or it expired. One that was held while the
 * backend was away is sent only if its precondition still holds, or its officer says so.
 */
export class Outbox {
  #orders: readonly Order[] = [];
  /** When the precondition of an order was known in this connection, backend's UTC ms. */
  readonly #knownAt = new Map<string, number>();
  /** The round of sending that is under way. */
  #round: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #wasLinked = false;
  /** What decides about an order without the backend, one after the other: an answer and an expiry may meet. */
  #deciding: Promise<unknown> = Promise.resolve();
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier run left unfinished. */
  async open(): Promise<void> {
    await this.#refresh();
    this.kick();
  }

  /** What became of orders against their officer's will, until an officer has noted it. */
  get notices(): Notice[] {
    return this.#orders.map(noticeOf).filter((notice) => notice !== undefined);
  }

  /** An order that is stored already: the same id and content, by the same person. */
  async find(id: string, hash: string, account: string): Promise<OutboxItem | undefined> {
    const order = await this.#options.store.find(id);
    return order?.hash === hash && order.account === account ? itemOf(order) : undefined;
  }

  history(id: string): Promise<OrderEvent[]> {
    return this.#options.store.history(id);
  }

  /** Queues a frozen command. Resolves once it is durable; sending begins after that. */
  async add(draft: Draft, account: string, signature?: Signature): Promise<Result<OutboxItem>> {
    const { frozen, hash, title, finding } = draft;
    const now = this.#options.now();
    const order: Order = {
      id: frozen.id,
      hash,
      frozen,
      title,
      account,
      signature,
      state: 'held',
      attempts: 0,
      queuedAt: now,
      expiresAt: Date.parse(frozen.expiresAt),
    };
    const details = { signed: signature !== undefined, ...(finding === undefined ? {} : { precondition: finding.verdict }) };
    // The officer saw how the precondition stood and held the key, which is a decision as long as the link stands.
    if (this.#options.isLinked() && finding !== undefined && finding.verdict !== 'unreached') {
      this.#knownAt.set(order.id, finding.at);
    }
    await this.#options.store.add(order, { at: now, what: 'queued', by: account, details });
    await this.#refresh();
    this.kick();
    return ok(itemOf(order));
  }

  /**
   * What an officer decides about an order whose precondition no longer holds. Errors `order-unknown`, `not-asked`.
   * The same answer again changes nothing. A withdrawn order that was sent once is over when the backend says that it
   * does not know it.
   */
  answer(id: string, choice: Choice, by: string): Promise<Result<null>> {
    return this.#decide(async () => {
      const order = await this.#options.store.find(id);
      if (order === undefined) return fail('order-unknown');
      const { question, attempts } = order;
      if (question?.answer?.choice === choice) return ok(null);
      if (question === undefined || question.answer !== undefined || order.state === 'expired') return fail('not-asked');
      const at = this.#options.now();
      const answered = { ...order, question: { ...question, answer: { choice, by, at } } };
      const event: OrderEvent = { at, what: 'answered', by, details: { choice } };
      if (choice === 'withdraw' && attempts === 0) {
        await this.#store(answered, { state: 'refused', problem: { code: 'withdrawn' }, event });
      } else {
        await this.#store(answered, { event });
      }
      this.kick();
      return ok(null);
    });
  }

  /** An officer noted what became of an order. False when the notice is none of the outbox's. */
  async dismiss(notice: string): Promise<boolean> {
    const order = this.#orders.find((candidate) => noticeOf(candidate)?.id === notice);
    if (order === undefined) return false;
    await this.#options.store.note(order.id, this.#options.now());
    await this.#refresh();
    return true;
  }

  /** The store marked orders to be offered again: a backend that was created anew does not know them. */
  async reload(): Promise<void> {
    await this.#refresh();
    this.kick();
  }

  /** The link came or went. What was known of preconditions is worth nothing once the backend was away. */
  linkChanged(): void {
    const isLinked = this.#options.isLinked();
    if (isLinked === this.#wasLinked) return;
    this.#wasLinked = isLinked;
    if (!isLinked) this.#knownAt.clear();
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
    const isOver = (order: Order): boolean => {
      const { do: step } = this.#stepOf(order, true);
      return step === 'expire' || (step === 'look-up' && this.#failures === 0);
    };
    if (this.#orders.some(isOver)) this.kick();
  }

  /** Sends nothing more; resolves when what was under way is written down. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#round;
    await this.#deciding;
  }

  async #sendAll(): Promise<void> {
    let unanswered = false;
    // Oldest first: what was ordered first arrives first.
    for (const { id } of [...this.#orders].reverse()) {
      if (this.#closed) return;
      const order = this.#orders.find((candidate) => candidate.id === id);
      if (order !== undefined && !(await this.#work(order))) unanswered = true;
    }
    this.#failures = unanswered ? this.#failures + 1 : 0;
    if (unanswered && !this.#closed) {
      const wait = Math.min(RETRY.firstMs * 2 ** (this.#failures - 1), RETRY.mostMs);
      this.#timer = setTimeout(() => this.kick(), wait);
    }
  }

  #stepOf(order: Order, hasSender: boolean): NextStep {
    const { now, isLinked } = this.#options;
    return nextStep(order, { now: now(), isLinked: isLinked(), hasSender, knownAt: this.#knownAt.get(order.id) });
  }

  /** Does the next thing with an order; true when there is nothing to try again soon. */
  async #work(order: Order): Promise<boolean> {
    const send = this.#options.senderFor(order);
    const step = this.#stepOf(order, send !== undefined);
    switch (step.do) {
      case 'nothing':
        return true;
      case 'expire':
        return this.#expire(order);
      case 'wait':
        await this.#wait(order, { code: step.code });
        return true;
      case 'look-up':
        return this.#lookUp(order, send);
      case 'check':
        return this.#check(order, send);
      case 'send':
        return this.#offer(order, send);
      default:
        return step satisfies never;
    }
  }

  /** An answer may have come meanwhile: it decides, and what is decided is looked at once more. */
  #expire(order: Order): Promise<boolean> {
    return this.#decide(async () => {
      const stored = await this.#options.store.find(order.id);
      if (stored !== undefined && this.#stepOf(stored, true).do === 'expire') {
        const event = { at: this.#options.now(), what: 'expired' } as const;
        await this.#store(stored, { state: 'expired', problem: undefined, event });
      }
      return true;
    });
  }

  /** Asks whether an order that was sent before has arrived. */
  async #lookUp(order: Order, send: Send | undefined): Promise<boolean> {
    const known = await this.#options.isKnown(order.id);
    if (!known.ok) {
      await this.#wait(order, known.error);
      return false;
    }
    if (known.value) return this.#offer(order, send);
    const at = this.#options.now();
    if (order.question?.answer?.choice === 'withdraw') {
      const event = { at, what: 'refused', details: { code: 'withdrawn' } } as const;
      await this.#store(order, { state: 'refused', problem: { code: 'withdrawn' }, event });
      return true;
    }
    if (order.expiresAt <= at) {
      await this.#store(order, { state: 'expired', problem: undefined, event: { at, what: 'expired' } });
      return true;
    }
    return this.#check(order, send);
  }

  /** Looks at the precondition: the order goes on, or its officer is asked. */
  async #check(order: Order, send: Send | undefined): Promise<boolean> {
    const { precondition, issuer } = order.frozen;
    if (precondition === undefined) throw new Error(`order ${order.id} has no precondition`);
    const finding = await this.#options.check(precondition, issuer.tier);
    const { verdict, found, at } = finding;
    if (verdict === 'unreached') {
      await this.#wait(order, { code: 'backend-away' });
      return false;
    }
    const details = { verdict, ...(found === undefined ? {} : { value: found.value, t: found.t }) };
    if (verdict === 'holds') {
      this.#knownAt.set(order.id, at);
      await this.#store(order, { event: { at, what: 'checked', details } });
      return this.#offer(order, send);
    }
    const question = { code: 'precondition', ...finding } as const;
    await this.#store({ ...order, question }, { problem: undefined, event: { at, what: 'asked', details } });
    return true;
  }

  /** Offers one order; true when there is nothing to try again soon. */
  async #offer(order: Order, send: Send | undefined): Promise<boolean> {
    const { now, onAccepted } = this.#options;
    if (send === undefined) {
      await this.#wait(order, { code: 'login-needed' });
      return true;
    }
    const tried = { ...order, attempts: order.attempts + 1 };
    await this.#store(tried, { state: 'sending', ...(order.attempts > 0 ? {} : { event: { at: now(), what: 'sent' } }) });
    const answer = await send(order);
    if (answer.ok) {
      const details = { state: answer.value.state, attempts: tried.attempts };
      await this.#store(tried, {
        state: 'accepted-by-backend',
        problem: undefined,
        event: { at: now(), what: 'accepted', details },
      });
      onAccepted(order);
      return true;
    }
    const { definite, ...problem } = answer.error;
    // A token that ran out says nothing about the order; it waits for its author to log in again.
    if (isTokenProblem(problem)) {
      await this.#wait({ ...tried, state: 'sending' }, { code: 'login-needed' });
      return true;
    }
    if (!definite) {
      await this.#wait({ ...tried, state: 'sending' }, problem);
      return false;
    }
    const what = problem.code === 'expired' ? 'expired' : 'refused';
    await this.#store(tried, { state: what, problem, event: { at: now(), what, details: { code: problem.code } } });
    return true;
  }

  /** Notes what an order waits for; what it waited for before is not told again. */
  async #wait(order: Order, problem: AppError): Promise<void> {
    const known = this.#orders.find(({ id }) => id === order.id);
    const isTold = known?.problem?.code === problem.code;
    if (isTold && known?.state === order.state && known.attempts === order.attempts) return;
    const event = { at: this.#options.now(), what: 'waiting', details: { code: problem.code } } as const;
    await this.#store(order, { problem, ...(isTold ? {} : { event }) });
  }

  async #store(order: Order, change: Partial<OrderChange>): Promise<void> {
    const { id, state, attempts, problem, question } = order;
    await this.#options.store.update({ id, state, attempts, problem, question, ...change });
    await this.#refresh();
  }

  #decide<T>(work: () => Promise<T>): Promise<T> {
    const decided = this.#deciding.then(work, work);
    this.#deciding = decided.catch(() => undefined);
    return decided;
  }

  async #refresh(): Promise<void> {
    this.#orders = await this.#options.store.inSight(SHOWN);
    this.#options.onChange(this.#orders.map(itemOf));
  }
}

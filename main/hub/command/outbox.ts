import type { Choice, Notice, OrderEvent, OutboxItem, Result, Signature } from '../../../preload/contract/index.js';
import { fail, ok } from '../../../preload/contract/index.js';
import type { Order, OrderChange, OrderStore } from '../store/index.js';
import { stored } from '../store/index.js';
import { itemOf, noticeOf } from './item.js';
import type { Draft } from './prepare.js';
import type { Surroundings } from './work.js';
import { OrderWork } from './work.js';

/** Pause before an unanswered order is offered again, ms; doubled each time up to the maximum. */
const RETRY = { firstMs: 500, mostMs: 15_000 } as const;
/** Orders that are over are shown as long as they are among so many newest ones. */
const SHOWN = 50;

export type OutboxOptions = Surroundings & {
  readonly store: Pick<OrderStore, 'inSight' | 'find' | 'history' | 'add' | 'update' | 'note'>;
  readonly onChange: (orders: readonly OutboxItem[]) => void;
};

/**
 * The hall's orders on their way to the backend. An order is committed before it is sent, keeps its idempotency key
 * (its id) for life, and is offered again until the backend answered or it expired. One that was held while the
 * backend was away is sent only if its precondition still holds, or its officer says so.
 */
export class Outbox {
  #orders: readonly Order[] = [];
  /** The round of sending that is under way. */
  #round: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #wasLinked = false;
  #deciding: Promise<unknown> = Promise.resolve();
  readonly #options: OutboxOptions;
  readonly #work: OrderWork;

  constructor(options: OutboxOptions) {
    this.#options = options;
    const ledger = {
      known: (id: string) => this.#orders.find((order) => order.id === id),
      find: (id: string) => options.store.find(id),
      change: (order: Order, change: Partial<OrderChange>) => this.#store(order, change),
      decide: <T>(work: () => Promise<T>) => this.#decide(work),
    };
    this.#work = new OrderWork(ledger, options);
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
  async find(id: string, hash: string, account: string): Promise<Result<OutboxItem | undefined>> {
    const found = await stored(() => this.#options.store.find(id));
    if (!found.ok) return found;
    const order = found.value;
    return ok(order?.hash === hash && order.account === account ? itemOf(order) : undefined);
  }

  /** What happened to an order, in its order. Error `store-down`. */
  history(id: string): Promise<Result<OrderEvent[]>> {
    return stored(() => this.#options.store.history(id));
  }

  /** Queues a frozen command. Resolves once it is durable; sending begins after that. Error `store-down`. */
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
      this.#work.saw(order.id, finding.at);
    }
    const added = await stored(() => this.#options.store.add(order, { at: now, what: 'queued', by: account, details }));
    if (!added.ok) return added;
    await this.#refresh();
    this.kick();
    return ok(itemOf(order));
  }

  /**
   * What an officer decides about an order whose precondition no longer holds. Errors `order-unknown`, `not-asked`,
   * `expired`, `store-down`. The same answer again changes nothing. A withdrawn order that was sent once is over when
   * the backend says that it does not know it.
   */
  async answer(id: string, choice: Choice, by: string): Promise<Result<null>> {
    const answered = await this.#decide(() => stored(() => this.#answer(id, choice, by)));
    this.kick();
    return answered.ok ? answered.value : answered;
  }

  /** An officer noted what became of an order. False when the notice is none of the outbox's. Error `store-down`. */
  async dismiss(notice: string): Promise<Result<boolean>> {
    const order = this.#orders.find((candidate) => noticeOf(candidate)?.id === notice);
    if (order === undefined) return ok(false);
    const noted = await stored(() => this.#options.store.note(order.id, this.#options.now()));
    if (!noted.ok) return noted;
    await this.#refresh();
    return ok(true);
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
    if (!isLinked) this.#work.forgetPreconditions();
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
      const { do: step } = this.#work.stepOf(order);
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

  async #answer(id: string, choice: Choice, by: string): Promise<Result<null>> {
    const order = await this.#options.store.find(id);
    if (order === undefined) return fail('order-unknown');
    const { question, attempts, expiresAt } = order;
    if (question?.answer?.choice === choice) return ok(null);
    if (question === undefined || question.answer !== undefined) return fail('not-asked');
    const at = this.#options.now();
    if (expiresAt <= at) return fail('expired');
    const answered = { ...order, question: { ...question, answer: { choice, by, at } } };
    // One that was never sent cannot have arrived, so it is over at once.
    const over = { state: 'refused', problem: { code: 'withdrawn' } } as const;
    await this.#store(answered, {
      ...(choice === 'withdraw' && attempts === 0 ? over : {}),
      event: { at, what: 'answered', by, details: { choice } },
    });
    return ok(null);
  }

  async #sendAll(): Promise<void> {
    let unanswered = false;
    // Oldest first: what was ordered first arrives first.
    for (const { id } of [...this.#orders].reverse()) {
      if (this.#closed) return;
      const order = this.#orders.find((candidate) => candidate.id === id);
      // Nothing is sent that could not be written down before; what the store does not take is tried again.
      const worked = order === undefined ? ok(true) : await stored(() => this.#work.step(order));
      if (!worked.ok || !worked.value) unanswered = true;
    }
    this.#failures = unanswered ? this.#failures + 1 : 0;
    if (unanswered && !this.#closed) {
      const wait = Math.min(RETRY.firstMs * 2 ** (this.#failures - 1), RETRY.mostMs);
      this.#timer = setTimeout(() => this.kick(), wait);
    }
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

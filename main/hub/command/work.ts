import type { AppError, BackendAnswer, Finding, Precondition, Result } from '../../../preload/contract/index.js';
import { isTokenProblem } from '../../../preload/contract/index.js';
import type { Order, OrderChange } from '../store/index.js';
import type { NextStep } from './next-step.js';
import { nextStep } from './next-step.js';

/** What sending an order comes to. */
export type SendAnswer = Result<BackendAnswer, AppError & { readonly definite: boolean }>;

/** Hands an order to the backend with the one token that it was made for. */
export type Send = (order: Order) => Promise<SendAnswer>;

/** What sending needs of the hall around it. */
export type Surroundings = {
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
  /** The backend can be reached, as far as is known. */
  readonly isLinked: () => boolean;
  /** backend's clock, UTC ms */
  readonly now: () => number;
  /** whether the backend has told its time since the start */
  readonly isClockKnown: () => boolean;
  readonly onAccepted: (order: Order) => void;
};

/** Where orders are kept. Every method resolves after the change is committed; rejects as the store does. */
export type Ledger = {
  /** As it is known in memory. */
  known(id: string): Order | undefined;
  find(id: string): Promise<Order | undefined>;
  change(order: Order, change: Partial<OrderChange>): Promise<void>;
  /** What decides about an order without the backend runs one after the other: an answer and an expiry may meet. */
  decide<T>(work: () => Promise<T>): Promise<T>;
};

/** Takes one order one step further, and writes down what came of it before anything else is done. */
export class OrderWork {
  /** When the precondition of an order was known in this connection, backend's UTC ms. */
  readonly #knownAt = new Map<string, number>();
  readonly #ledger: Ledger;
  readonly #surroundings: Surroundings;

  constructor(ledger: Ledger, surroundings: Surroundings) {
    this.#ledger = ledger;
    this.#surroundings = surroundings;
  }

  /** How its precondition stood was seen, by its officer or by the hall. @param at backend's clock, UTC ms */
  saw(id: string, at: number): void {
    this.#knownAt.set(id, at);
  }

  /** What was known of preconditions is worth nothing once the backend was away. */
  forgetPreconditions(): void {
    this.#knownAt.clear();
  }

  stepOf(order: Order, hasSender = true): NextStep {
    const { now, isClockKnown, isLinked } = this.#surroundings;
    const knownAt = this.#knownAt.get(order.id);
    return nextStep(order, { now: now(), isClockKnown: isClockKnown(), isLinked: isLinked(), hasSender, knownAt });
  }

  /** Does the next thing with an order; true when there is nothing to try again soon. */
  async step(order: Order): Promise<boolean> {
    const send = this.#surroundings.senderFor(order);
    const step = this.stepOf(order, send !== undefined);
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
    return this.#ledger.decide(async () => {
      const now = await this.#ledger.find(order.id);
      if (now !== undefined && this.stepOf(now).do === 'expire') {
        const event = { at: this.#surroundings.now(), what: 'expired' } as const;
        await this.#ledger.change(now, { state: 'expired', problem: undefined, event });
      }
      return true;
    });
  }

  /** Asks whether an order that was sent before has arrived. */
  async #lookUp(order: Order, send: Send | undefined): Promise<boolean> {
    const known = await this.#surroundings.isKnown(order.id);
    if (!known.ok) {
      await this.#wait(order, known.error);
      return false;
    }
    if (known.value) return this.#offer(order, send);
    const at = this.#surroundings.now();
    if (order.question?.answer?.choice === 'withdraw') {
      const event = { at, what: 'refused', details: { code: 'withdrawn' } } as const;
      await this.#ledger.change(order, { state: 'refused', problem: { code: 'withdrawn' }, event });
      return true;
    }
    if (order.expiresAt <= at) {
      await this.#ledger.change(order, { state: 'expired', problem: undefined, event: { at, what: 'expired' } });
      return true;
    }
    return this.#check(order, send);
  }

  /** Looks at the precondition: the order goes on, or its officer is asked. */
  async #check(order: Order, send: Send | undefined): Promise<boolean> {
    const { precondition, issuer } = order.frozen;
    if (precondition === undefined) throw new Error(`order ${order.id} has no precondition`);
    const finding = await this.#surroundings.check(precondition, issuer.tier);
    const { verdict, found, at } = finding;
    if (verdict === 'unreached') {
      await this.#wait(order, { code: 'backend-away' });
      return false;
    }
    const details = { verdict, ...(found === undefined ? {} : { value: found.value, t: found.t }) };
    if (verdict === 'holds') {
      this.saw(order.id, at);
      await this.#ledger.change(order, { event: { at, what: 'checked', details } });
      return this.#offer(order, send);
    }
    const question = { code: 'precondition', ...finding } as const;
    await this.#ledger.change({ ...order, question }, { problem: undefined, event: { at, what: 'asked', details } });
    return true;
  }

  /** Offers one order; true when there is nothing to try again soon. */
  async #offer(order: Order, send: Send | undefined): Promise<boolean> {
    const { now, onAccepted } = this.#surroundings;
    if (send === undefined) {
      await this.#wait(order, { code: 'login-needed' });
      return true;
    }
    const tried = { ...order, attempts: order.attempts + 1 };
    await this.#ledger.change(tried, { state: 'sending', ...(order.attempts > 0 ? {} : { event: { at: now(), what: 'sent' } }) });
    const answer = await send(order);
    if (answer.ok) {
      const details = { state: answer.value.state, attempts: tried.attempts };
      await this.#ledger.change(tried, {
        state: 'accepted-by-backend',
        problem: undefined,
        event: { at: now(), what: 'accepted', details },
      });
      this.#knownAt.delete(order.id);
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
    await this.#ledger.change(tried, { state: what, problem, event: { at: now(), what, details: { code: problem.code } } });
    return true;
  }

  /** Notes what an order waits for; what it waited for before is not told again. */
  async #wait(order: Order, problem: AppError): Promise<void> {
    if (this.#ledger.known(order.id)?.problem?.code === problem.code) return;
    const event = { at: this.#surroundings.now(), what: 'waiting', details: { code: problem.code } } as const;
    await this.#ledger.change(order, { problem, event });
  }
}

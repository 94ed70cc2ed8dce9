import { canonicalJson } from '../../../preload/contract/index.js';
import type { Order, OrderChange } from '../../../main/hub/store/index.js';

/** The orders as the store acknowledged them, kept outside it. */
export class Ledger {
  readonly orders: Map<string, Order>;

  constructor(orders: Iterable<readonly [string, Order]> = []) {
    this.orders = new Map(orders);
  }

  changed({ id, state, attempts, problem, question }: OrderChange): void {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`never added: ${id}`);
    this.orders.set(id, { ...order, state, attempts, problem, question });
  }

  /** What is not as it was acknowledged. */
  differences(found: readonly Order[]): string[] {
    const there = new Map(found.map((order) => [order.id, order]));
    const wrong: string[] = [];
    for (const [id, order] of this.orders) {
      const stored = there.get(id);
      if (stored === undefined) {
        wrong.push(`order ${id} is lost`);
      } else if (textOf(stored) !== textOf(order)) {
        wrong.push(`order ${id} is another: ${textOf(stored)} instead of ${textOf(order)}`);
      }
    }
    for (const id of there.keys()) {
      if (!this.orders.has(id)) wrong.push(`order ${id} was never added`);
    }
    return wrong;
  }
}

const textOf = (order: Order): string =>
  canonicalJson(Object.fromEntries(Object.entries(order).filter(([, value]) => value !== undefined)));

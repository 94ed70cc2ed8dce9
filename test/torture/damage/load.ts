import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { CommandView, Frozen } from '../../../preload/contract/index.js';
import { canonicalJson, toWireTime } from '../../../preload/contract/index.js';
import type { Order, OrderChange, Store } from '../../../main/hub/store/index.js';
import type { Ledger } from './ledger.js';

const STATES = ['held', 'sending', 'accepted-by-backend', 'refused', 'expired'] as const;
const HOUR = 3_600_000;

/** Work on a store as a hall does it: new orders, orders that go on, commands that the backend tells of. */
export class Load {
  readonly #random: () => number;
  #sequence = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Whatever the store acknowledged goes into the ledger. */
  async run(store: Store, ledger: Ledger): Promise<void> {
    for (let count = 1 + this.#below(4); count > 0; count -= 1) await this.addOrder(store, ledger);
    const ids = [...ledger.orders.keys()];
    for (let count = this.#below(6); count > 0; count -= 1) await this.#goOn(store, ledger, ids[this.#below(ids.length)] ?? '');
    this.#sequence += 1;
    const views = Array.from({ length: 1 + this.#below(3) }, () => this.#view());
    await store.commands.apply(views, [], { epoch: 'e', sequence: String(this.#sequence) });
  }

  async addOrder(store: Store, ledger: Ledger): Promise<void> {
    const order = this.#order();
    await store.orders.add(order, { at: order.queuedAt, what: 'queued', by: order.account });
    ledger.orders.set(order.id, order);
  }

  async #goOn(store: Store, ledger: Ledger, id: string): Promise<void> {
    const order = ledger.orders.get(id);
    if (order === undefined) throw new Error(`never added: ${id}`);
    const state = STATES[this.#below(STATES.length)] ?? 'held';
    const problem = this.#random() < 0.3 ? { code: 'backend-away' } : undefined;
    const event = { at: Date.now(), what: 'waiting', details: { code: 'backend-away' } } as const;
    const change: OrderChange = { id, state, attempts: order.attempts + 1, problem, question: undefined, event };
    await store.orders.update(change);
    ledger.changed(change);
  }

  #order(): Order {
    const id = v7();
    const frozen = this.#frozen(id);
    return {
      id,
      hash: createHash('sha256').update(canonicalJson(frozen)).digest('hex'),
      frozen,
      title: `汛情巡查 ${id.slice(-4)}`,
      account: 'duty-officer',
      state: 'held',
      attempts: 0,
      queuedAt: Date.now(),
      expiresAt: Date.now() + HOUR,
    };
  }

  #frozen(id: string): Frozen {
    return {
      v: 1,
      id,
      template: { id: 'flood-patrol', version: 1, hash: 'a'.repeat(64) },
      mode: 'live',
      level: 'important',
      approvals: 0,
      issuer: { account: 'duty-officer', tier: '500000' },
      parameters: { district: '500108' },
      text: '沿江巡查'.repeat(1 + this.#below(60)),
      targets: [{ tier: '500108', role: 'lead', via: null }],
      limits: { deliverMs: 1, acceptMs: 2, reportMs: 3, finishMs: 4 },
      frozenAt: toWireTime(Date.now()),
      expiresAt: toWireTime(Date.now() + HOUR),
    };
  }

  #view(): CommandView {
    const id = v7();
    const [frozen, directive, at] = [this.#frozen(id), v7(), toWireTime(Date.now())];
    const receipt = {
      id: v7(),
      directive,
      round: 1,
      kind: 'delivered',
      at,
      by: 'hands',
      receivedAt: at,
      sequence: '1',
      demo: false,
    } as const;
    return {
      id,
      hash: 'c'.repeat(64),
      frozen,
      state: 'running',
      mode: 'live',
      issuedAt: at,
      signatures: [],
      directives: [
        {
          id: directive,
          tier: '500108',
          party: '500108',
          role: 'lead',
          round: 1,
          state: 'delivered',
          overdue: [],
          receipts: [receipt],
        },
      ],
      rollUp: { total: 1, states: { delivered: 1 } },
    } as unknown as CommandView;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

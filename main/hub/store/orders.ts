import type { AppError, Frozen, OutboxState } from '../../../preload/contract/index.js';
import { appErrorSchema, canonicalJson, frozenSchema, outboxStateSchema } from '../../../preload/contract/index.js';
import type { Database, Statements } from '../../sqlite/index.js';

/** An order of this hall: what was frozen, and how far it has come. Times in UTC ms. */
export type Order = {
  readonly id: string;
  readonly hash: string;
  readonly frozen: Frozen;
  readonly title: string;
  readonly account: string;
  readonly state: OutboxState;
  readonly queuedAt: number;
  readonly expiresAt: number;
  readonly attempts: number;
  readonly problem?: AppError | undefined;
};

/** How far an order has come now. */
export type OrderChange = Pick<Order, 'id' | 'state' | 'attempts'> & { readonly problem: AppError | undefined };

type OrderRow = {
  id: string;
  hash: string;
  frozen: string;
  title: string;
  account: string;
  state: string;
  queued_at: number;
  expires_at: number;
  attempts: number;
  problem: string | null;
};

/** The outbox's table. Every method resolves after its change is committed. */
export class OrderStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<Order[]> {
    const rows = await this.#database.all<OrderRow>('SELECT * FROM orders ORDER BY queued_at DESC, id DESC');
    return rows.map(fromRow);
  }

  /**
   * Orders that the backend accepted and whose command, as far as this file knows, is not over.
   * @param queuedSince older ones are left out, UTC ms
   */
  async unfinished(queuedSince: number): Promise<Order[]> {
    const rows = await this.#database.all<OrderRow>(
      `SELECT orders.* FROM orders LEFT JOIN commands ON commands.id = orders.id
       WHERE orders.state = 'accepted-by-backend' AND orders.queued_at >= ?
         AND (commands.state IS NULL OR commands.state IN ('awaiting-approval', 'issued', 'running'))
       ORDER BY orders.queued_at DESC, orders.id DESC`,
      queuedSince,
    );
    return rows.map(fromRow);
  }

  /** Keeps a new order; the same id again changes nothing. */
  async add(order: Order): Promise<void> {
    await this.#database.run(
      `INSERT INTO orders (id, hash, frozen, title, account, state, queued_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
      order.id,
      order.hash,
      canonicalJson(order.frozen),
      order.title,
      order.account,
      order.state,
      order.queuedAt,
      order.expiresAt,
    );
  }

  async update(change: OrderChange): Promise<void> {
    await changeOrder(this.#database, change);
  }
}

export const changeOrder = (tx: Statements, { id, state, attempts, problem }: OrderChange): Promise<number> =>
  tx.run(
    'UPDATE orders SET state = ?, attempts = ?, problem = ? WHERE id = ?',
    state,
    attempts,
    problem === undefined ? null : JSON.stringify(problem),
    id,
  );

const fromRow = (row: OrderRow): Order => ({
  id: row.id,
  hash: row.hash,
  frozen: frozenSchema.parse(JSON.parse(row.frozen)),
  title: row.title,
  account: row.account,
  state: outboxStateSchema.parse(row.state),
  queuedAt: row.queued_at,
  expiresAt: row.expires_at,
  attempts: row.attempts,
  problem: row.problem === null ? undefined : appErrorSchema.parse(JSON.parse(row.problem)),
});

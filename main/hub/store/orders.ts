import type { AppError, Frozen, OrderEvent, OrderQuestion, OutboxState, Signature } from '../../../preload/contract/index.js';
import {
  appErrorSchema,
  canonicalJson,
  frozenSchema,
  orderQuestionSchema,
  outboxStateSchema,
  signatureSchema,
} from '../../../preload/contract/index.js';
import type { Database, Statements } from '../../sqlite/index.js';
import { RowDamage, whole } from './kept.js';
import { addEvent, historyOf } from './order-history.js';

/** An order of this hall: what was frozen, and how far it has come. Times in UTC ms. */
export type Order = {
  readonly id: string;
  readonly hash: string;
  readonly frozen: Frozen;
  readonly title: string;
  readonly account: string;
  /** the author's, for the act `issue`; without one the order leaves only in the author's own session */
  readonly signature?: Signature | undefined;
  readonly state: OutboxState;
  readonly queuedAt: number;
  readonly expiresAt: number;
  readonly attempts: number;
  readonly problem?: AppError | undefined;
  /** what the author was asked about its precondition, with the answer once there is one */
  readonly question?: OrderQuestion | undefined;
  /** when an officer noted that it was refused */
  readonly notedAt?: number | undefined;
};

/** How far an order has come now, and what is to be told of it: both are stored, or neither. */
export type OrderChange = Pick<Order, 'id' | 'state' | 'attempts'> & {
  readonly problem: AppError | undefined;
  readonly question: OrderQuestion | undefined;
  /** none for what only repeats itself */
  readonly event?: OrderEvent | undefined;
};

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
  signature: string | null;
  question: string | null;
  noted_at: number | null;
  checksum: string | null;
};

export interface OrderReader {
  all(): Promise<Order[]>;
  /**
   * What an officer has to see, newest first: everything that is on its way, refusals that nobody noted, and of the
   * rest the newest.
   */
  inSight(newest: number): Promise<Order[]>;
  find(id: string): Promise<Order | undefined>;
  /** What happened to an order, in its order. */
  history(id: string): Promise<OrderEvent[]>;
  /**
   * Orders that the backend accepted and whose command, as far as this file knows, is not over.
   * @param queuedSince older ones are left out, UTC ms
   */
  unfinished(queuedSince: number): Promise<Order[]>;
}

/**
 * Every method resolves after its change is committed, in the second copy too. It rejects where the file does not take
 * the change, and nothing is changed then; `stored` makes a value of that.
 */
export interface OrderWriter {
  /** Keeps a new order and how it began; the same id again changes nothing. */
  add(order: Order, event: OrderEvent): Promise<void>;
  update(change: OrderChange): Promise<void>;
  /** An officer has seen that the order was refused. @param at UTC ms */
  note(id: string, at: number): Promise<void>;
}

/**
 * The outbox's table. A row on its way to the backend is looked at against its checksum when it is read, and every row
 * before it is changed.
 */
export class OrderStore implements OrderReader, OrderWriter {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<Order[]> {
    const rows = await this.#database.all<OrderRow>('SELECT * FROM orders ORDER BY queued_at DESC, id DESC');
    return rows.map(fromRow);
  }

  async inSight(newest: number): Promise<Order[]> {
    const rows = await this.#database.all<OrderRow>(
      `SELECT * FROM orders WHERE state IN ('held', 'sending') OR (state IN ('refused', 'expired') AND noted_at IS NULL)
         OR id IN (SELECT id FROM orders ORDER BY queued_at DESC, id DESC LIMIT ?)
       ORDER BY queued_at DESC, id DESC`,
      newest,
    );
    return rows.map(fromRow);
  }

  async find(id: string): Promise<Order | undefined> {
    const row = await this.#database.get<OrderRow>('SELECT * FROM orders WHERE id = ?', id);
    return row === undefined ? undefined : fromRow(row);
  }

  history(id: string): Promise<OrderEvent[]> {
    return historyOf(this.#database, id);
  }

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

  async add(order: Order, event: OrderEvent): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const added = await tx.run(
        `INSERT INTO orders (id, hash, frozen, title, account, state, queued_at, expires_at, signature)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        order.id,
        order.hash,
        canonicalJson(order.frozen),
        order.title,
        order.account,
        order.state,
        order.queuedAt,
        order.expiresAt,
        order.signature === undefined ? null : JSON.stringify(order.signature),
      );
      if (added === 1) await addEvent(tx, order.id, event);
    });
  }

  async update(change: OrderChange): Promise<void> {
    await this.#database.transaction((tx) => changeOrder(tx, change));
  }

  async note(id: string, at: number): Promise<void> {
    await this.#database.transaction(async (tx) => {
      // One that is too old may have been dropped meanwhile; then there is nothing to note.
      await wholeRow(tx, id);
      await tx.run('UPDATE orders SET noted_at = ? WHERE id = ? AND noted_at IS NULL', at, id);
    });
  }
}

/** Changes an order and adds to its history, inside a transaction. Rejects with `RowDamage` where its row is damaged. */
export async function changeOrder(tx: Statements, change: OrderChange): Promise<void> {
  const { id, state, attempts, problem, question, event } = change;
  // Orders stay for more than a year: one that was read and is not found has a damaged index.
  if ((await wholeRow(tx, id)) === undefined) throw new RowDamage('orders', id);
  await tx.run(
    'UPDATE orders SET state = ?, attempts = ?, problem = ?, question = ? WHERE id = ?',
    state,
    attempts,
    problem === undefined ? null : JSON.stringify(problem),
    question === undefined ? null : JSON.stringify(question),
    id,
  );
  if (event !== undefined) await addEvent(tx, id, event);
}

/**
 * An order's row, looked at before it is changed: the change gives it a new checksum, and puts it into the second copy,
 * so what was damaged in it before would pass for what was stored.
 */
async function wholeRow(tx: Statements, id: string): Promise<OrderRow | undefined> {
  const row = await tx.get<OrderRow>('SELECT * FROM orders WHERE id = ?', id);
  return row === undefined ? undefined : whole('orders', row);
}

const fromRow = (row: OrderRow): Order => ({
  id: isOnItsWay(row) ? whole('orders', row).id : row.id,
  hash: row.hash,
  frozen: frozenSchema.parse(JSON.parse(row.frozen)),
  title: row.title,
  account: row.account,
  state: outboxStateSchema.parse(row.state),
  queuedAt: row.queued_at,
  expiresAt: row.expires_at,
  attempts: row.attempts,
  problem: row.problem === null ? undefined : appErrorSchema.parse(JSON.parse(row.problem)),
  signature: row.signature === null ? undefined : signatureSchema.parse(JSON.parse(row.signature)),
  question: row.question === null ? undefined : orderQuestionSchema.parse(JSON.parse(row.question)),
  notedAt: row.noted_at ?? undefined,
});

const isOnItsWay = ({ state }: OrderRow): boolean => state === 'held' || state === 'sending';

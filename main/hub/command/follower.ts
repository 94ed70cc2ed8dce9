import type { CommandSummary, CommandView, Result, StoredReceipt, StreamBatch, Tier } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { CommandStore, Cursor, OrderStore, StoredCommand } from '../store/index.js';
import { summarise } from './follow.js';
import { askForOrders, fateOfLost, ORDERS_LOOKED_AFTER_MS } from './replaced.js';

/** How many commands the hall keeps in sight, newest first. */
const IN_SIGHT = 20;

/** Reads of the backend's API that following needs. */
export type CommandSource = {
  /** the newest commands with their trees */
  recent(limit: number): Promise<Result<readonly CommandView[]>>;
  one(id: string): Promise<Result<CommandView>>;
};

/**
 * Follows the backend's commands: stores what the stream brings together with how far it came, and works out the
 * trees that the windows show.
 */
export class CommandFollower {
  #commands: readonly StoredCommand[] = [];
  readonly #store: CommandStore;
  readonly #orders: Pick<OrderStore, 'unfinished'>;
  readonly #source: CommandSource;
  readonly #onChange: () => void;

  constructor(store: CommandStore, orders: Pick<OrderStore, 'unfinished'>, source: CommandSource, onChange: () => void) {
    this.#store = store;
    this.#orders = orders;
    this.#source = source;
    this.#onChange = onChange;
  }

  async open(): Promise<void> {
    this.#commands = await this.#store.recent(IN_SIGHT);
  }

  /** How far durable.db has followed; undefined when nothing was followed yet. */
  cursor(): Promise<Cursor | undefined> {
    return this.#store.cursor();
  }

  /**
   * Fetches everything again after a connection that could not be resumed. Another epoch than before, or a sequence
   * that went backwards, means that the backend was created or restored anew: its commands replace those that are stored, and this hall's orders that it
   * does not know are marked to be offered again, or expired.
   * @param now backend's clock, UTC ms
   */
  async refill(cursor: Cursor, now: number): Promise<Result<null>> {
    const views = await this.#source.recent(IN_SIGHT);
    if (!views.ok) return views;
    const before = await this.#store.cursor();
    if (before !== undefined && isAnother(before, cursor)) {
      const orders = await this.#orders.unfinished(now - ORDERS_LOOKED_AFTER_MS);
      const asked = await askForOrders(orders, views.value, (id) => this.#source.one(id));
      if (!asked.ok) return asked;
      const { found, lost } = asked.value;
      await this.#store.replaceAll(
        [...views.value, ...found],
        cursor,
        lost.map((order) => fateOfLost(order, now)),
      );
    } else {
      await this.#store.apply(views.value, [], cursor);
    }
    await this.#reload();
    return ok(null);
  }

  /** Stores one batch; commands that it speaks of are read whole, so a tree is never shown in part. */
  async take(batch: StreamBatch, epoch: string): Promise<Result<null>> {
    const changed = new Set<string>();
    const receipts: StoredReceipt[] = [];
    for (const event of batch.events) {
      if (event.type === 'yilan.commands') changed.add(event.data.id);
      else if (event.type === 'yilan.directives') changed.add(event.data.command);
      else if (event.type === 'yilan.receipts') receipts.push(event.data);
    }
    const views: CommandView[] = [];
    for (const id of changed) {
      const view = await this.#source.one(id);
      if (!view.ok) return view;
      views.push(view.value);
    }
    await this.#store.apply(views, receipts, { epoch, sequence: batch.to });
    await this.#reload();
    return ok(null);
  }

  /** @param now backend's clock, UTC ms */
  summaries(titleOf: (template: string) => string, tiers: readonly Tier[], now: number): CommandSummary[] {
    return this.#commands.map((command) => summarise(command, titleOf(command.frozen.template.id), tiers, now));
  }

  async #reload(): Promise<void> {
    this.#commands = await this.#store.recent(IN_SIGHT);
    this.#onChange();
  }
}

/** Whether what was followed before is not the history that the backend has now. */
const isAnother = (before: Cursor, now: Cursor): boolean =>
  before.epoch !== now.epoch || BigInt(before.sequence) > BigInt(now.sequence);

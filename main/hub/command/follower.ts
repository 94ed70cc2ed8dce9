import type { CommandSummary, CommandView, Result, StoredReceipt, StreamFrame, Tier } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { CommandStore, Cursor, StoredCommand } from '../store/index.js';
import { summarise } from './follow.js';

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
  readonly #source: CommandSource;
  readonly #onChange: () => void;

  constructor(store: CommandStore, source: CommandSource, onChange: () => void) {
    this.#store = store;
    this.#source = source;
    this.#onChange = onChange;
  }

  async open(): Promise<void> {
    this.#commands = await this.#store.recent(IN_SIGHT);
  }

  /** `EPOCH:SEQ` to go on from, or undefined when nothing was followed yet. */
  async since(): Promise<string | undefined> {
    const cursor = await this.#store.cursor();
    return cursor === undefined ? undefined : `${cursor.epoch}:${cursor.sequence}`;
  }

  /**
   * Fetches everything again after a connection that could not be resumed. Commands of another epoch are dropped:
   * the backend was created or restored anew. Answers the ids that it knows.
   */
  async refill(cursor: Cursor): Promise<Result<ReadonlySet<string>>> {
    const views = await this.#source.recent(IN_SIGHT);
    if (!views.ok) return views;
    const before = await this.#store.cursor();
    if (before !== undefined && before.epoch !== cursor.epoch) await this.#store.replaceAll(views.value, cursor);
    else await this.#store.apply(views.value, [], cursor);
    await this.#reload();
    return ok(new Set(views.value.map(({ id }) => id)));
  }

  /** Stores one frame; commands that it speaks of are read whole, so a tree is never shown in part. */
  async take(frame: StreamFrame, epoch: string): Promise<Result<null>> {
    const changed = new Set<string>();
    const receipts: StoredReceipt[] = [];
    for (const event of frame.events) {
      if (event.type === 'yilan.commands') changed.add(event.data.id);
      else if (event.type === 'yilan.directives') changed.add(event.data.command);
      else receipts.push(event.data);
    }
    const views: CommandView[] = [];
    for (const id of changed) {
      const view = await this.#source.one(id);
      if (!view.ok) return view;
      views.push(view.value);
    }
    await this.#store.apply(views, receipts, { epoch, sequence: frame.to });
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

import type {
  CommandHead,
  CommandView,
  DirectiveRow,
  FrozenRow,
  Result,
  StoredReceipt,
  StreamBatch,
} from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { CommandStore, Cursor, OrderStore, StoredCommand } from '../store/index.js';
import { commandOf, stored } from '../store/index.js';
import type { CommandRows, Naming } from './follow.js';
import { passesLimit, rowsOf, withReceipts } from './follow.js';
import { askForOrders, fateOfLost, isBeyondUs, ORDERS_LOOKED_AFTER_MS } from './replaced.js';

/** How many commands the hall keeps in sight, newest first. */
const IN_SIGHT = 20;
/** While durable.db can't be written everything is fetched anew this often, ms. */
const AGAIN_MS = 10_000;

/**
 * A batch that brings nothing for durable.db moves its cursor only, and that is written at most so often, ms: each write
 * waits for the disk, and after a crash what is missing is told again.
 */
const CURSOR_EVERY_MS = 1000;

/** Reads of the backend's API that following needs. */
export type CommandSource = {
  /** the newest commands with their trees */
  recent(limit: number): Promise<Result<readonly CommandView[]>>;
  one(id: string): Promise<Result<CommandView>>;
};

/** What changed on the windows since it was told last. */
export type CommandChanges = {
  readonly heads: readonly CommandHead[];
  readonly frozen: readonly FrozenRow[];
  readonly directives: readonly DirectiveRow[];
  readonly removed: { readonly commands: readonly string[]; readonly directives: readonly string[] };
};

type Shown = { readonly command: StoredCommand; readonly naming: Naming; readonly rows: CommandRows; readonly at: number };

/**
 * Follows the backend's commands: stores what the stream brings together with how far it came, and works out the
 * trees that the windows show. A batch costs what it touches; trees are drawn up anew only when they are asked for.
 */
export class CommandFollower {
  /** In sight, newest first. */
  #commands: readonly StoredCommand[] = [];
  readonly #shown = new Map<string, Shown>();
  #naming: Naming;
  /** How far this run has come, and when that was written last (monotonic ms). */
  #reached: Cursor | undefined;
  #cursorAt = Number.NEGATIVE_INFINITY;
  /** The file lacks something that came: it is no place to go on from. */
  #lacking = false;
  #triedAt = -Infinity;
  readonly #store: CommandStore;
  readonly #orders: Pick<OrderStore, 'unfinished'>;
  readonly #source: CommandSource;
  readonly #onChange: () => void;
  readonly #now: () => number;

  /**
   * @param onChange `changes` has something new to tell
   * @param now backend's clock, UTC ms
   */
  constructor(
    store: CommandStore,
    orders: Pick<OrderStore, 'unfinished'>,
    source: CommandSource,
    onChange: () => void,
    now: () => number,
  ) {
    this.#store = store;
    this.#now = now;
    this.#orders = orders;
    this.#source = source;
    this.#onChange = onChange;
    this.#naming = { titleOf: (template) => template, levelOf: () => 'town' };
  }

  async open(): Promise<void> {
    await this.#reload();
  }

  /** The commands in sight as they are stored, newest first. */
  get inSight(): readonly StoredCommand[] {
    return this.#commands;
  }

  /** Templates or tiers are called otherwise now: every command is drawn up anew. */
  rename(naming: Naming): void {
    this.#naming = naming;
    this.#onChange();
  }

  /** How far this run has followed, or durable.db before it; undefined when nothing was followed yet, or something is missing there. */
  async cursor(): Promise<Cursor | undefined> {
    return this.#lacking ? undefined : (this.#reached ?? this.#store.cursor());
  }

  /**
   * A file is another one now: what it lacks is fetched as soon as something comes, and what is in sight is told again
   * to whoever kept it in there, as the index of names did.
   */
  fileChanged(): void {
    this.#shown.clear();
    this.#lacking = true;
    this.#reached = undefined;
    this.#triedAt = -Infinity;
  }

  /**
   * Fetches everything again after a connection that could not be resumed. Another epoch than before, or a sequence
   * that went backwards, means that the backend was created or restored anew: its commands replace those that are
   * stored, and this hall's orders that it does not know are marked to be offered again, or expired.
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
      const changes = lost.map((order) => fateOfLost(order, now));
      await this.#keepAt(cursor, () => this.#store.replaceAll([...views.value, ...found], cursor, changes));
    } else {
      await this.#keepAt(cursor, () => this.#store.apply(views.value, [], cursor));
    }
    this.#triedAt = performance.now();
    if (this.#lacking) this.#show(views.value.map(commandOf));
    else await this.#reload();
    return ok(null);
  }

  /** Stores one batch. A command whose state or whose list of directives changed is read whole, never in part. */
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
      if (view.ok) views.push(view.value);
      else if (!isBeyondUs(view.error)) return view;
    }
    const cursor = { epoch, sequence: batch.to };
    const isDue = views.length + receipts.length > 0 || performance.now() - this.#cursorAt >= CURSOR_EVERY_MS;
    if (!this.#lacking && isDue) await this.#keepAt(cursor, () => this.#store.apply(views, receipts, cursor));
    else if (!this.#lacking) this.#reached = cursor;
    else if (performance.now() - this.#triedAt >= AGAIN_MS) return this.refill(cursor, this.#now());
    if (this.#lacking) this.#show(views.map(commandOf));
    else if (changed.size > 0) await this.#reload(changed);
    this.#addReceipts(receipts);
    return ok(null);
  }

  /**
   * What changed on the windows since this was called last. Only commands that were touched, or of which a step became
   * overdue meanwhile, are drawn up.
   * @param now backend's clock, UTC ms
   */
  changes(now: number): CommandChanges {
    const [heads, frozen, directives]: [CommandHead[], FrozenRow[], DirectiveRow[]] = [[], [], []];
    const removed: { commands: string[]; directives: string[] } = { commands: [], directives: [] };
    for (const command of this.#commands) {
      const known = this.#shown.get(command.id);
      if (known?.command === command && known.naming === this.#naming && !passesLimit(command, known.at, now)) continue;
      const rows = rowsOf(command, this.#naming, now, known?.rows);
      this.#shown.set(command.id, { command, naming: this.#naming, rows, at: now });
      heads.push(rows.head);
      if (known === undefined) frozen.push(rows.frozen);
      for (const [id, row] of rows.directives) if (known?.rows.directives.get(id) !== row) directives.push(row);
      for (const id of known?.rows.directives.keys() ?? []) if (!rows.directives.has(id)) removed.directives.push(id);
    }
    const inSight = new Set(this.#commands.map(({ id }) => id));
    for (const [id, { rows }] of this.#shown) {
      if (inSight.has(id)) continue;
      this.#shown.delete(id);
      removed.commands.push(id);
      removed.directives.push(...rows.directives.keys());
    }
    return { heads, frozen, directives, removed };
  }

  async #keepAt(cursor: Cursor, work: () => Promise<void>): Promise<void> {
    await this.#keep(work);
    this.#cursorAt = performance.now();
    this.#reached = this.#lacking ? undefined : cursor;
  }

  /** The showing goes on whether or not the disk takes it. */
  async #keep(work: () => Promise<void>): Promise<void> {
    const kept = await stored(work);
    this.#lacking = !kept.ok;
  }

  /** Shows commands as they were fetched, because the file does not have them. */
  #show(commands: readonly StoredCommand[]): void {
    const fetched = new Set(commands.map(({ id }) => id));
    const all = [...commands, ...this.#commands.filter(({ id }) => !fetched.has(id))];
    this.#commands = all.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, IN_SIGHT);
    this.#onChange();
  }

  #addReceipts(receipts: readonly StoredReceipt[]): void {
    const directives = new Set(receipts.map(({ directive }) => directive));
    const touched = (command: StoredCommand): boolean => command.directives.some(({ id }) => directives.has(id));
    this.#commands = this.#commands.map((command) => (touched(command) ? withReceipts(command, receipts) : command));
    if (receipts.length > 0) this.#onChange();
  }

  /** @param only the commands that changed; the others stay as they are in memory */
  async #reload(only?: ReadonlySet<string>): Promise<void> {
    const kept = new Map(only === undefined ? [] : this.#commands.map((command) => [command.id, command] as const));
    this.#commands = await this.#store.recent(IN_SIGHT, (id) => (only?.has(id) === true ? undefined : kept.get(id)));
    this.#onChange();
  }
}

/** Whether what was followed before is not the history that the backend has now. */
const isAnother = (before: Cursor, now: Cursor): boolean =>
  before.epoch !== now.epoch || BigInt(before.sequence) > BigInt(now.sequence);

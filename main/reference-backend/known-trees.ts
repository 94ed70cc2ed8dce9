import type { DirectiveState, ReceiptFact } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import { groupBy } from './group-by.js';
import { DirectiveTree } from './rules/directive-tree.js';
import type { Changes } from './storage/changes.js';
import { changesOf } from './storage/changes.js';
import type { CommandHead } from './storage/commands.js';
import { findCommandHeads } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf, findDirectives } from './storage/directives.js';
import type { FactRow } from './storage/receipts.js';
import { factsOf } from './storage/receipts.js';

type Node = Pick<DirectiveRow, 'tier' | 'via'>;

/** A command with all its directives and what was reported about them. */
export class CommandTree extends DirectiveTree {
  readonly #nodes: ReadonlyMap<string, Node>;
  head: CommandHead;

  constructor(head: CommandHead, directives: readonly DirectiveRow[], facts: readonly FactRow[]) {
    super(directives, facts);
    this.head = head;
    this.#nodes = new Map(directives.map(({ id, tier, via }) => [id, { tier, via }]));
  }

  get directives(): Iterable<string> {
    return this.#nodes.keys();
  }

  get size(): number {
    return this.#nodes.size;
  }

  node(directive: string): Node | undefined {
    return this.#nodes.get(directive);
  }

  override add(directive: string, fact: ReceiptFact): void {
    super.add(directive, shared(fact));
  }

  states(): DirectiveState[] {
    return [...this.#nodes.keys()].map((id) => this.state(id));
  }
}

/** Facts of which there are many and that say the same are one object. */
const sharedFacts = new Map<string, ReceiptFact>();
function shared({ round, kind, keepsPart }: ReceiptFact): ReceiptFact {
  const key = `${kind} ${round} ${keepsPart === true}`;
  const known = sharedFacts.get(key);
  if (known !== undefined) return known;
  const fact: ReceiptFact = { round, kind, ...(keepsPart === true ? { keepsPart } : {}) };
  sharedFacts.set(key, fact);
  return fact;
}

/** Directives kept at once, some 300 bytes each. */
const DIRECTIVES_MAX = 100_000;

type Kept = { readonly trees: ReadonlySet<CommandTree>; readonly count: number };

/**
 * Trees of commands as they are in the database, so that not every batch of receipts reads them anew. A transaction
 * takes the trees that it works on and keeps them at its end: they are here again when it was committed, and to be read
 * anew when it was not. What any other transaction changed is forgotten when that was committed.
 */
export class KnownTrees {
  /** by command; what was kept last comes last */
  readonly #trees = new Map<string, CommandTree>();
  /** the same by directive */
  readonly #byDirective = new Map<string, CommandTree>();
  /** those that a transaction took and has not kept, or never will */
  readonly #taken = new Set<CommandTree>();
  readonly #kept = new WeakMap<Changes, Kept>();
  readonly #most: number;

  /** @param most directives in memory */
  constructor(most = DIRECTIVES_MAX) {
    this.#most = most;
  }

  /** The trees of directives, by directive, for this transaction alone; unknown directives are missing. */
  async take(tx: Statements, directives: ReadonlySet<string>): Promise<Map<string, CommandTree>> {
    // Transactions come one after the other: who took these failed.
    for (const tree of this.#taken) this.#drop(tree);
    const taken = new Map<string, CommandTree>();
    const unknown: string[] = [];
    for (const id of directives) {
      const tree = this.#byDirective.get(id);
      if (tree === undefined) unknown.push(id);
      else taken.set(id, tree);
    }
    for (const tree of taken.values()) this.#taken.add(tree);
    if (unknown.length === 0) return taken;
    const found = await findDirectives(tx, unknown);
    const read = await readTrees(tx, [...new Set(found.map(({ command }) => command))]);
    for (const { id, command } of found) {
      const tree = read.get(command);
      if (tree !== undefined) taken.set(id, tree);
    }
    return taken;
  }

  /** Keeps trees as they are when the transaction is committed. What it changes after this makes it forget them. */
  keep(tx: Statements, trees: Iterable<CommandTree>): void {
    const changes = changesOf(tx);
    this.#kept.set(changes, { trees: new Set(trees), count: changes.count });
  }

  /** Follows what was committed, in the order of the commits. */
  follow(changes: Changes): void {
    const kept = this.#kept.get(changes);
    const right = kept?.count === changes.count ? kept.trees : new Set<CommandTree>();
    for (const command of changes.commands) this.#forget(this.#trees.get(command), right);
    for (const directive of changes.directives) this.#forget(this.#byDirective.get(directive), right);
    for (const tree of right) this.#put(tree);
  }

  #forget(tree: CommandTree | undefined, right: ReadonlySet<CommandTree>): void {
    if (tree !== undefined && !right.has(tree)) this.#drop(tree);
  }

  #put(tree: CommandTree): void {
    const { id } = tree.head;
    const before = this.#trees.get(id);
    if (before !== undefined && before !== tree) this.#drop(before);
    this.#taken.delete(tree);
    this.#trees.delete(id);
    this.#trees.set(id, tree);
    if (before === tree) return;
    for (const directive of tree.directives) this.#byDirective.set(directive, tree);
    for (const oldest of this.#trees.values()) {
      if (this.#byDirective.size <= this.#most) break;
      this.#drop(oldest);
    }
  }

  #drop(tree: CommandTree): void {
    this.#taken.delete(tree);
    this.#trees.delete(tree.head.id);
    for (const id of tree.directives) this.#byDirective.delete(id);
  }
}

/** The trees of commands as the database has them, by command. */
export async function readTrees(db: Statements, commands: readonly string[]): Promise<Map<string, CommandTree>> {
  const rows = await directivesOf(db, commands);
  const facts = await factsOf(
    db,
    rows.map(({ id }) => id),
  );
  const commandOf = new Map(rows.map(({ id, command }) => [id, command]));
  const byCommand = groupBy(rows, ({ command }) => command);
  const reported = groupBy(facts, ({ directive }) => commandOf.get(directive) ?? '');
  const heads = await findCommandHeads(db, commands);
  return new Map(
    heads.map((head) => [head.id, new CommandTree(head, byCommand.get(head.id) ?? [], reported.get(head.id) ?? [])]),
  );
}

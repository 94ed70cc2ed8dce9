import type { CommandHead, CommandSummary, DirectiveRow, Frozen, RowDelta } from '../../preload/contract/index.js';

/** What a frame tells of one topic of rows. */
export type Told<T extends 'commands' | 'frozen' | 'directives'> = RowDelta<T> & { readonly full: boolean };

/** Commands put together again from their heads, orders and directives; what did not change stays the same object. */
export class CommandsInSight {
  #list: readonly CommandSummary[] = [];
  readonly #heads = new Map<string, CommandHead>();
  readonly #frozen = new Map<string, Frozen>();
  /** Command → its directives by id. */
  readonly #trees = new Map<string, Map<string, DirectiveRow>>();
  readonly #commandOf = new Map<string, string>();
  readonly #touched = new Set<string>();

  heads({ full, upserts, removed }: Told<'commands'>): void {
    for (const id of full ? [...this.#heads.keys()] : removed) this.#forget(this.#heads, id);
    for (const head of upserts) {
      this.#heads.set(head.id, head);
      this.#touched.add(head.id);
    }
  }

  frozen({ full, upserts, removed }: Told<'frozen'>): void {
    for (const id of full ? [...this.#frozen.keys()] : removed) this.#forget(this.#frozen, id);
    for (const { id, frozen } of upserts) {
      this.#frozen.set(id, frozen);
      this.#touched.add(id);
    }
  }

  directives({ full, upserts, removed }: Told<'directives'>): void {
    for (const id of full ? [...this.#commandOf.keys()] : removed) this.#forgetDirective(id);
    for (const row of upserts) {
      const tree = this.#trees.get(row.command) ?? new Map<string, DirectiveRow>();
      this.#trees.set(row.command, tree.set(row.id, row));
      this.#commandOf.set(row.id, row.command);
      this.#touched.add(row.command);
    }
  }

  /** Newest first. */
  get list(): readonly CommandSummary[] {
    if (this.#touched.size === 0) return this.#list;
    const before = new Map(this.#list.map((command) => [command.id, command]));
    const list: CommandSummary[] = [];
    for (const [id, head] of this.#heads) {
      const known = this.#touched.has(id) ? undefined : before.get(id);
      const frozen = this.#frozen.get(id);
      if (known !== undefined) list.push(known);
      else if (frozen !== undefined) list.push({ ...head, frozen, directives: this.#directivesOf(id) });
    }
    this.#touched.clear();
    this.#list = list.sort(newestFirst);
    return this.#list;
  }

  #directivesOf(command: string): DirectiveRow[] {
    return [...(this.#trees.get(command)?.values() ?? [])].sort((a, b) => compare(a.tier, b.tier) || compare(a.id, b.id));
  }

  #forget(map: Map<string, unknown>, id: string): void {
    if (map.delete(id)) this.#touched.add(id);
  }

  #forgetDirective(id: string): void {
    const command = this.#commandOf.get(id);
    if (command === undefined) return;
    this.#commandOf.delete(id);
    const tree = this.#trees.get(command);
    tree?.delete(id);
    if (tree?.size === 0) this.#trees.delete(command);
    this.#touched.add(command);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One that is not issued yet comes last. */
const newestFirst = (a: CommandSummary, b: CommandSummary): number =>
  compare(b.issuedAt ?? '', a.issuedAt ?? '') || compare(b.id, a.id);

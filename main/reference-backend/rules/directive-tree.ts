import type { DirectiveState, ReceiptFact } from '../../../preload/contract/index.js';
import { directiveState, isClosed } from '../../../preload/contract/index.js';

type Node = { readonly id: string; readonly parent: string | null };

/** The directives of one or more commands with what was reported about each. */
export class DirectiveTree {
  readonly #children = new Map<string, string[]>();
  readonly #parents = new Map<string, string>();
  readonly #facts = new Map<string, ReceiptFact[]>();
  /** states that were asked for and still hold: a fact changes at most its directive's and those of the ones above */
  readonly #states = new Map<string, DirectiveState>();

  constructor(nodes: readonly Node[], facts: readonly (ReceiptFact & { readonly directive: string })[]) {
    for (const { id, parent } of nodes) {
      this.#facts.set(id, []);
      if (parent === null) continue;
      this.#parents.set(id, parent);
      const siblings = this.#children.get(parent);
      if (siblings === undefined) this.#children.set(parent, [id]);
      else siblings.push(id);
    }
    for (const fact of facts) this.add(fact.directive, fact);
  }

  add(directive: string, fact: ReceiptFact): void {
    this.#facts.get(directive)?.push(fact);
    this.#forget(directive);
  }

  /** Takes the fact back that was added last about a directive. */
  takeBack(directive: string): void {
    this.#facts.get(directive)?.pop();
    this.#forget(directive);
  }

  facts(directive: string): readonly ReceiptFact[] {
    return this.#facts.get(directive) ?? [];
  }

  state(directive: string): DirectiveState {
    const known = this.#states.get(directive);
    if (known !== undefined) return known;
    const children = this.#children.get(directive) ?? [];
    const state = directiveState(
      this.facts(directive),
      children.map((child) => this.state(child)),
    );
    this.#states.set(directive, state);
    return state;
  }

  hasOpenChildren(directive: string): boolean {
    return (this.#children.get(directive) ?? []).some((child) => !isClosed(this.state(child)));
  }

  #forget(directive: string): void {
    for (let id: string | undefined = directive; id !== undefined; id = this.#parents.get(id)) this.#states.delete(id);
  }
}

import type { DirectiveState, ReceiptFact } from '../../../preload/contract/index.js';
import { directiveState, isClosed } from '../../../preload/contract/index.js';

type Node = { readonly id: string; readonly parent: string | null };

/** The directives of one or more commands with what was reported about each. */
export class DirectiveTree {
  readonly #children = new Map<string, string[]>();
  readonly #facts = new Map<string, ReceiptFact[]>();

  constructor(nodes: readonly Node[], facts: readonly (ReceiptFact & { readonly directive: string })[]) {
    for (const { id, parent } of nodes) {
      this.#facts.set(id, []);
      if (parent === null) continue;
      const siblings = this.#children.get(parent);
      if (siblings === undefined) this.#children.set(parent, [id]);
      else siblings.push(id);
    }
    for (const fact of facts) this.add(fact.directive, fact);
  }

  add(directive: string, fact: ReceiptFact): void {
    this.#facts.get(directive)?.push(fact);
  }

  facts(directive: string): readonly ReceiptFact[] {
    return this.#facts.get(directive) ?? [];
  }

  state(directive: string): DirectiveState {
    const children = this.#children.get(directive) ?? [];
    return directiveState(
      this.facts(directive),
      children.map((child) => this.state(child)),
    );
  }

  hasOpenChildren(directive: string): boolean {
    return (this.#children.get(directive) ?? []).some((child) => !isClosed(this.state(child)));
  }
}

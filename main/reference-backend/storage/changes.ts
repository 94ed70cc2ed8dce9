import type { Statements } from '../../sqlite/index.js';

/** What a transaction wrote that a command's tree depends on: states of commands, directives, receipts about directives. */
export class Changes {
  readonly commands = new Set<string>();
  /** ids of directives about which there are new receipts */
  readonly directives = new Set<string>();
  /** how often something was noted */
  count = 0;

  note({ command, directives = [] }: { readonly command?: string; readonly directives?: readonly string[] }): void {
    this.count += 1;
    if (command !== undefined) this.commands.add(command);
    for (const directive of directives) this.directives.add(directive);
  }
}

const open = new WeakMap<Statements, Changes>();

/** Begins the notes of a transaction. */
export function beginChanges(tx: Statements): Changes {
  const changes = new Changes();
  open.set(tx, changes);
  return changes;
}

/** The notes of a transaction. Whoever keeps trees in memory hears of a change by nothing else, so there is none outside. */
export function changesOf(tx: Statements): Changes {
  const changes = open.get(tx);
  if (changes === undefined) throw new Error('commands, directives and receipts change in a transaction of the store only');
  return changes;
}

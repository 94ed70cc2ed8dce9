import { ok } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import type { DirectiveTree } from './rules/directive-tree.js';
import type { Place } from './rules/receipt-check.js';
import { concernedTiers, placeOf } from './rules/receipt-check.js';
import type { CommandRow } from './storage/commands.js';
import { findCommand } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf, findDirective } from './storage/directives.js';
import { factsOf } from './storage/receipts.js';
import { treeOf } from './views.js';

/** A directive with its command and its place in the tree. */
export type Found = { readonly directive: DirectiveRow; readonly command: CommandRow; readonly place: Place };

/** The directive of an address, if the caller may read its tier, the forwarder's, or the issuer's. */
export async function findReadable(db: Statements, backend: Backend, caller: Caller, id: string): Promise<Outcome<Found>> {
  const directive = await findDirective(db, id);
  const command = directive === undefined ? undefined : await findCommand(db, directive.command);
  if (directive === undefined || command === undefined) return refuse('not-found', { path: '/id' });
  const place = placeOf(command, directive);
  const readable = backend.tiers.readable(caller.tier, backend.now());
  if (readable !== null && !concernedTiers(place).some((tier) => readable.has(tier))) return refuse('not-found', { path: '/id' });
  return ok({ directive, command, place });
}

/** All directives of a command and what was reported about them. */
export async function readTree(db: Statements, command: string): Promise<{ rows: DirectiveRow[]; tree: DirectiveTree }> {
  const rows = await directivesOf(db, [command]);
  const facts = await factsOf(
    db,
    rows.map(({ id }) => id),
  );
  return { rows, tree: treeOf(rows, facts) };
}

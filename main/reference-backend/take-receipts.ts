import type { Receipt, StoredReceipt } from '../../preload/contract/index.js';
import { canonicalJson, ok, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { actsFor } from './rules/caller.js';
import { progressOf } from './rules/command-progress.js';
import type { DirectiveTree } from './rules/directive-tree.js';
import { checkReceipt } from './rules/receipt-check.js';
import { findCommands, setCommandState } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf, findDirectives } from './storage/directives.js';
import { EventDraft } from './storage/events.js';
import type { ReceiptRow } from './storage/receipts.js';
import { factsOf, findReceipts, insertReceipts, storedReceipt } from './storage/receipts.js';
import { treeOf } from './views.js';

/**
 * Stores a batch of receipts, the whole of it or nothing, in one transaction with what follows from it for the
 * commands; resolves after the commit. The answer has one stored receipt for each one given, in the same order.
 */
export async function takeReceipts(
  backend: Backend,
  caller: Caller,
  receipts: readonly Receipt[],
): Promise<Outcome<StoredReceipt[]>> {
  const outcome = await backend.database.transaction(async (tx): Promise<Outcome<Batch>> => {
    const now = backend.now();
    const batch = await Batch.read(tx, receipts);
    const wrong = batch.check(receipts, caller, actsFor(caller, backend.tiers, now));
    if (!wrong.ok) return wrong;
    await batch.write(tx, caller, now);
    return ok(batch);
  });
  if (!outcome.ok) return outcome;
  if (outcome.value.grew) backend.bell.ring();
  return ok(receipts.map(({ id }) => outcome.value.stored(id)));
}

class Batch {
  readonly #directives: ReadonlyMap<string, DirectiveRow>;
  readonly #tree: DirectiveTree;
  readonly #known: Map<string, ReceiptRow>;
  readonly #fresh = new Map<string, { readonly receipt: Receipt; readonly content: string }>();

  private constructor(directives: readonly DirectiveRow[], tree: DirectiveTree, known: readonly ReceiptRow[]) {
    this.#directives = new Map(directives.map((row) => [row.id, row]));
    this.#tree = tree;
    this.#known = new Map(known.map((row) => [row.id, row]));
  }

  static async read(tx: Statements, receipts: readonly Receipt[]): Promise<Batch> {
    const named = await findDirectives(tx, [...new Set(receipts.map(({ directive }) => directive))]);
    const all = await directivesOf(tx, [...new Set(named.map(({ command }) => command))]);
    const facts = await factsOf(
      tx,
      all.map(({ id }) => id),
    );
    return new Batch(
      all,
      treeOf(all, facts),
      await findReceipts(
        tx,
        receipts.map(({ id }) => id),
      ),
    );
  }

  get grew(): boolean {
    return this.#fresh.size > 0;
  }

  stored(id: string): StoredReceipt {
    const row = this.#known.get(id);
    if (row === undefined) throw new Error(`receipt ${id} was not stored`);
    return storedReceipt(row);
  }

  /** Goes through the receipts in order, each judged after those before it. */
  check(receipts: readonly Receipt[], caller: Caller, tiers: ReadonlySet<string>): Outcome<null> {
    for (const [index, receipt] of receipts.entries()) {
      const path = `/receipts/${index}`;
      const content = canonicalJson(receipt);
      const tier = this.#directives.get(receipt.directive)?.tier;
      const earlier = this.#known.get(receipt.id)?.content ?? this.#fresh.get(receipt.id)?.content;
      if (earlier !== undefined) {
        if (earlier !== content) return refuse('receipt-conflict', { path: `${path}/id` });
        if (tier === undefined || !tiers.has(tier)) return refuse('foreign-tier', { path: `${path}/directive` });
        continue;
      }
      const refused = checkReceipt(receipt, { caller, actsFor: tiers, tier, tree: this.#tree }, path);
      if (refused !== null) return refuse(refused.code, refused);
      this.#fresh.set(receipt.id, { receipt, content });
      this.#tree.add(receipt.directive, receipt);
    }
    return ok(null);
  }

  /** Writes what `check` found to be new, with its events and the commands' new states. */
  async write(tx: Statements, caller: Caller, now: number): Promise<void> {
    if (!this.grew) return;
    const events = await EventDraft.begin(tx, now);
    const rows: ReceiptRow[] = [];
    for (const { receipt, content } of this.#fresh.values()) {
      const row = (sequence: number): ReceiptRow => ({
        sequence,
        id: receipt.id,
        directive: receipt.directive,
        round: receipt.round,
        kind: receipt.kind,
        content,
        author: caller.account,
        received_at: now,
        demo: caller.demo ? 1 : 0,
      });
      const tier = this.#directives.get(receipt.directive)?.tier ?? '';
      rows.push(row(events.add('receipts', tier, (sequence) => storedReceipt(row(sequence)))));
    }
    await insertReceipts(tx, rows);
    for (const row of rows) this.#known.set(row.id, row);
    await this.#progress(tx, events);
    await events.write(tx);
  }

  async #progress(tx: Statements, events: EventDraft): Promise<void> {
    const directives = [...this.#directives.values()];
    for (const command of await findCommands(tx, [...new Set(directives.map((row) => row.command))])) {
      const states = directives.filter((row) => row.command === command.id).map((row) => this.#tree.state(row.id));
      for (const state of progressOf(command.state, states)) {
        const { id, hash, mode, issued_at, issuer_tier } = command;
        events.add('commands', issuer_tier, () => ({ id, hash, state, mode, issuedAt: toWireTime(issued_at) }));
        await setCommandState(tx, id, state);
      }
    }
  }
}

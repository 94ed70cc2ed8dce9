import type { Receipt, ReceiptKind } from '../../preload/contract/index.js';
import { canonicalJson, err, ok } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import type { CommandTree, KnownTrees } from './known-trees.js';
import { subjectsOf } from './lateral.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { actsFor } from './rules/caller.js';
import { progressOf } from './rules/command-progress.js';
import type { Place, Reach } from './rules/receipt-check.js';
import { checkReceipt, placeFor, isIssuingKind, placeOf } from './rules/receipt-check.js';
import type { ReceiptBatch } from './receipt-queue.js';
import { sha256Hex } from './resources.js';
import type { KeyedRequest } from './storage/answers.js';
import { checkKey, noteKey } from './storage/answers.js';
import type { AuditNote } from './storage/audit.js';
import { writeAudit } from './storage/audit.js';
import { commandEvent, setCommandState } from './storage/commands.js';
import { unwatchCommand } from './storage/escalations.js';
import { EventDraft } from './storage/events.js';
import { evidenceTiers } from './storage/evidence.js';
import type { ReceiptRow } from './storage/receipts.js';
import { addReceipt, findReceipts, insertReceipts } from './storage/receipts.js';
import type { TierBook } from './tier-book.js';

/**
 * Stores a batch of receipts, the whole of it or nothing, with what follows from it for the commands; resolves after
 * the commit. The answer has one row for each receipt given, in the same order. Batches that wait for the
 * writer are committed together.
 */
export const takeReceipts = (
  backend: Backend,
  caller: Caller,
  receipts: readonly Receipt[],
  key?: string,
): Promise<Outcome<ReceiptRow[]>> => backend.receipts.add({ caller, receipts, key });

/**
 * Judges the batches in order, each after those before it, and stores those that pass in one transaction. A batch that
 * is refused leaves nothing and changes nothing for the others.
 */
export async function storeBatches(backend: Backend, batches: readonly ReceiptBatch[]): Promise<Outcome<ReceiptRow[]>[]> {
  const { group, judged } = await backend.database.transaction(async (tx) => {
    const now = backend.now();
    const read = await Group.read(
      tx,
      backend.trees,
      batches.flatMap(({ receipts }) => receipts),
    );
    const outcomes: Outcome<null>[] = [];
    for (const batch of batches) {
      const { caller } = batch;
      const reach = { actsFor: actsFor(caller, backend.tiers, now), readable: backend.tiers.readable(caller.tier, now) };
      const keyed = keyedRequest(batch);
      const used = await checkKey(tx, keyed);
      const outcome = used === null ? read.judge(batch, reach) : err(used);
      // The receipts themselves are the answer, so with the same content they give it again.
      if (outcome.ok) await noteKey(tx, keyed, now);
      outcomes.push(outcome);
    }
    await read.write(tx, backend.tiers, now);
    read.keep(tx, backend.trees);
    return { group: read, judged: outcomes };
  });
  return batches.map(({ receipts }, index) => {
    const outcome = judged[index] ?? ok(null);
    return outcome.ok ? ok(receipts.map(({ id }) => group.stored(id))) : outcome;
  });
}

const keyedRequest = ({ caller: { account }, key, receipts }: ReceiptBatch): KeyedRequest => ({
  account,
  key,
  operation: 'postReceipts',
  content: { receipts },
});

type Fresh = { readonly receipt: Receipt; readonly content: string; readonly caller: Caller; readonly tree: CommandTree };

/** That something arrived or was read moves neither another directive nor the command. */
const ARRIVAL: ReadonlySet<ReceiptKind> = new Set<ReceiptKind>(['delivered', 'read']);

/** The batches of one transaction and what is known about their directives. */
class Group {
  /** by directive */
  readonly #trees: ReadonlyMap<string, CommandTree>;
  readonly #known: Map<string, ReceiptRow>;
  /** tiers from which a piece of evidence is known, by its hash */
  readonly #evidence: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #fresh = new Map<string, Fresh>();

  private constructor(
    trees: ReadonlyMap<string, CommandTree>,
    known: readonly ReceiptRow[],
    evidence: ReadonlyMap<string, ReadonlySet<string>>,
  ) {
    this.#trees = trees;
    this.#known = new Map(known.map((row) => [row.id, row]));
    this.#evidence = evidence;
  }

  static async read(tx: Statements, trees: KnownTrees, receipts: readonly Receipt[]): Promise<Group> {
    return new Group(
      await trees.take(tx, new Set(receipts.map(({ directive }) => directive))),
      await findReceipts(
        tx,
        receipts.map(({ id }) => id),
      ),
      await evidenceTiers(
        tx,
        receipts.flatMap(({ evidence = [] }) => evidence),
      ),
    );
  }

  /** The trees are as this transaction leaves them. */
  keep(tx: Statements, trees: KnownTrees): void {
    trees.keep(tx, this.#trees.values());
  }

  get grew(): boolean {
    return this.#fresh.size > 0;
  }

  stored(id: string): ReceiptRow {
    const row = this.#known.get(id);
    if (row === undefined) throw new Error(`receipt ${id} was not stored`);
    return row;
  }

  /** Goes through the batch in order; what was new in one that is refused is taken back. */
  judge(batch: ReceiptBatch, reach: Reach): Outcome<null> {
    const added: string[] = [];
    const outcome = this.#check(batch, reach, added);
    if (outcome.ok || added.length === 0) return outcome;
    // Of several receipts about one directive the last one goes first.
    for (const id of added.reverse()) {
      const fresh = this.#fresh.get(id);
      fresh?.tree.takeBack(fresh.receipt.directive);
      this.#fresh.delete(id);
    }
    return outcome;
  }

  #check({ caller, receipts }: ReceiptBatch, reach: Reach, added: string[]): Outcome<null> {
    for (const [index, receipt] of receipts.entries()) {
      const path = `/receipts/${index}`;
      const content = canonicalJson(receipt);
      const tree = this.#trees.get(receipt.directive);
      const place = placeFor(receipt.kind, placeIn(tree, receipt.directive), reach, `${path}/directive`);
      if (!place.ok) return place;
      if (tree === undefined) throw new Error(`directive ${receipt.directive} has a place but no tree`);
      const earlier = this.#known.get(receipt.id)?.content ?? this.#fresh.get(receipt.id)?.content;
      if (earlier !== undefined) {
        if (earlier !== content) return refuse('receipt-conflict', { path: `${path}/id` });
        continue;
      }
      const absent = receipt.evidence?.findIndex((sha256) => !this.#mayName(sha256, reach)) ?? -1;
      if (absent >= 0) return refuse('evidence-unknown', { path: `${path}/evidence/${absent}` });
      const refused = checkReceipt(receipt, { caller, actsFor: reach.actsFor, place: place.value, tree }, path);
      if (refused !== null) return refuse(refused.code, refused);
      this.#fresh.set(receipt.id, { receipt, content, caller, tree });
      added.push(receipt.id);
      tree.add(receipt.directive, receipt);
    }
    return ok(null);
  }

  /** Naming evidence makes it readable to the directive's tier, so only what one may know of may be named. */
  #mayName(sha256: string, { readable }: Reach): boolean {
    const tiers = this.#evidence.get(sha256);
    return tiers !== undefined && (readable === null || [...tiers].some((tier) => readable.has(tier)));
  }

  /** Writes what `judge` found to be new, with its events and the commands' new states. */
  async write(tx: Statements, tiers: TierBook, now: number): Promise<void> {
    if (!this.grew) return;
    const events = await EventDraft.begin(tx, now);
    const rows: ReceiptRow[] = [];
    for (const { receipt, content, caller, tree } of this.#fresh.values()) {
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
      rows.push(addReceipt(events, subjectsIn(tree, receipt.directive, tiers, now), row));
    }
    await insertReceipts(tx, rows);
    for (const row of rows) this.#known.set(row.id, row);
    await this.#progress(tx, events);
    await events.write(tx);
    await writeAudit(tx, now, this.#notes());
  }

  /** Each act of an issuing side by itself; what the receiving side reported, together for each author. */
  #notes(): AuditNote[] {
    const notes: AuditNote[] = [];
    const reports = new Map<string, string[]>();
    for (const { receipt, content, caller } of this.#fresh.values()) {
      const { id, directive, round, kind } = receipt;
      if (isIssuingKind(kind)) {
        notes.push({ by: caller.account, act: `directive.${kind}`, subject: directive, details: { receipt: id, round } });
      } else {
        const own = reports.get(caller.account);
        if (own === undefined) reports.set(caller.account, [content]);
        else own.push(content);
      }
    }
    for (const [by, contents] of reports) {
      const first = JSON.parse(contents[0] ?? '{}') as Receipt;
      const details = { count: contents.length, digest: sha256Hex(contents.join('\n')) };
      notes.push({ by, act: 'receipts.take', subject: first.id, details });
    }
    return notes;
  }

  async #progress(tx: Statements, events: EventDraft): Promise<void> {
    const fresh = [...this.#fresh.values()];
    for (const tree of new Set(fresh.flatMap((one) => (ARRIVAL.has(one.receipt.kind) ? [] : [one.tree])))) {
      const { head } = tree;
      for (const state of progressOf(head.state, tree.states())) {
        events.add('commands', head.issuer_tier, () => commandEvent(head, state));
        await setCommandState(tx, head.id, state);
        tree.head = { ...head, state };
      }
    }
    const reopened = fresh.flatMap(({ receipt, tree }) => (receipt.kind === 'reopened' ? [tree.head.id] : []));
    for (const id of new Set(reopened)) await unwatchCommand(tx, id);
  }
}

function placeIn(tree: CommandTree | undefined, id: string): Place | undefined {
  const node = tree?.node(id);
  return tree === undefined || node === undefined ? undefined : placeOf(tree.head, node);
}

const subjectsIn = (tree: CommandTree, id: string, tiers: TierBook, now: number): string[] => {
  const node = tree.node(id);
  return node === undefined ? [] : subjectsOf(tiers, node.tier, tree.head.issuer_tier, now);
};

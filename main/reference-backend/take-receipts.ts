import type { Receipt, ReceiptKind, StoredReceipt } from '../../preload/contract/index.js';
import { canonicalJson, err, ok } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { subjectsOf } from './lateral.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { actsFor } from './rules/caller.js';
import { progressOf } from './rules/command-progress.js';
import type { DirectiveTree } from './rules/directive-tree.js';
import type { Place, Reach } from './rules/receipt-check.js';
import { checkReceipt, placeFor, isIssuingKind, placeOf } from './rules/receipt-check.js';
import type { ReceiptBatch } from './receipt-queue.js';
import { sha256Hex } from './resources.js';
import type { KeyedRequest } from './storage/answers.js';
import { checkKey, noteKey } from './storage/answers.js';
import type { AuditNote } from './storage/audit.js';
import { writeAudit } from './storage/audit.js';
import type { CommandHead } from './storage/commands.js';
import { commandEvent, findCommandHeads, setCommandState } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf, findDirectives } from './storage/directives.js';
import { unwatchCommand } from './storage/escalations.js';
import { EventDraft } from './storage/events.js';
import { evidenceTiers } from './storage/evidence.js';
import type { FactRow, ReceiptRow } from './storage/receipts.js';
import { addReceipt, factsOf, findReceipts, insertReceipts, storedReceipt } from './storage/receipts.js';
import type { TierBook } from './tier-book.js';
import { treeOf } from './views.js';

/**
 * Stores a batch of receipts, the whole of it or nothing, with what follows from it for the commands; resolves after
 * the commit. The answer has one stored receipt for each one given, in the same order. Batches that wait for the
 * writer are committed together.
 */
export const takeReceipts = (
  backend: Backend,
  caller: Caller,
  receipts: readonly Receipt[],
  key?: string,
): Promise<Outcome<StoredReceipt[]>> => backend.receipts.add({ caller, receipts, key });

/**
 * Judges the batches in order, each after those before it, and stores those that pass in one transaction. A batch that
 * is refused leaves nothing and changes nothing for the others.
 */
export async function storeBatches(backend: Backend, batches: readonly ReceiptBatch[]): Promise<Outcome<StoredReceipt[]>[]> {
  const { group, judged } = await backend.database.transaction(async (tx) => {
    const now = backend.now();
    const read = await Group.read(
      tx,
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

type Fresh = { readonly receipt: Receipt; readonly content: string; readonly caller: Caller };

/**
 * That something arrived or was read moves neither another directive nor the command, so the rest of a tree that may
 * have thousands of directives need not be looked at for it.
 */
const ARRIVAL: ReadonlySet<ReceiptKind> = new Set<ReceiptKind>(['delivered', 'read']);

/** The batches of one transaction and what the database knows about their directives. */
class Group {
  readonly #commands: ReadonlyMap<string, CommandHead>;
  readonly #directives: ReadonlyMap<string, DirectiveRow>;
  readonly #facts: readonly FactRow[];
  #tree: DirectiveTree;
  readonly #known: Map<string, ReceiptRow>;
  /** tiers from which a piece of evidence is known, by its hash */
  readonly #evidence: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #fresh = new Map<string, Fresh>();

  private constructor(
    commands: readonly CommandHead[],
    directives: readonly DirectiveRow[],
    facts: readonly FactRow[],
    known: readonly ReceiptRow[],
    evidence: ReadonlyMap<string, ReadonlySet<string>>,
  ) {
    this.#commands = new Map(commands.map((row) => [row.id, row]));
    this.#directives = new Map(directives.map((row) => [row.id, row]));
    this.#facts = facts;
    this.#tree = treeOf(directives, facts);
    this.#known = new Map(known.map((row) => [row.id, row]));
    this.#evidence = evidence;
  }

  static async read(tx: Statements, receipts: readonly Receipt[]): Promise<Group> {
    const named = await findDirectives(tx, [...new Set(receipts.map(({ directive }) => directive))]);
    const commands = [...new Set(named.map(({ command }) => command))];
    const moves = receipts.some(({ kind }) => !ARRIVAL.has(kind));
    const all = moves ? await directivesOf(tx, commands) : named;
    const facts = await factsOf(
      tx,
      all.map(({ id }) => id),
    );
    return new Group(
      await findCommandHeads(tx, commands),
      all,
      facts,
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

  get grew(): boolean {
    return this.#fresh.size > 0;
  }

  stored(id: string): StoredReceipt {
    const row = this.#known.get(id);
    if (row === undefined) throw new Error(`receipt ${id} was not stored`);
    return storedReceipt(row);
  }

  /** Goes through the batch in order; what was new in one that is refused is taken back. */
  judge(batch: ReceiptBatch, reach: Reach): Outcome<null> {
    const added: string[] = [];
    const outcome = this.#check(batch, reach, added);
    if (outcome.ok || added.length === 0) return outcome;
    for (const id of added) this.#fresh.delete(id);
    this.#tree = treeOf([...this.#directives.values()], this.#facts);
    for (const { receipt } of this.#fresh.values()) this.#tree.add(receipt.directive, receipt);
    return outcome;
  }

  #check({ caller, receipts }: ReceiptBatch, reach: Reach, added: string[]): Outcome<null> {
    for (const [index, receipt] of receipts.entries()) {
      const path = `/receipts/${index}`;
      const content = canonicalJson(receipt);
      const place = placeFor(receipt.kind, this.#place(receipt.directive), reach, `${path}/directive`);
      if (!place.ok) return place;
      const earlier = this.#known.get(receipt.id)?.content ?? this.#fresh.get(receipt.id)?.content;
      if (earlier !== undefined) {
        if (earlier !== content) return refuse('receipt-conflict', { path: `${path}/id` });
        continue;
      }
      const absent = receipt.evidence?.findIndex((sha256) => !this.#mayName(sha256, reach)) ?? -1;
      if (absent >= 0) return refuse('evidence-unknown', { path: `${path}/evidence/${absent}` });
      const refused = checkReceipt(receipt, { caller, actsFor: reach.actsFor, place: place.value, tree: this.#tree }, path);
      if (refused !== null) return refuse(refused.code, refused);
      this.#fresh.set(receipt.id, { receipt, content, caller });
      added.push(receipt.id);
      this.#tree.add(receipt.directive, receipt);
    }
    return ok(null);
  }

  #place(id: string): Place | undefined {
    const directive = this.#directives.get(id);
    const command = directive === undefined ? undefined : this.#commands.get(directive.command);
    if (directive === undefined || command === undefined) return undefined;
    return placeOf(command, directive);
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
    for (const { receipt, content, caller } of this.#fresh.values()) {
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
      rows.push(addReceipt(events, this.#subjects(receipt.directive, tiers, now), row));
    }
    await insertReceipts(tx, rows);
    for (const row of rows) this.#known.set(row.id, row);
    if ([...this.#fresh.values()].some(({ receipt }) => !ARRIVAL.has(receipt.kind))) await this.#progress(tx, events);
    await events.write(tx);
    await writeAudit(tx, now, this.#notes());
  }

  #subjects(id: string, tiers: TierBook, now: number): string[] {
    const place = this.#place(id);
    return place === undefined ? [] : subjectsOf(tiers, place.tier, place.issuerTier, now);
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
    const directives = [...this.#directives.values()];
    for (const command of this.#commands.values()) {
      const states = directives.filter((row) => row.command === command.id).map((row) => this.#tree.state(row.id));
      for (const state of progressOf(command.state, states)) {
        events.add('commands', command.issuer_tier, () => commandEvent(command, state));
        await setCommandState(tx, command.id, state);
      }
    }
    const reopened = [...this.#fresh.values()].filter(({ receipt }) => receipt.kind === 'reopened');
    for (const id of new Set(reopened.map(({ receipt }) => this.#directives.get(receipt.directive)?.command))) {
      if (id !== undefined) await unwatchCommand(tx, id);
    }
  }
}

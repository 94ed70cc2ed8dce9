import type {
  CommandView,
  DirectiveState,
  InboxItem,
  Limits,
  Receipt,
  ReceiptFact,
  ReceiptKind,
  Target,
  Tier,
} from '../../../preload/contract/index.js';
import { currentRound, directiveState, isClosed } from '../../../preload/contract/index.js';
import type { PlannedStep, Subject, Temper } from './behaviour.js';
import { closingDelayMs, planSteps } from './behaviour.js';

/** A step that is due, for the one who sends it; of a `forwarded` one, to whom. */
export type DueStep = {
  readonly directive: string;
  readonly tier: string;
  readonly round: number;
  readonly step: PlannedStep;
  readonly targets: readonly Target[];
};

/** What every directive of a command shares. */
type Order = { readonly text: string; readonly limits: Limits; readonly targets: readonly Target[] };
type Named = { readonly id: string; readonly tier: string; readonly parent?: string | undefined };

type Entry = {
  readonly id: string;
  readonly command: string;
  readonly parent: string | undefined;
  readonly subject: Subject;
  /** whom the signed list lets it forward to */
  readonly scope: readonly Target[];
  readonly facts: Map<string, ReceiptFact>;
  /** steps not yet taken, each with the moment at which it is due (ms) */
  readonly waiting: { readonly step: PlannedStep; readonly dueAt: number }[];
  closing: boolean;
};

/**
 * What all the demo responders have on their desks. It knows no clock and no network: times are whatever milliseconds
 * the caller counts, and what is due is only handed out.
 */
export class Desk {
  readonly #temper: Temper;
  readonly #entries = new Map<string, Entry>();
  readonly #children = new Map<string, string[]>();
  readonly #commands = new Map<string, Order>();

  constructor(temper: Temper) {
    this.#temper = temper;
  }

  knows(command: string): boolean {
    return this.#commands.has(command);
  }

  /** Takes a command's directives on, minus what was reported about them already. */
  takeOn(view: CommandView, tiers: ReadonlyMap<string, Tier>, now: number): void {
    if (this.#commands.has(view.id)) return;
    const { text, limits, targets } = view.frozen;
    this.#commands.set(view.id, { text, limits, targets });
    for (const directive of view.directives) this.#add(view.id, directive, directive.receipts, tiers, now);
    for (const directive of view.directives) this.#closeIfReady(directive.id, now);
  }

  /** A directive that came into being later: somebody forwarded. */
  receive(item: InboxItem, tiers: ReadonlyMap<string, Tier>, now: number): void {
    if (this.#commands.has(item.command) && !this.#entries.has(item.id)) this.#add(item.command, item, [], tiers, now);
  }

  #add(
    command: string,
    { id, tier, parent }: Named,
    receipts: readonly Pick<Receipt, 'id' | 'round' | 'kind'>[],
    tiers: ReadonlyMap<string, Tier>,
    now: number,
  ): void {
    const order = this.#commands.get(command);
    const level = tiers.get(tier)?.level;
    if (order === undefined || level === undefined || level === 'city') return;
    const scope = order.targets.filter(({ via }) => via === tier);
    const subject: Subject = { tier, level, text: order.text, limits: order.limits, forwards: scope.length > 0 };
    const facts = new Map<string, ReceiptFact>(receipts.map((receipt) => [receipt.id, receipt]));
    const waiting = this.#remaining(subject, [...facts.values()], now);
    this.#entries.set(id, { id, command, parent, subject, scope, facts, waiting, closing: false });
    if (parent !== undefined) this.#children.set(parent, [...(this.#children.get(parent) ?? []), id]);
  }

  /** Somebody reported, ourselves included. */
  hear(receipt: Pick<Receipt, 'id' | 'directive' | 'round' | 'kind'>, now: number): void {
    const entry = this.#entries.get(receipt.directive);
    if (entry === undefined) return;
    const before = currentRound([...entry.facts.values()]);
    entry.facts.set(receipt.id, receipt);
    if (currentRound([...entry.facts.values()]) > before) {
      entry.waiting.splice(0, entry.waiting.length, ...this.#remaining(entry.subject, [...entry.facts.values()], now));
      entry.closing = false;
    }
    if (isClosed(this.#state(entry.id))) entry.waiting.length = 0;
    this.#closeIfReady(entry.parent ?? entry.id, now);
  }

  forget(command: string): void {
    this.#commands.delete(command);
    for (const entry of [...this.#entries.values()]) {
      if (entry.command !== command) continue;
      this.#entries.delete(entry.id);
      this.#children.delete(entry.id);
    }
  }

  /** When the next step is due; undefined when nothing is. */
  nextDue(): number | undefined {
    let next: number | undefined;
    for (const { waiting } of this.#entries.values()) {
      const due = waiting[0]?.dueAt;
      if (due !== undefined && (next === undefined || due < next)) next = due;
    }
    return next;
  }

  /** Takes up to `limit` due steps off the desks, each directive's in its order. */
  takeDue(now: number, limit: number): DueStep[] {
    const due: DueStep[] = [];
    for (const entry of this.#entries.values()) {
      const round = currentRound([...entry.facts.values()]);
      while (due.length < limit && entry.waiting[0] !== undefined && entry.waiting[0].dueAt <= now) {
        const { step } = entry.waiting[0];
        due.push({ directive: entry.id, tier: entry.subject.tier, round, step, targets: partOf(entry.scope, step.part) });
        entry.waiting.shift();
      }
    }
    return due;
  }

  #state(directive: string): DirectiveState {
    return directiveState([...(this.#entries.get(directive)?.facts.values() ?? [])]);
  }

  /** The plan without what was taken already; a directive that is closed or was returned is left alone. */
  #remaining(subject: Subject, facts: readonly ReceiptFact[], now: number): Entry['waiting'] {
    const state = directiveState(facts);
    if (isClosed(state) || state === 'returned') return [];
    const round = currentRound(facts);
    const taken: ReceiptKind[] = facts.filter((fact) => fact.round === round).map(({ kind }) => kind);
    const steps = planSteps(subject, this.#temper).filter(({ kind }) => {
      const index = taken.indexOf(kind);
      if (index >= 0) taken.splice(index, 1);
      return index < 0;
    });
    return steps.map((step) => ({ step, dueAt: now + step.afterMs }));
  }

  /** A district reports done a little after the last of its towns closed. */
  #closeIfReady(directive: string, now: number): void {
    const entry = this.#entries.get(directive);
    if (entry === undefined || entry.closing || entry.subject.level !== 'district') return;
    const state = this.#state(directive);
    if (isClosed(state) || state === 'returned') return;
    // Until it has forwarded all, it does not know all who are below it.
    if (entry.waiting.some(({ step }) => step.kind === 'forwarded')) return;
    const children = this.#children.get(directive) ?? [];
    if (entry.scope.length > children.length) return;
    if (!children.every((child) => isClosed(this.#state(child)))) return;
    entry.closing = true;
    const earliest = entry.waiting.at(-1)?.dueAt ?? now;
    const dueAt = Math.max(earliest, now + closingDelayMs(entry.subject, this.#temper));
    entry.waiting.push({ step: { kind: 'done', afterMs: 0 }, dueAt });
  }
}

/** The part of a list between two shares of its length. */
const partOf = (scope: readonly Target[], [from, to]: readonly [number, number] = [0, 0]): readonly Target[] =>
  scope.slice(Math.round(from * scope.length), Math.round(to * scope.length));

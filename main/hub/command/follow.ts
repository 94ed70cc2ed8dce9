import type {
  CommandHead,
  DirectiveRow,
  DirectiveState,
  FrozenRow,
  Limits,
  RollUpInput,
  Step,
  StoredReceipt,
  TierLevel,
  TimedReceiptFact,
} from '../../../preload/contract/index.js';
import {
  currentRound,
  directiveState,
  fromWireTime,
  lateReports,
  overdue,
  partyOf,
  rollUp,
  stepLimitMs,
  STEPS,
  toWireTime,
} from '../../../preload/contract/index.js';
import type { StoredCommand, StoredDirective } from '../store/index.js';

/** What is known of commands besides themselves. */
export type Naming = {
  readonly titleOf: (template: string) => string;
  readonly levelOf: (tier: string) => TierLevel;
};

/** A command as rows for the windows. A directive that is shown as before is the same object as before. */
export type CommandRows = {
  readonly head: CommandHead;
  readonly frozen: FrozenRow;
  readonly directives: ReadonlyMap<string, DirectiveRow>;
};

/** What of a directive follows from its receipts alone. */
type Facts = { readonly timed: readonly TimedReceiptFact[]; readonly round: number; readonly lateReports: readonly Step[] };

/** By the directive as it is stored; one that got a receipt is another object. */
const factsKnown = new WeakMap<StoredDirective, Facts>();

function factsOf(directive: StoredDirective, limits: Limits, issuedAt: number): Facts {
  const known = factsKnown.get(directive);
  if (known !== undefined) return known;
  const timed = directive.receipts.map(({ round, kind, keepsPart, at, receivedAt }) => ({
    round,
    kind,
    keepsPart,
    at: fromWireTime(at),
    receivedAt: fromWireTime(receivedAt),
  }));
  const facts = { timed, round: currentRound(timed), lateReports: lateReports(timed, limits, issuedAt) };
  factsKnown.set(directive, facts);
  return facts;
}

/**
 * A stored command as the windows show it: every state and the roll-up worked out from the receipts at a moment.
 * @param now backend's clock, UTC ms
 * @param before how it was shown last
 */
export function rowsOf(command: StoredCommand, naming: Naming, now: number, before?: CommandRows): CommandRows {
  const { limits } = command.frozen;
  const issuedAt = command.issuedAt ?? now;
  const stateOf = statesOf(command.directives);
  const directives = new Map<string, DirectiveRow>();
  const inputs: RollUpInput[] = [];
  for (const directive of command.directives) {
    const { timed, round, lateReports: late } = factsOf(directive, limits, issuedAt);
    const state = stateOf(directive);
    const steps = overdue(timed, limits, issuedAt, now, state);
    const known = before?.directives.get(directive.id);
    const isSame =
      known?.receipts.length === directive.receipts.length &&
      known.state === state &&
      known.round === round &&
      known.overdue.join() === steps.join();
    directives.set(directive.id, isSame ? known : rowOf(command.id, directive, round, state, steps));
    const { id, tier } = directive;
    inputs.push({ id, tier, level: naming.levelOf(tier), state, overdue: steps, lateReports: late, receipts: timed });
  }
  const head: CommandHead = {
    id: command.id,
    hash: command.hash,
    state: command.state,
    mode: command.mode,
    ...(command.issuedAt === undefined ? {} : { issuedAt: toWireTime(command.issuedAt) }),
    signatures: [],
    rollUp: mutable(rollUp(inputs, issuedAt)),
    title: naming.titleOf(command.frozen.template.id),
  };
  return { head, frozen: before?.frozen ?? { id: command.id, frozen: command.frozen }, directives };
}

/**
 * Whether the passing of time alone may have made another step of the command overdue.
 * @param from, to backend's clock, UTC ms
 */
export function passesLimit({ frozen, issuedAt, state }: StoredCommand, from: number, to: number): boolean {
  if (issuedAt === undefined || (state !== 'issued' && state !== 'running')) return false;
  return STEPS.map((step) => issuedAt + stepLimitMs(frozen.limits, step)).some((limit) => from <= limit && limit < to);
}

/** A command with receipts that came; those of other directives, and those that it has, are left out. */
export function withReceipts(command: StoredCommand, receipts: readonly StoredReceipt[]): StoredCommand {
  const touched = new Set(receipts.map(({ directive }) => directive));
  const directives = command.directives.map((directive) => {
    if (!touched.has(directive.id)) return directive;
    const known = new Set(directive.receipts.map(({ id }) => id));
    const fresh = receipts.filter((receipt) => receipt.directive === directive.id && !known.has(receipt.id));
    return fresh.length === 0 ? directive : { ...directive, receipts: [...directive.receipts, ...fresh].sort(bySequence) };
  });
  return { ...command, directives };
}

const bySequence = (a: StoredReceipt, b: StoredReceipt): number => Number(BigInt(a.sequence) - BigInt(b.sequence));

/** Each directive's state; that of a forwarded one follows from its children's. */
function statesOf(directives: readonly StoredDirective[]): (directive: StoredDirective) => DirectiveState {
  const children = new Map<string, StoredDirective[]>();
  for (const directive of directives) {
    if (directive.parent === undefined) continue;
    const siblings = children.get(directive.parent);
    if (siblings === undefined) children.set(directive.parent, [directive]);
    else siblings.push(directive);
  }
  const known = new Map<string, DirectiveState>();
  const stateOf = (directive: StoredDirective): DirectiveState => {
    const state = known.get(directive.id) ?? directiveState(directive.receipts, (children.get(directive.id) ?? []).map(stateOf));
    known.set(directive.id, state);
    return state;
  };
  return stateOf;
}

const rowOf = (
  command: string,
  directive: StoredDirective,
  round: number,
  state: DirectiveState,
  steps: readonly Step[],
): DirectiveRow => ({
  id: directive.id,
  command,
  tier: directive.tier,
  party: partyOf(directive),
  role: directive.role,
  ...(directive.parent === undefined ? {} : { parent: directive.parent }),
  round,
  state,
  overdue: [...steps],
  receipts: [...directive.receipts],
});

/** The roll-up's type is read-only, the wire's is not; the value is new, so nobody else holds it. */
const mutable = (value: ReturnType<typeof rollUp>): CommandHead['rollUp'] => structuredClone(value) as CommandHead['rollUp'];

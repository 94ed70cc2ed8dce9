import type {
  CommandSummary,
  CommandView,
  DirectiveState,
  Limits,
  StoredReceipt,
  Tier,
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
  toWireTime,
} from '../../../preload/contract/index.js';
import type { StoredCommand, StoredDirective } from '../store/index.js';

const factsOf = (receipts: readonly StoredReceipt[]): TimedReceiptFact[] =>
  receipts.map(({ round, kind, keepsPart, at, receivedAt }) => ({
    round,
    kind,
    keepsPart,
    at: fromWireTime(at),
    receivedAt: fromWireTime(receivedAt),
  }));

/**
 * A stored command as the windows show it: every state and the roll-up worked out from the receipts at a moment.
 * @param now backend's clock, UTC ms
 */
export function summarise(command: StoredCommand, title: string, tiers: readonly Tier[], now: number): CommandSummary {
  const issuedAt = command.issuedAt ?? now;
  const directives = viewDirectives(command.directives, command.frozen.limits, issuedAt, now);
  const levelOf = new Map(tiers.map(({ code, level }) => [code, level]));
  return {
    id: command.id,
    hash: command.hash,
    frozen: command.frozen,
    state: command.state,
    mode: command.mode,
    ...(command.issuedAt === undefined ? {} : { issuedAt: toWireTime(command.issuedAt) }),
    signatures: [],
    directives,
    rollUp: mutable(
      rollUp(
        directives.map(({ id, tier, state, overdue: late, receipts }) => ({
          id,
          tier,
          level: levelOf.get(tier) ?? 'town',
          state,
          overdue: late,
          lateReports: lateReports(factsOf(receipts), command.frozen.limits, issuedAt),
          receipts: factsOf(receipts),
        })),
        issuedAt,
      ),
    ),
    title,
  };
}

type DirectiveViews = CommandView['directives'];

function viewDirectives(directives: readonly StoredDirective[], limits: Limits, issuedAt: number, now: number): DirectiveViews {
  const children = new Map<string, StoredDirective[]>();
  for (const directive of directives) {
    if (directive.parent === undefined) continue;
    children.set(directive.parent, [...(children.get(directive.parent) ?? []), directive]);
  }
  const stateOf = (directive: StoredDirective): DirectiveState =>
    directiveState(directive.receipts, (children.get(directive.id) ?? []).map(stateOf));
  return directives.map((directive) => ({
    id: directive.id,
    tier: directive.tier,
    party: partyOf(directive),
    role: directive.role,
    ...(directive.parent === undefined ? {} : { parent: directive.parent }),
    round: currentRound(directive.receipts),
    state: stateOf(directive),
    overdue: overdue(factsOf(directive.receipts), limits, issuedAt, now, stateOf(directive)),
    receipts: [...directive.receipts],
  }));
}

/** The roll-up's type is read-only, the wire's is not; the value is new, so nobody else holds it. */
const mutable = (value: ReturnType<typeof rollUp>): CommandSummary['rollUp'] =>
  structuredClone(value) as CommandSummary['rollUp'];

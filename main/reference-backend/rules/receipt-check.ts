import type { CommandState, Receipt, ReceiptKind, Role } from '../../../preload/contract/index.js';
import { currentRound } from '../../../preload/contract/index.js';
import type { Refusal } from '../problem.js';
import type { CommandRow } from '../storage/commands.js';
import type { DirectiveRow } from '../storage/directives.js';
import type { Caller } from './caller.js';
import type { DirectiveTree } from './directive-tree.js';

/** Which side a receipt is an act of; those of `its own call` come with more than a receipt. */
const SIDE: Readonly<Record<ReceiptKind, 'receiving' | 'issuing' | 'its own call'>> = {
  delivered: 'receiving',
  read: 'receiving',
  accepted: 'receiving',
  returned: 'receiving',
  progress: 'receiving',
  done: 'receiving',
  reopened: 'issuing',
  withdrawn: 'issuing',
  verified: 'issuing',
  forwarded: 'its own call',
  recalled: 'its own call',
  reminded: 'its own call',
  escalated: 'its own call',
};

export const isIssuingKind = (kind: ReceiptKind): boolean => SIDE[kind] === 'issuing';

const hasRole = ({ roles }: Caller, ...wanted: readonly Role[]): boolean => roles.some((role) => wanted.includes(role));

/** Whether the caller's roles let it report `kind`: a hall's device may only say that something arrived. */
const mayReport = (caller: Caller, kind: ReceiptKind): boolean =>
  hasRole(caller, 'officer', 'leader', 'responder') || (kind === 'delivered' && hasRole(caller, 'device'));

/** Where a directive stands. */
export type Place = {
  readonly tier: string;
  /** tier of the directive that it hangs under */
  readonly parentTier: string | undefined;
  readonly issuerTier: string;
  readonly commandState: CommandState;
};

/** Who gave the directive: the tier above it in the tree of this command, and the one that issued the command. */
export const isIssuingSide = ({ parentTier, issuerTier }: Place, actsFor: ReadonlySet<string>): boolean =>
  actsFor.has(issuerTier) || (parentTier !== undefined && actsFor.has(parentTier));

/** Whether the caller is of either side. */
export const actsOn = (place: Place, actsFor: ReadonlySet<string>): boolean =>
  actsFor.has(place.tier) || isIssuingSide(place, actsFor);

export const placeOf = (
  command: Pick<CommandRow, 'issuer_tier' | 'state'>,
  directive: Pick<DirectiveRow, 'tier'>,
  parent: Pick<DirectiveRow, 'tier'> | undefined,
): Place => ({
  tier: directive.tier,
  parentTier: parent?.tier,
  issuerTier: command.issuer_tier,
  commandState: command.state,
});

export type ReceiptContext = {
  readonly caller: Caller;
  /** tiers that the caller may act for */
  readonly actsFor: ReadonlySet<string>;
  /** undefined when there is no such directive */
  readonly place: Place | undefined;
  /** state of things after the batch's earlier receipts */
  readonly tree: DirectiveTree;
};

/** Refuses a receipt whose id is new; null when it may be stored. `path` points at it in the batch. */
export function checkReceipt(receipt: Receipt, context: ReceiptContext, path: string): Refusal | null {
  const { caller, actsFor, place, tree } = context;
  if (place === undefined) return { code: 'not-found', path: `${path}/directive` };
  const receiving = actsFor.has(place.tier);
  const issuing = isIssuingSide(place, actsFor);
  if (!receiving && !issuing) return { code: 'foreign-tier', path: `${path}/directive` };
  switch (SIDE[receipt.kind]) {
    case 'its own call':
      return { code: 'kind-not-allowed', path: `${path}/kind` };
    case 'issuing':
      if (!issuing) return { code: 'kind-not-allowed', path: `${path}/kind` };
      return checkIssuing(receipt, caller, place, tree, path);
    case 'receiving':
      if (!receiving) return { code: 'foreign-tier', path: `${path}/directive` };
      return checkReceiving(receipt, caller, tree, path);
  }
}

const roundConflict = (path: string, round: number): Refusal => ({
  code: 'round-conflict',
  path: `${path}/round`,
  detail: `the current round is ${round}`,
});

/** What comes late is kept as a fact, so an earlier round is no fault; a round that nobody opened is. */
function checkReceiving(receipt: Receipt, caller: Caller, tree: DirectiveTree, path: string): Refusal | null {
  if (!mayReport(caller, receipt.kind)) return { code: 'role', path: `${path}/kind` };
  const round = currentRound(tree.facts(receipt.directive));
  if (receipt.round > round) return roundConflict(path, round);
  const closes = receipt.kind === 'done' && receipt.round === round;
  return closes && tree.hasOpenChildren(receipt.directive) ? { code: 'children-open', path } : null;
}

function checkIssuing(receipt: Receipt, caller: Caller, place: Place, tree: DirectiveTree, path: string): Refusal | null {
  if (!hasRole(caller, 'officer', 'leader')) return { code: 'role', path: `${path}/kind` };
  if (receipt.kind === 'withdrawn' && (receipt.note ?? '') === '') return { code: 'reason-missing', path: `${path}/note` };
  const round = currentRound(tree.facts(receipt.directive));
  if (receipt.round !== (receipt.kind === 'reopened' ? round + 1 : round)) return roundConflict(path, round);
  const state = tree.state(receipt.directive);
  const over = place.commandState === 'recalled' || place.commandState === 'verified' || state === 'recalled';
  if (over || (receipt.kind === 'verified' && state !== 'done')) return { code: 'state-conflict', path };
  return null;
}

import type { CommandState, Receipt, ReceiptKind, Role } from '../../../preload/contract/index.js';
import { currentRound, ok } from '../../../preload/contract/index.js';
import type { Outcome, Refusal } from '../problem.js';
import { refuse } from '../problem.js';
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
  /** tier that forwarded it; undefined: the issuer gave it out, whatever it hangs under */
  readonly forwarderTier: string | undefined;
  readonly issuerTier: string;
  readonly commandState: CommandState;
};

/**
 * Who gave the directive: the tier that forwarded it, and the one that issued the command. In a direct command a town only
 * hangs under its district's directive, which gives the district no say.
 */
export const isIssuingSide = ({ forwarderTier, issuerTier }: Place, actsFor: ReadonlySet<string>): boolean =>
  actsFor.has(issuerTier) || (forwarderTier !== undefined && actsFor.has(forwarderTier));

/** The tiers whose readers may know of the directive. */
export const concernedTiers = ({ tier, issuerTier, forwarderTier }: Place): string[] => [
  tier,
  issuerTier,
  ...(forwarderTier === undefined ? [] : [forwarderTier]),
];

/** Whether the caller is of either side. */
export const actsOn = (place: Place, actsFor: ReadonlySet<string>): boolean =>
  actsFor.has(place.tier) || isIssuingSide(place, actsFor);

/** What a caller reaches: tiers that it may act for, and those that it may read (null: all). */
export type Reach = { readonly actsFor: ReadonlySet<string>; readonly readable: ReadonlySet<string> | null };

/**
 * The place, to who is of the side that a receipt of this kind comes from, or of either where the kind is refused by
 * itself. Who may not even read about the directive hears that there is none.
 */
export function placeFor(
  kind: ReceiptKind,
  place: Place | undefined,
  { actsFor, readable }: Reach,
  path: string,
): Outcome<Place> {
  if (place === undefined) return refuse('not-found', { path });
  if (readable !== null && !concernedTiers(place).some((tier) => readable.has(tier))) return refuse('not-found', { path });
  const acts = SIDE[kind] === 'receiving' ? actsFor.has(place.tier) : actsOn(place, actsFor);
  return acts ? ok(place) : refuse('foreign-tier', { path });
}

export const placeOf = (
  command: Pick<CommandRow, 'issuer_tier' | 'state'>,
  { tier, via }: Pick<DirectiveRow, 'tier' | 'via'>,
): Place => ({
  tier,
  forwarderTier: via ?? undefined,
  issuerTier: command.issuer_tier,
  commandState: command.state,
});

export type ReceiptContext = {
  readonly caller: Caller;
  /** tiers that the caller may act for */
  readonly actsFor: ReadonlySet<string>;
  readonly place: Place;
  /** state of things after the batch's earlier receipts */
  readonly tree: DirectiveTree;
};

/**
 * Refuses a receipt whose id is new, by a caller whom `placeFor` let pass; null when it may be stored. `path` points at
 * it in the batch.
 */
export function checkReceipt(receipt: Receipt, context: ReceiptContext, path: string): Refusal | null {
  const { caller, actsFor, place, tree } = context;
  const receiving = actsFor.has(place.tier);
  const issuing = isIssuingSide(place, actsFor);
  switch (SIDE[receipt.kind]) {
    case 'its own call':
      if (receipt.kind === 'recalled' && receiving && place.commandState === 'recalled') {
        return checkReceiving(receipt, caller, tree, path) ?? checkHeard(receipt, tree, path);
      }
      return { code: 'kind-not-allowed', path: `${path}/kind` };
    case 'issuing':
      if (!issuing) return { code: 'kind-not-allowed', path: `${path}/kind` };
      return checkIssuing(receipt, context, path);
    case 'receiving':
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

/** The answer to a recall: only of what was recalled, since what was closed before stays as it was. */
const checkHeard = ({ directive }: Receipt, tree: DirectiveTree, path: string): Refusal | null =>
  tree.state(directive) === 'recalled' ? null : { code: 'state-conflict', path };

function checkIssuing(receipt: Receipt, { caller, actsFor, place, tree }: ReceiptContext, path: string): Refusal | null {
  // Software that forwards for a tier also says what becomes of the directives that it gave out.
  const forwards = place.forwarderTier !== undefined && actsFor.has(place.forwarderTier);
  if (!hasRole(caller, 'officer', 'leader', ...(forwards ? (['responder'] as const) : []))) {
    return { code: 'role', path: `${path}/kind` };
  }
  if (receipt.kind === 'withdrawn' && (receipt.note ?? '') === '') return { code: 'reason-missing', path: `${path}/note` };
  const round = currentRound(tree.facts(receipt.directive));
  if (receipt.round !== (receipt.kind === 'reopened' ? round + 1 : round)) return roundConflict(path, round);
  const state = tree.state(receipt.directive);
  const over = place.commandState === 'recalled' || place.commandState === 'verified' || state === 'recalled';
  if (over || (receipt.kind === 'verified' && state !== 'done')) return { code: 'state-conflict', path };
  return null;
}

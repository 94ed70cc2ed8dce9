import type { Receipt, ReceiptKind } from '../../../preload/contract/index.js';
import { currentRound } from '../../../preload/contract/index.js';
import type { Refusal } from '../problem.js';
import type { Caller } from './caller.js';
import type { DirectiveTree } from './directive-tree.js';

/** What the side that received a directive may report; the other kinds are acts of the issuing side. */
const RECEIVER_KINDS: ReadonlySet<ReceiptKind> = new Set<ReceiptKind>([
  'delivered',
  'read',
  'accepted',
  'returned',
  'progress',
  'done',
]);

/** Whether the caller's roles let it report `kind`: a hall's device may only say that something arrived. */
function mayReport({ roles }: Caller, kind: ReceiptKind): boolean {
  if (roles.some((role) => role === 'officer' || role === 'leader' || role === 'responder')) return true;
  return kind === 'delivered' && roles.includes('device');
}

export type ReceiptContext = {
  readonly caller: Caller;
  /** tiers that the caller may act for */
  readonly actsFor: ReadonlySet<string>;
  /** tier of the receipt's directive; undefined when there is no such directive */
  readonly tier: string | undefined;
  /** state of things after the batch's earlier receipts */
  readonly tree: DirectiveTree;
};

/** Refuses a receipt whose id is new; null when it may be stored. `path` points at it in the batch. */
export function checkReceipt(receipt: Receipt, context: ReceiptContext, path: string): Refusal | null {
  const { caller, actsFor, tier, tree } = context;
  if (tier === undefined) return { code: 'not-found', path: `${path}/directive` };
  if (!actsFor.has(tier)) return { code: 'foreign-tier', path: `${path}/directive` };
  if (!RECEIVER_KINDS.has(receipt.kind)) return { code: 'kind-not-allowed', path: `${path}/kind` };
  if (!mayReport(caller, receipt.kind)) return { code: 'role', path: `${path}/kind` };
  const round = currentRound(tree.facts(receipt.directive));
  if (receipt.round !== round) {
    return { code: 'round-conflict', path: `${path}/round`, detail: `the current round is ${round}` };
  }
  if (receipt.kind === 'done' && tree.hasOpenChildren(receipt.directive)) return { code: 'children-open', path };
  return null;
}

import type { CommandSummary, DirectiveView, Step, Tier } from '../../preload/contract/index.js';
import { currentRound, fromWireTime, stepLimitMs } from '../../preload/contract/index.js';
import type { DirectiveLookKey } from '../kit/index.js';
import { directiveLookKey } from '../kit/index.js';

/** What an officer sorts a tree by, worst first. */
export const GROUPS = ['late', 'returned', 'silent', 'going', 'closed', 'ended'] as const;
export type Group = (typeof GROUPS)[number];

export const FILTERS = ['all', 'overdue', 'returned', 'silent', 'done'] as const;
export type Filter = (typeof FILTERS)[number];

/** The look that stands for a group in bars and headings. */
export const groupLook: Readonly<Record<Group, DirectiveLookKey>> = {
  late: 'overdue',
  returned: 'returned',
  silent: 'pending',
  going: 'acting',
  closed: 'done',
  ended: 'withdrawn',
};

const groupOfFilter: Readonly<Record<Exclude<Filter, 'all'>, Group>> = {
  overdue: 'late',
  returned: 'returned',
  silent: 'silent',
  done: 'closed',
};

export function groupOf(directive: Pick<DirectiveView, 'state' | 'overdue'>): Group {
  if (directive.overdue.length > 0) return 'late';
  switch (directive.state) {
    case 'returned':
      return 'returned';
    case 'pending':
    case 'delivered':
    case 'read':
      return 'silent';
    case 'accepted':
    case 'acting':
    case 'forwarded':
      return 'going';
    case 'done':
    case 'verified':
      return 'closed';
    case 'withdrawn':
    case 'recalled':
      return 'ended';
    default:
      return directive.state satisfies never;
  }
}

export const matches = (filter: Filter, group: Group): boolean => filter === 'all' || groupOfFilter[filter] === group;

/** One directive as a row. Times in the server's UTC ms. */
export type Row = {
  readonly id: string;
  readonly tier: string;
  readonly name: string | undefined;
  readonly look: DirectiveLookKey;
  readonly group: Group;
  /** when it came into its state: the server's receipt, or the issue; undefined before that */
  readonly since: number | undefined;
  /** per cent, while acting */
  readonly progress: number | undefined;
  readonly note: string | undefined;
  readonly late: { readonly step: Step; readonly since: number } | undefined;
  readonly demo: boolean;
};

const issuedAtOf = (command: CommandSummary): number | undefined =>
  command.issuedAt === undefined ? undefined : fromWireTime(command.issuedAt);

export function rowOf(command: CommandSummary, directive: DirectiveView, name: string | undefined): Row {
  const issuedAt = issuedAtOf(command);
  const round = currentRound(directive.receipts);
  const current = directive.receipts.filter((receipt) => receipt.round === round);
  const kind = directive.state === 'acting' ? 'progress' : directive.state;
  const own = current.filter((receipt) => receipt.kind === kind).map((receipt) => fromWireTime(receipt.receivedAt));
  const newestFirst = [...current].sort((a, b) => compareSequence(b.sequence, a.sequence));
  const step = directive.overdue[0];
  return {
    id: directive.id,
    tier: directive.tier,
    name,
    look: directiveLookKey(directive),
    group: groupOf(directive),
    since: own.length === 0 ? issuedAt : Math.min(...own),
    progress: directive.state === 'acting' ? newestFirst.find((receipt) => receipt.progress !== undefined)?.progress : undefined,
    note: newestFirst.find((receipt) => receipt.note !== undefined)?.note,
    late:
      step === undefined || issuedAt === undefined
        ? undefined
        : { step, since: issuedAt + stepLimitMs(command.frozen.limits, step) },
    demo: directive.receipts.some((receipt) => receipt.demo),
  };
}

/** Sequences are decimal strings that may exceed 2⁵³: the longer one is the larger. */
const compareSequence = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

export type Tree = {
  /** directives of the upper level, in the order of the frozen targets */
  readonly heads: readonly Row[];
  /** the rest, worst group first; within a group the longest in its state first, then by code */
  readonly groups: readonly { readonly group: Group; readonly rows: readonly Row[] }[];
};

export function treeOf(command: CommandSummary, tiers: ReadonlyMap<string, Tier>): Tree {
  const rows = new Map(
    command.directives.map((directive) => [directive, rowOf(command, directive, tiers.get(directive.tier)?.name)] as const),
  );
  const isHead = (directive: DirectiveView): boolean => directive.parent === undefined;
  // A command that addresses towns alone has no head; its towns are the tree.
  const heads = command.directives.filter((directive) => isHead(directive) && directive.tier.length === 6);
  const rest = command.directives
    .filter((directive) => !heads.includes(directive))
    .map((directive) => rows.get(directive) as Row);
  const order = (a: Row, b: Row): number =>
    (a.late?.since ?? a.since ?? 0) - (b.late?.since ?? b.since ?? 0) || a.tier.localeCompare(b.tier);
  return {
    heads: heads.map((directive) => rows.get(directive) as Row),
    groups: GROUPS.map((group) => ({ group, rows: rest.filter((row) => row.group === group).sort(order) })).filter(
      ({ rows: inGroup }) => inGroup.length > 0,
    ),
  };
}

/** How many directives are in each group, for bars and filters. */
export function groupCounts(command: CommandSummary): Readonly<Record<Group, number>> {
  const counts: Record<Group, number> = { late: 0, returned: 0, silent: 0, going: 0, closed: 0, ended: 0 };
  for (const directive of command.directives) counts[groupOf(directive)] += 1;
  return counts;
}

/** The tier that a command is about: the head of its tree, or its first target. */
export const subjectOf = (command: CommandSummary): string | undefined =>
  command.directives.find((directive) => directive.parent === undefined)?.tier ?? command.frozen.targets[0]?.tier;

export const isRunning = (command: CommandSummary): boolean =>
  command.state === 'awaiting-approval' || command.state === 'issued' || command.state === 'running';

/** Running ones first, those with most overdue first, then the newest; then what ended lately, newest first. */
export function inOrder(commands: readonly CommandSummary[]): {
  readonly running: CommandSummary[];
  readonly ended: CommandSummary[];
} {
  const newest = (a: CommandSummary, b: CommandSummary): number => (issuedAtOf(b) ?? Infinity) - (issuedAtOf(a) ?? Infinity) || 0;
  const worst = (a: CommandSummary, b: CommandSummary): number =>
    b.rollUp.reached.overdue - a.rollUp.reached.overdue || newest(a, b);
  return {
    running: commands.filter(isRunning).sort(worst),
    ended: commands.filter((command) => !isRunning(command)).sort(newest),
  };
}

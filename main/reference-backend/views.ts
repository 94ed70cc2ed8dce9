import type {
  CommandItem,
  CommandView,
  DirectiveView,
  InboxItem,
  RollUpInput,
  StreamEvent,
} from '../../preload/contract/index.js';
import { currentRound, overdue, rollUp, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import { DirectiveTree } from './rules/directive-tree.js';
import type { CommandRow } from './storage/commands.js';
import { frozenOf } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf } from './storage/directives.js';
import type { EventRow } from './storage/events.js';
import type { FactRow, ReceiptRow } from './storage/receipts.js';
import { receiptsOf, storedReceipt } from './storage/receipts.js';

/** Optional members that the database keeps as NULL. */
const optional = ({ party, parent }: DirectiveRow): { party?: string; parent?: string } => ({
  ...(party === null ? {} : { party }),
  ...(parent === null ? {} : { parent }),
});

/** A directive as its receiver's inbox has it; also the data of a `directives` event. */
export function inboxItem(command: CommandRow, directive: DirectiveRow, tree: DirectiveTree): InboxItem {
  return {
    id: directive.id,
    command: command.id,
    tier: directive.tier,
    role: directive.role,
    ...optional(directive),
    round: currentRound(tree.facts(directive.id)),
    state: tree.state(directive.id),
    limits: frozenOf(command).limits,
    issuedAt: toWireTime(command.issued_at),
    mode: command.mode,
  };
}

/** One tree over the directives given and the receipts about them. */
export const treeOf = (directives: readonly DirectiveRow[], facts: readonly FactRow[]): DirectiveTree =>
  new DirectiveTree(directives, facts);

/**
 * Commands with the directives that the caller may read (`readable` null = all) and the roll-up over these.
 * @param now server's UTC ms, for what is overdue
 */
export async function commandViews(
  db: Statements,
  commands: readonly CommandRow[],
  readable: ReadonlySet<string> | null,
  now: number,
): Promise<CommandView[]> {
  const directives = await directivesOf(
    db,
    commands.map(({ id }) => id),
  );
  const receipts = await receiptsOf(
    db,
    directives.map(({ id }) => id),
  );
  const tree = treeOf(directives, receipts);
  const shown = groupBy(
    directives.filter(({ tier }) => readable === null || readable.has(tier)),
    ({ command }) => command,
  );
  const reported = groupBy(receipts, ({ directive }) => directive);
  return commands.map((command) => commandView(command, shown.get(command.id) ?? [], reported, tree, now));
}

function commandView(
  command: CommandRow,
  directives: readonly DirectiveRow[],
  reported: ReadonlyMap<string, readonly ReceiptRow[]>,
  tree: DirectiveTree,
  now: number,
): CommandView {
  const frozen = frozenOf(command);
  const views: DirectiveView[] = [];
  const counted: RollUpInput[] = [];
  for (const directive of directives) {
    const rows = reported.get(directive.id) ?? [];
    const timed = rows.map(({ round, kind, received_at }) => ({ round, kind, receivedAt: received_at }));
    const state = tree.state(directive.id);
    const late = overdue(timed, frozen.limits, command.issued_at, now, state);
    const { id, tier, role, level } = directive;
    views.push({
      id,
      tier,
      role,
      ...optional(directive),
      round: currentRound(timed),
      state,
      overdue: late,
      receipts: rows.map(storedReceipt),
    });
    counted.push({ id, tier, level, state, overdue: late, receipts: timed });
  }
  return {
    id: command.id,
    hash: command.hash,
    frozen,
    state: command.state,
    mode: command.mode,
    issuedAt: toWireTime(command.issued_at),
    signatures: [],
    directives: views,
    rollUp: rollUp(counted, command.issued_at) as CommandView['rollUp'],
  };
}

/** What the list shows of a command. */
export const commandItem = ({ id, hash, frozen, state, mode, issuedAt, rollUp: counts }: CommandView): CommandItem => ({
  id,
  hash,
  frozen,
  state,
  mode,
  issuedAt,
  rollUp: counts,
});

/** An event as CloudEvents 1.0 has it. */
export function streamEvent(row: EventRow, epoch: string): StreamEvent {
  const event = {
    specversion: '1.0',
    id: `${epoch}:${row.sequence}`,
    source: `urn:yilan:backend:${epoch}`,
    type: `yilan.${row.topic}`,
    time: toWireTime(row.time),
    subject: row.subject,
    datacontenttype: 'application/json',
    sequence: String(row.sequence),
    data: JSON.parse(row.data) as unknown,
  };
  // The data was written by this program in the form of its topic.
  return event as StreamEvent;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

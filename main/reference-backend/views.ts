import type {
  CommandItem,
  CommandView,
  DirectiveView,
  InboxItem,
  RollUpInput,
  StoredReceipt,
  StreamEvent,
  TimedReceiptFact,
} from '../../preload/contract/index.js';
import { currentRound, fromWireTime, lateReports, overdue, partyOf, rollUp, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import { DirectiveTree } from './rules/directive-tree.js';
import type { CommandRow } from './storage/commands.js';
import { frozenOf, issuedAtOf } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf } from './storage/directives.js';
import type { EventRow } from './storage/events.js';
import type { FactRow } from './storage/receipts.js';
import { receiptsOf, storedReceipt } from './storage/receipts.js';
import type { SignatureRow } from './storage/signatures.js';
import { actSignature, signaturesOf } from './storage/signatures.js';

/** Who has the directive, and members that the database keeps as NULL. */
const addressed = (row: DirectiveRow): { party: string; parent?: string; note?: string } => ({
  party: partyOf(row),
  ...(row.parent === null ? {} : { parent: row.parent }),
  ...(row.note === null || row.note === undefined ? {} : { note: row.note }),
});

/** A directive as its receiver's inbox has it; also the data of a `directives` event. */
export function inboxItem(command: CommandRow, directive: DirectiveRow, tree: DirectiveTree): InboxItem {
  return {
    id: directive.id,
    command: command.id,
    tier: directive.tier,
    role: directive.role,
    ...addressed(directive),
    round: currentRound(tree.facts(directive.id)),
    state: tree.state(directive.id),
    limits: frozenOf(command).limits,
    issuedAt: toWireTime(issuedAtOf(command)),
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
  const ids = commands.map(({ id }) => id);
  const directives = await directivesOf(db, ids);
  const receipts = await receiptsOf(
    db,
    directives.map(({ id }) => id),
  );
  const stored = receipts.map(storedReceipt);
  const tree = treeOf(directives, stored);
  // Who issued follows the whole tree, also where a lateral request left its subtree.
  const own = new Set(commands.filter((row) => readable === null || readable.has(row.issuer_tier)).map(({ id }) => id));
  const shown = groupBy(
    directives.filter(({ tier, command }) => readable === null || readable.has(tier) || own.has(command)),
    ({ command }) => command,
  );
  const reported = groupBy(stored, ({ directive }) => directive);
  const signed = groupBy(await signaturesOf(db, ids), ({ command }) => command);
  return commands.map((command) =>
    commandView(command, shown.get(command.id) ?? [], reported, tree, now, signed.get(command.id) ?? []),
  );
}

function commandView(
  command: CommandRow,
  directives: readonly DirectiveRow[],
  reported: ReadonlyMap<string, readonly StoredReceipt[]>,
  tree: DirectiveTree,
  now: number,
  signatures: readonly SignatureRow[],
): CommandView {
  const frozen = frozenOf(command);
  const views: DirectiveView[] = [];
  const counted: RollUpInput[] = [];
  for (const directive of directives) {
    const reports = reported.get(directive.id) ?? [];
    const timed = reports.map(timedFact);
    const state = tree.state(directive.id);
    const late = overdue(timed, frozen.limits, issuedAtOf(command), now, state);
    const { id, tier, role, level } = directive;
    views.push({
      id,
      tier,
      role,
      ...addressed(directive),
      round: currentRound(timed),
      state,
      overdue: late,
      receipts: [...reports],
    });
    const reportedLate = lateReports(timed, frozen.limits, issuedAtOf(command));
    counted.push({ id, tier, level, state, overdue: late, lateReports: reportedLate, receipts: timed });
  }
  return {
    id: command.id,
    hash: command.hash,
    frozen,
    state: command.state,
    mode: command.mode,
    ...(command.issued_at === null ? {} : { issuedAt: toWireTime(command.issued_at) }),
    signatures: signatures.map(actSignature),
    directives: views,
    rollUp: rollUp(counted, command.issued_at ?? command.taken_at) as CommandView['rollUp'],
  };
}

/** What the rules need of a receipt, its times in UTC ms. */
export const timedFact = ({ round, kind, keepsPart, at, receivedAt }: StoredReceipt): TimedReceiptFact => ({
  round,
  kind,
  keepsPart,
  at: fromWireTime(at),
  receivedAt: fromWireTime(receivedAt),
});

/** What the list shows of a command. */
export const commandItem = ({ id, hash, frozen, state, mode, issuedAt, rollUp: counts }: CommandView): CommandItem => ({
  id,
  hash,
  frozen,
  state,
  mode,
  ...(issuedAt === undefined ? {} : { issuedAt }),
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

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

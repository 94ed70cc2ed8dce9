import type {
  CommandItem,
  CommandView,
  DirectiveView,
  InboxItem,
  RollUpInput,
  StoredReceipt,
  TimedReceiptFact,
} from '../../preload/contract/index.js';
import { currentRound, fromWireTime, lateReports, overdue, partyOf, rollUp, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import { groupBy } from './group-by.js';
import { DirectiveTree } from './rules/directive-tree.js';
import type { CommandRow } from './storage/commands.js';
import { demoMark, frozenOf, issuedAtOf } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf } from './storage/directives.js';
import type { FactRow } from './storage/receipts.js';
import { receiptsOf, storedReceipt, timedFactsOf } from './storage/receipts.js';
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
    ...demoMark(command.demo),
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
  const directives = await directivesOf(db, idsOf(commands));
  const stored = (await receiptsOf(db, idsOf(directives))).map(storedReceipt);
  const tree = treeOf(directives, stored);
  const shown = shownOf(commands, directives, readable);
  const reported = groupBy(stored, ({ directive }) => directive);
  const signed = groupBy(await signaturesOf(db, idsOf(commands)), ({ command }) => command);
  return commands.map((command) => {
    const views: DirectiveView[] = [];
    const counted: RollUpInput[] = [];
    for (const directive of shown.get(command.id) ?? []) {
      const reports = reported.get(directive.id) ?? [];
      const timed = reports.map(timedFact);
      const count = countOf(command, directive, timed, tree, now);
      const { id, tier, role } = directive;
      const { state, overdue: late } = count;
      views.push({
        ...{ id, tier, role, ...addressed(directive) },
        ...{ round: currentRound(timed), state, overdue: [...late], receipts: [...reports] },
      });
      counted.push(count);
    }
    const signatures = (signed.get(command.id) ?? []).map(actSignature);
    return { ...commandItem(command, counted), signatures, directives: views };
  });
}

/** Commands as a list shows them: counted like `commandViews`, without what the receipts say. */
export async function commandItems(
  db: Statements,
  commands: readonly CommandRow[],
  readable: ReadonlySet<string> | null,
  now: number,
): Promise<CommandItem[]> {
  const directives = await directivesOf(db, idsOf(commands));
  const facts = await timedFactsOf(db, idsOf(directives));
  const tree = treeOf(directives, facts);
  const shown = shownOf(commands, directives, readable);
  const reported = groupBy(facts, ({ directive }) => directive);
  return commands.map((command) => {
    const counted = (shown.get(command.id) ?? []).map((directive) => {
      const timed = (reported.get(directive.id) ?? []).map(({ at, received_at: receivedAt, round, kind, keepsPart }) => ({
        ...{ round, kind, keepsPart, receivedAt },
        at: fromWireTime(at),
      }));
      return countOf(command, directive, timed, tree, now);
    });
    return commandItem(command, counted);
  });
}

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Each command's directives that the caller sees. */
function shownOf(
  commands: readonly CommandRow[],
  directives: readonly DirectiveRow[],
  readable: ReadonlySet<string> | null,
): Map<string, DirectiveRow[]> {
  // Who issued follows the whole tree, also where a lateral request left its subtree.
  const own = new Set(commands.filter((row) => readable === null || readable.has(row.issuer_tier)).map(({ id }) => id));
  // A row that was read before its approval was committed has no directives yet, though they are there by now.
  const waiting = new Set(commands.filter(({ issued_at }) => issued_at === null).map(({ id }) => id));
  const seen = ({ tier, command }: DirectiveRow): boolean => readable === null || readable.has(tier) || own.has(command);
  return groupBy(
    directives.filter((directive) => seen(directive) && !waiting.has(directive.command)),
    ({ command }) => command,
  );
}

function countOf(
  command: CommandRow,
  { id, tier, level }: DirectiveRow,
  receipts: readonly TimedReceiptFact[],
  tree: DirectiveTree,
  now: number,
): RollUpInput {
  const { limits } = frozenOf(command);
  const issuedAt = issuedAtOf(command);
  const state = tree.state(id);
  const late = overdue(receipts, limits, issuedAt, now, state);
  return { id, tier, level, state, overdue: late, lateReports: lateReports(receipts, limits, issuedAt), receipts };
}

const commandItem = (command: CommandRow, counted: readonly RollUpInput[]): CommandItem => ({
  id: command.id,
  hash: command.hash,
  frozen: frozenOf(command),
  state: command.state,
  mode: command.mode,
  ...(command.issued_at === null ? {} : { issuedAt: toWireTime(command.issued_at) }),
  ...demoMark(command.demo),
  rollUp: rollUp(counted, command.issued_at ?? command.taken_at) as CommandItem['rollUp'],
});

/** What the rules need of a receipt, its times in UTC ms. */
export const timedFact = ({ round, kind, keepsPart, at, receivedAt }: StoredReceipt): TimedReceiptFact => ({
  round,
  kind,
  keepsPart,
  at: fromWireTime(at),
  receivedAt: fromWireTime(receivedAt),
});

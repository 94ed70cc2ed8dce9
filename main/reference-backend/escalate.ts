import type { EscalationPlan, EscalationRule, Template } from '../../preload/contract/index.js';
import { currentRound, defaultEscalation, escalationPlan } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { groupBy } from './group-by.js';
import { logFault } from './log.js';
import type { Pressure } from './press.js';
import { addPressure } from './press.js';
import { writeAudit } from './storage/audit.js';
import type { CommandRow } from './storage/commands.js';
import { findCommand, frozenOf, issuedAtOf } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf } from './storage/directives.js';
import type { FiredRow } from './storage/escalations.js';
import { dueCommands, firedOf, insertFired, unwatchCommand, watchCommand } from './storage/escalations.js';
import { EventDraft } from './storage/events.js';
import { insertReceipts, receiptsOf, storedReceipt } from './storage/receipts.js';
import { timedFact, treeOf } from './views.js';

/** Commands looked at in one run, and escalations that fire in one transaction: others wait for the next run. */
const COMMANDS_MAX = 20;
const FIRING_MAX = 500;
/** When a command that could not be looked at is tried again, ms. */
const RETRY_MS = 60_000;
/** Nothing more can come by time alone; what reopens a directive asks for another look. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Fires what the templates say about late steps. Each rule fires once for a directive's round, however often this runs. */
export async function escalate(backend: Backend): Promise<void> {
  const { database } = backend;
  for (const command of await dueCommands(database, backend.now(), COMMANDS_MAX)) {
    try {
      await database.transaction((tx) => escalateCommand(tx, backend, command));
    } catch (error) {
      // One command that cannot be looked at must not keep the others from it.
      logFault(`cannot press for command ${command}`, error);
      await watchCommand(database, command, backend.now() + RETRY_MS);
    }
  }
}

async function escalateCommand(tx: Statements, backend: Backend, id: string): Promise<void> {
  const command = await findCommand(tx, id);
  if (command === undefined || (command.state !== 'issued' && command.state !== 'running')) return unwatchCommand(tx, id);
  const now = backend.now();
  const rules = rulesOf(command, backend.templates);
  const plans = await plansOf(tx, command, rules, now);
  const due = plans.flatMap(({ directive, round, plan }) => plan.due.map((place) => ({ directive, round, place })));
  const firing = due.slice(0, FIRING_MAX);
  await fire(tx, backend, command, rules, firing, now);
  const next = plans.reduce((earliest, { plan }) => Math.min(earliest, plan.next ?? NEVER), NEVER);
  await watchCommand(tx, id, due.length > firing.length ? now : next);
}

/** The rules of the template that the command was frozen with. */
function rulesOf(command: CommandRow, templates: readonly Template[]): readonly EscalationRule[] {
  const { template, limits } = frozenOf(command);
  return templates.find(({ hash }) => hash === template.hash)?.escalation ?? defaultEscalation(limits);
}

type Planned = { readonly directive: DirectiveRow; readonly round: number; readonly plan: EscalationPlan };

async function plansOf(tx: Statements, command: CommandRow, rules: readonly EscalationRule[], now: number): Promise<Planned[]> {
  const directives = await directivesOf(tx, [command.id]);
  const ids = directives.map(({ id }) => id);
  const stored = (await receiptsOf(tx, ids)).map(storedReceipt);
  const tree = treeOf(directives, stored);
  const reported = groupBy(stored, ({ directive }) => directive);
  const fired = await firedOf(tx, ids);
  const { limits } = frozenOf(command);
  return directives.map((directive) => {
    const receipts = (reported.get(directive.id) ?? []).map(timedFact);
    const round = currentRound(receipts);
    const before = fired.filter((row) => row.directive === directive.id && row.round === round).map(({ place }) => place);
    const state = tree.state(directive.id);
    const plan = escalationPlan({ rules, limits, issuedAt: issuedAtOf(command), receipts, state, fired: new Set(before), now });
    return { directive, round, plan };
  });
}

type Firing = { readonly directive: DirectiveRow; readonly round: number; readonly place: number };

async function fire(
  tx: Statements,
  backend: Backend,
  command: CommandRow,
  rules: readonly EscalationRule[],
  firing: readonly Firing[],
  now: number,
): Promise<void> {
  if (firing.length === 0) return;
  const events = await EventDraft.begin(tx, now);
  const added = firing.flatMap(({ directive, round, place }) => {
    const rule = rules[place];
    if (rule === undefined) return [];
    const { action, step } = rule;
    const pressure: Pressure = { command, directive, round, action, step, by: 'system', demo: false };
    return [addPressure(backend, events, pressure, now)];
  });
  await insertReceipts(
    tx,
    added.map(({ row }) => row),
  );
  const rows = firing.map(({ directive, round, place }): FiredRow => ({ directive: directive.id, round, place }));
  await insertFired(tx, rows);
  await events.write(tx);
  await writeAudit(
    tx,
    now,
    added.map(({ audit }) => audit),
  );
}

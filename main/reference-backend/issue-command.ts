import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { createDirectives } from './create-directives.js';
import { CommandTree } from './known-trees.js';
import type { CommandRow } from './storage/commands.js';
import { commandEvent, frozenOf, headOf, setCommandIssued } from './storage/commands.js';
import type { EventDraft } from './storage/events.js';

/**
 * Issues a command that waited for an approval: from now on its limits run and its directives are there. Whoever began
 * the events writes them.
 * @param now UTC ms
 * @returns sequence of the event that tells of it
 */
export async function issueCommand(
  tx: Statements,
  backend: Backend,
  events: EventDraft,
  command: CommandRow,
  now: number,
): Promise<number> {
  const issued: CommandRow = { ...command, state: 'issued', issued_at: now };
  await setCommandIssued(tx, command.id, now);
  const sequence = events.add('commands', command.issuer_tier, () => commandEvent(issued, 'issued'));
  await sendDown(tx, backend, events, issued, now);
  return sequence;
}

/** Creates the directives of an issued command, save those that a tier will forward. @param now UTC ms */
export async function sendDown(
  tx: Statements,
  backend: Pick<Backend, 'tiers' | 'trees'>,
  events: EventDraft,
  command: CommandRow,
  now: number,
): Promise<void> {
  const targets = frozenOf(command).targets.filter(({ via }) => via === null);
  const directives = await createDirectives(tx, backend, events, { command, targets, under: null }, now);
  // The receipts come at once.
  backend.trees.keep(tx, [new CommandTree(headOf(command), directives, [])]);
}

import type { Receipt } from '../../preload/contract/index.js';
import { canonicalJson, currentRound, isClosed, partyOf, toWireTime } from '../../preload/contract/index.js';
import { v7 as uuidv7 } from 'uuid';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { subjectsOf } from './lateral.js';
import type { Caller } from './rules/caller.js';
import { actsFor } from './rules/caller.js';
import type { ActRules } from './signed-act.js';
import { needsTier, stateConflict } from './signed-act.js';
import type { CommandRow } from './storage/commands.js';
import { commandEvent, frozenOf, setCommandState } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { directivesOf } from './storage/directives.js';
import type { EventDraft } from './storage/events.js';
import type { ReceiptRow } from './storage/receipts.js';
import { addReceipt, factsOf, insertReceipts } from './storage/receipts.js';
import { treeOf } from './views.js';

type Said = { readonly kind: 'recalled' | 'verified'; readonly caller: Caller; readonly note: string | undefined };

/** The issuing side takes a command back: every directive of the tree that is not closed is told. */
export const recall = (backend: Backend, caller: Caller, note: string | undefined): ActRules => ({
  operation: 'recallCommand',
  mayAct: (command, _caller, _signature, now) => needsTier(actsFor(caller, backend.tiers, now), command),
  mayFollow: async (_tx, command) => {
    const open = command.state === 'awaiting-approval' || command.state === 'issued' || command.state === 'running';
    return open ? null : stateConflict(command);
  },
  carryOut: async (tx, events, command, now) => {
    await say(tx, backend, events, command, now, { kind: 'recalled', caller, note }, (_row, state) => !isClosed(state));
    await setCommandState(tx, command.id, 'recalled');
    return events.add('commands', command.issuer_tier, () => commandEvent(command, 'recalled'));
  },
});

/** The issuing side verifies what was finished: the directives that it gave out itself, without a forwarder, close with its word. */
export const verification = (backend: Backend, caller: Caller, note: string | undefined): ActRules => ({
  operation: 'verifyCommand',
  mayAct: (command, _caller, _signature, now) => needsTier(actsFor(caller, backend.tiers, now), command),
  mayFollow: async (_tx, command) => (command.state === 'finished' ? null : stateConflict(command)),
  carryOut: async (tx, events, command, now) => {
    const said: Said = { kind: 'verified', caller, note };
    const given = new Set(frozenOf(command).targets.flatMap((target) => (target.via === null ? [partyOf(target)] : [])));
    await say(tx, backend, events, command, now, said, (row, state) => given.has(partyOf(row)) && state === 'done');
    await setCommandState(tx, command.id, 'verified');
    return events.add('commands', command.issuer_tier, () => commandEvent(command, 'verified'));
  },
});

/** Writes a receipt of the issuing side on each directive that is chosen, in its current round. */
async function say(
  tx: Statements,
  { tiers }: Backend,
  events: EventDraft,
  command: CommandRow,
  now: number,
  { kind, caller, note }: Said,
  chosen: (row: DirectiveRow, state: ReturnType<ReturnType<typeof treeOf>['state']>) => boolean,
): Promise<void> {
  const directives = await directivesOf(tx, [command.id]);
  const facts = await factsOf(
    tx,
    directives.map(({ id }) => id),
  );
  const tree = treeOf(directives, facts);
  const rows = directives
    .filter((row) => chosen(row, tree.state(row.id)))
    .map(({ id: directive, tier }): ReceiptRow => {
      const round = currentRound(tree.facts(directive));
      const receipt: Receipt = {
        id: uuidv7(),
        directive,
        round,
        kind,
        at: toWireTime(now),
        ...(note === undefined ? {} : { note }),
      };
      return addReceipt(events, subjectsOf(tiers, tier, command.issuer_tier, now), (sequence) => ({
        sequence,
        id: receipt.id,
        directive,
        round,
        kind,
        content: canonicalJson(receipt),
        author: caller.account,
        received_at: now,
        demo: caller.demo ? 1 : 0,
      }));
    });
  await insertReceipts(tx, rows);
}

import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { EscalationAction, Step, StoredReceipt } from '../../preload/contract/index.js';
import { canonicalJson, currentRound, isClosed, ok, partyOf, toWireTime } from '../../preload/contract/index.js';
import type { Backend } from './backend.js';
import { findReadable, readTree } from './find-directive.js';
import type { Answer } from './http/serve.js';
import { subjectsOf } from './lateral.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { actsFor } from './rules/caller.js';
import { isIssuingSide } from './rules/receipt-check.js';
import { once } from './storage/answers.js';
import type { AuditNote } from './storage/audit.js';
import { writeAudit } from './storage/audit.js';
import type { CommandRow } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { EventDraft } from './storage/events.js';
import type { ReceiptRow } from './storage/receipts.js';
import { addReceipt, insertReceipts, storedReceipt } from './storage/receipts.js';

/** Something done to get a directive going: by hand, or by a rule for a step that is late. */
export type Pressure = {
  readonly command: CommandRow;
  readonly directive: DirectiveRow;
  readonly round: number;
  readonly action: EscalationAction;
  readonly step?: Step;
  readonly note?: string | undefined;
  readonly by: string;
  readonly demo: boolean;
};

/**
 * Adds the receipt and its events; with an escalation also the event that tells of it, to the tier above with
 * `tell-upper`. Whoever began the events writes them, the rows and the audit.
 */
export function addPressure(
  { tiers }: Pick<Backend, 'tiers'>,
  events: EventDraft,
  pressure: Pressure,
  now: number,
): { readonly row: ReceiptRow; readonly audit: AuditNote } {
  const { command, directive, round, action, step, note, by, demo } = pressure;
  const kind = action === 'remind' ? 'reminded' : 'escalated';
  const id = v7({ msecs: now, random: randomBytes(16) });
  const at = toWireTime(now);
  const told = { action, ...(step === undefined ? {} : { step }), ...(note === undefined ? {} : { note }) };
  const content = canonicalJson({ id, directive: directive.id, round, kind, at, ...told });
  const subjects = subjectsOf(tiers, directive.tier, command.issuer_tier, now);
  const row = addReceipt(events, subjects, (sequence) => ({
    sequence,
    id,
    directive: directive.id,
    round,
    kind,
    content,
    author: by,
    received_at: now,
    demo: demo ? 1 : 0,
  }));
  if (kind === 'escalated') {
    const upper = action === 'tell-upper' ? (tiers.find(directive.tier, now)?.parent ?? directive.tier) : directive.tier;
    const { tier } = directive;
    events.add('escalations', upper, () => ({
      directive: directive.id,
      command: command.id,
      mode: command.mode,
      tier,
      party: partyOf(directive),
      round,
      ...told,
      receipt: id,
      at,
    }));
  }
  const details = { receipt: id, round, ...told };
  return { row, audit: { by, act: `directive.${kind}`, subject: directive.id, details } };
}

type Asked = { readonly action: EscalationAction; readonly note?: string | undefined };
type Keyed = { readonly operation: string; readonly key: string | undefined };

/** Presses for a directive by hand, from the side that gave it. */
export const press = (
  backend: Backend,
  caller: Caller,
  id: string,
  { action, note }: Asked,
  { operation, key }: Keyed,
): Promise<Outcome<Answer>> =>
  backend.database.transaction(async (tx) => {
    const found = await findReadable(tx, backend, caller, id);
    if (!found.ok) return found;
    const { directive, command, place } = found.value;
    const now = backend.now();
    if (!isIssuingSide(place, actsFor(caller, backend.tiers, now))) return refuse('foreign-tier', { path: '/id' });
    const content = { directive: id, action, note: note ?? null };
    return once(tx, { account: caller.account, key, operation, content }, now, async () => {
      const { tree } = await readTree(tx, command.id);
      const state = tree.state(id);
      const runs = command.state === 'issued' || command.state === 'running';
      if (!runs || isClosed(state)) return refuse('state-conflict', { detail: `the directive is ${state}` });
      const events = await EventDraft.begin(tx, now);
      const round = currentRound(tree.facts(id));
      const { account: by, demo } = caller;
      const { row, audit } = addPressure(backend, events, { command, directive, round, action, note, by, demo }, now);
      await insertReceipts(tx, [row]);
      await events.write(tx);
      await writeAudit(tx, now, [audit]);
      const body: StoredReceipt = storedReceipt(row);
      return ok({ status: 201, body });
    });
  });

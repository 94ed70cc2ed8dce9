import type { ForwardRequest, Target } from '../../preload/contract/index.js';
import { canonicalJson, currentRound, isClosed, ok, partyOf, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { createDirectives } from './create-directives.js';
import type { Found } from './find-directive.js';
import { findReadable, readTree } from './find-directive.js';
import type { Answer } from './http/serve.js';
import { subjectsOf } from './lateral.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { actsFor } from './rules/caller.js';
import { progressOf } from './rules/command-progress.js';
import type { DirectiveTree } from './rules/directive-tree.js';
import { writeAudit } from './storage/audit.js';
import { commandEvent, frozenOf, setCommandState } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { unwatchCommand } from './storage/escalations.js';
import { EventDraft } from './storage/events.js';
import { findForward, insertForward } from './storage/forwards.js';
import type { ReceiptRow } from './storage/receipts.js';
import { addReceipt, findReceipts, insertReceipts, storedReceipt } from './storage/receipts.js';
import { inboxItem, treeOf } from './views.js';

/**
 * Passes a directive on to targets of the signed list, in one transaction with the receipt `forwarded`; resolves after
 * the commit. The same forward again gets the first answer.
 */
export const forward = (backend: Backend, caller: Caller, id: string, request: ForwardRequest): Promise<Outcome<Answer>> =>
  backend.database.transaction(async (tx) => {
    const found = await findReadable(tx, backend, caller, id);
    if (!found.ok) return found;
    const now = backend.now();
    if (!actsFor(caller, backend.tiers, now).has(found.value.directive.tier)) return refuse('foreign-tier', { path: '/id' });
    const content = canonicalJson(request);
    const known = await findForward(tx, request.id);
    if (known !== undefined) {
      if (known.directive !== id || known.content !== content) return refuse('forward-conflict', { path: '/id' });
      return ok({ status: 200, body: JSON.parse(known.answer) as unknown });
    }
    // The forward's id is that of its receipt, too.
    if ((await findReceipts(tx, [request.id])).length > 0) return refuse('forward-conflict', { path: '/id' });
    const { rows, tree } = await readTree(tx, found.value.command.id);
    const targets = checkForward(backend, found.value, request, { rows, tree }, now);
    if (!targets.ok) return targets;
    return store(tx, backend, { ...found.value, caller, request, content, targets: targets.value, rows, tree }, now);
  });

/** The targets as the signed list has them, or why they cannot be forwarded to. */
function checkForward(
  { parties }: Backend,
  { directive, command }: Found,
  request: ForwardRequest,
  { rows, tree }: { readonly rows: readonly DirectiveRow[]; readonly tree: DirectiveTree },
  now: number,
): Outcome<Target[]> {
  const state = tree.state(directive.id);
  const runs = command.state === 'issued' || command.state === 'running';
  if (!runs || isClosed(state) || state === 'returned') return refuse('state-conflict', { detail: `the directive is ${state}` });
  const signed = frozenOf(command).targets.filter(({ via }) => via === directive.tier);
  const taken = new Set(rows.filter((row) => tree.state(row.id) !== 'withdrawn').map(partyOf));
  const seen = new Set<string>();
  const targets: Target[] = [];
  for (const [index, { tier, party, role }] of request.targets.entries()) {
    const path = `/targets/${index}`;
    const wanted = partyOf({ tier, party });
    const target = signed.find((candidate) => candidate.tier === tier && partyOf(candidate) === wanted);
    if (!parties.has(tier, wanted, now) && party !== undefined) return refuse('party-unknown', { path: `${path}/party` });
    if (target === undefined || !parties.has(tier, wanted, now)) return refuse('outside-scope', { path });
    if (seen.has(wanted)) return refuse('target-duplicate', { path });
    if (taken.has(wanted)) return refuse('already-forwarded', { path });
    seen.add(wanted);
    targets.push({ ...target, role });
  }
  return ok(targets);
}

type Accepted = Found & {
  readonly caller: Caller;
  readonly request: ForwardRequest;
  readonly content: string;
  readonly targets: readonly Target[];
  readonly rows: readonly DirectiveRow[];
  readonly tree: DirectiveTree;
};

async function store(tx: Statements, backend: Backend, accepted: Accepted, now: number): Promise<Outcome<Answer>> {
  const { directive, command, caller, request, content, targets, rows, tree } = accepted;
  const events = await EventDraft.begin(tx, now);
  const subjects = subjectsOf(backend.tiers, directive.tier, command.issuer_tier, now);
  const receipt = addReceipt(events, subjects, (sequence) => receiptRow(accepted, sequence, now));
  await insertReceipts(tx, [receipt]);
  const branch = { command, targets, under: directive.id, note: request.note };
  const children = await createDirectives(tx, backend, events, branch, now);
  tree.add(directive.id, { round: receipt.round, kind: 'forwarded' });
  const states = [...rows.map((row) => tree.state(row.id)), ...children.map(() => 'pending' as const)];
  for (const state of progressOf(command.state, states)) {
    events.add('commands', command.issuer_tier, () => commandEvent(command, state));
    await setCommandState(tx, command.id, state);
  }
  // The new directives have limits of their own to be watched.
  await unwatchCommand(tx, command.id);
  const fresh = treeOf(children, []);
  const answer = {
    id: request.id,
    directive: directive.id,
    receipt: storedReceipt(receipt),
    items: children.map((child) => inboxItem(command, child, fresh)),
  };
  const { id } = request;
  await insertForward(tx, {
    id,
    directive: directive.id,
    content,
    answer: JSON.stringify(answer),
    author: caller.account,
    at: now,
  });
  await events.write(tx);
  const details = { forward: id, targets: targets.map(partyOf), keepsPart: request.keepsPart === true };
  await writeAudit(tx, now, [{ by: caller.account, act: 'directive.forward', subject: directive.id, details }]);
  return ok({ status: 201, body: answer });
}

function receiptRow({ directive, caller, request, tree }: Accepted, sequence: number, now: number): ReceiptRow {
  const round = currentRound(tree.facts(directive.id));
  const content = {
    id: request.id,
    directive: directive.id,
    round,
    kind: 'forwarded' as const,
    at: toWireTime(now),
    ...(request.note === undefined ? {} : { note: request.note }),
    ...(request.keepsPart === true ? { keepsPart: true } : {}),
  };
  return {
    sequence,
    id: request.id,
    directive: directive.id,
    round,
    kind: 'forwarded',
    content: canonicalJson(content),
    author: caller.account,
    received_at: now,
    demo: caller.demo ? 1 : 0,
  };
}

import type { ForwardRequest, Target } from '../../preload/contract/index.js';
import { canonicalJson, centreOf, currentRound, isClosed, ok, partyOf, toWireTime } from '../../preload/contract/index.js';
import { v7 as uuidv7 } from 'uuid';
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
import { once } from './storage/answers.js';
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
 * @param key the header Idempotency-Key
 */
export const forward = (
  backend: Backend,
  caller: Caller,
  id: string,
  request: ForwardRequest,
  key: string | undefined,
): Promise<Outcome<Answer>> =>
  backend.database.transaction(async (tx) => {
    const found = await findReadable(tx, backend, caller, id);
    if (!found.ok) return found;
    const now = backend.now();
    if (!actsFor(caller, backend.tiers, now).has(found.value.directive.tier)) return refuse('foreign-tier', { path: '/id' });
    const keyed = { account: caller.account, key, operation: 'postForward', content: { directive: id, request } };
    return once(tx, keyed, now, () => forwardFound(tx, backend, found.value, caller, request, now));
  });

async function forwardFound(
  tx: Statements,
  backend: Backend,
  found: Found,
  caller: Caller,
  request: ForwardRequest,
  now: number,
): Promise<Outcome<Answer>> {
  const content = canonicalJson(request);
  const known = await findForward(tx, request.id);
  if (known !== undefined) {
    if (known.directive !== found.directive.id || known.content !== content) return refuse('forward-conflict', { path: '/id' });
    return ok({ status: 200, body: JSON.parse(known.answer) as unknown });
  }
  // The forward's id is that of its receipt, too.
  if ((await findReceipts(tx, [request.id])).length > 0) return refuse('forward-conflict', { path: '/id' });
  const { rows, tree } = await readTree(tx, found.command.id);
  const plan = planForward(backend, found, request, { rows, tree }, now);
  if (!plan.ok) return plan;
  return store(tx, backend, { ...found, ...plan.value, caller, request, content, rows, tree }, now);
}

type Grown = { readonly rows: readonly DirectiveRow[]; readonly tree: DirectiveTree };

/** Where the forward goes, as the signed list has it, and the returned directives whose place the new ones take. */
type Plan = { readonly targets: readonly Target[]; readonly replaced: readonly DirectiveRow[] };

function planForward(
  { parties }: Backend,
  { directive, command }: Found,
  request: ForwardRequest,
  { rows, tree }: Grown,
  now: number,
): Outcome<Plan> {
  const state = tree.state(directive.id);
  const runs = command.state === 'issued' || command.state === 'running';
  if (!runs || isClosed(state) || state === 'returned') return refuse('state-conflict', { detail: `the directive is ${state}` });
  const free = (row: DirectiveRow): boolean => row.parent === directive.id && tree.state(row.id) === 'returned';
  const named = rows.find(({ id, parent }) => id === request.replaces && parent === directive.id);
  if (request.replaces !== undefined) {
    if (named === undefined) return refuse('not-found', { path: '/replaces' });
    if (!free(named)) return refuse('state-conflict', { path: '/replaces', detail: `it is ${tree.state(named.id)}` });
  }
  const signed = forwardedBy(directive, frozenOf(command).targets);
  const taken = new Map(rows.filter((row) => tree.state(row.id) !== 'withdrawn').map((row) => [partyOf(row), row]));
  const seen = new Set<string>();
  const targets: Target[] = [];
  const replaced = new Set(named === undefined ? [] : [named]);
  for (const [index, given] of request.targets.entries()) {
    const path = `/targets/${index}`;
    const { tier, party, via = directive.tier } = typeof given === 'string' ? { tier: given } : given;
    const wanted = partyOf({ tier, party });
    const target = signed.find((candidate) => candidate.tier === tier && partyOf(candidate) === wanted);
    if (!parties.has(tier, wanted, now) && party !== undefined) return refuse('party-unknown', { path: `${path}/party` });
    if (target === undefined || !parties.has(tier, wanted, now)) return refuse('outside-scope', { path });
    if (via !== target.via) return refuse('outside-scope', { path: `${path}/via` });
    if (seen.has(wanted)) return refuse('target-duplicate', { path });
    const holder = taken.get(wanted);
    if (holder !== undefined && !free(holder)) return refuse('already-forwarded', { path });
    if (holder !== undefined) replaced.add(holder);
    seen.add(wanted);
    targets.push(target);
  }
  return ok({ targets, replaced: [...replaced] });
}

/** The targets that a directive may be forwarded to: its tier's centre forwards, or the party that stands there without. */
function forwardedBy(directive: DirectiveRow, targets: readonly Target[]): Target[] {
  const { tier } = directive;
  const ofCentre = targets.some((target) => target.tier === tier && partyOf(target) === centreOf(tier));
  if (ofCentre && partyOf(directive) !== centreOf(tier)) return [];
  return targets.filter(({ via }) => via === tier);
}

type Accepted = Found &
  Plan &
  Grown & {
    readonly caller: Caller;
    readonly request: ForwardRequest;
    readonly content: string;
  };

async function store(tx: Statements, backend: Backend, accepted: Accepted, now: number): Promise<Outcome<Answer>> {
  const { directive, command, caller, request, content, targets, replaced, rows, tree } = accepted;
  const events = await EventDraft.begin(tx, now);
  const add = (row: DirectiveRow, make: (sequence: number) => ReceiptRow): ReceiptRow =>
    addReceipt(events, subjectsOf(backend.tiers, row.tier, command.issuer_tier, now), make);
  const withdrawn = replaced.map((row) => add(row, withdrawal(row, accepted, now)));
  const receipt = add(directive, (sequence) => receiptRow(accepted, sequence, now));
  await insertReceipts(tx, [...withdrawn, receipt]);
  const branch = { command, targets, under: directive.id, note: request.note };
  const children = await createDirectives(tx, backend, events, branch, now);
  for (const { directive: about, round, kind } of [...withdrawn, receipt]) tree.add(about, { round, kind });
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
  const places = { targets: targets.map(partyOf), replaced: replaced.map((row) => row.id) };
  const details = { forward: id, ...places, keepsPart: request.keepsPart === true };
  await writeAudit(tx, now, [{ by: caller.account, act: 'directive.forward', subject: directive.id, details }]);
  return ok({ status: 201, body: answer });
}

/** Maker of the receipt that closes a returned directive whose place another one takes. */
function withdrawal({ id: directive }: DirectiveRow, { caller, tree }: Accepted, now: number) {
  const round = currentRound(tree.facts(directive));
  const id = uuidv7();
  const content = canonicalJson({ id, directive, round, kind: 'withdrawn', at: toWireTime(now), note: 'replaced' });
  return (sequence: number): ReceiptRow => ({
    sequence,
    id,
    directive,
    round,
    kind: 'withdrawn',
    content,
    author: caller.account,
    received_at: now,
    demo: caller.demo ? 1 : 0,
  });
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

import type { AcceptanceRequest, HandoverRequest, Json, OpenItem, Role, Shift } from '../../../preload/contract/index.js';
import { missingItems, ok, toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Backend } from '../backend.js';
import type { Answer } from '../http/serve.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { findAccount } from '../storage/accounts.js';
import { once } from '../storage/answers.js';
import { writeAudit } from '../storage/audit.js';
import { EventDraft } from '../storage/events.js';
import { findShift, updateShift } from '../storage/shifts.js';
import { openItems } from './open-items.js';
import { beginShift, openingOf, shiftToActOn, tellShift } from './shifts.js';

/** Offers a shift to the next officer: a gate that only opens when everything that is open is named. */
export function handOver(
  backend: Backend,
  caller: Caller,
  id: string,
  request: HandoverRequest,
  key: string | undefined,
): Promise<Outcome<Answer>> {
  const { account } = caller;
  return backend.database.transaction(async (tx) => {
    const now = backend.now();
    const content = { id, ...request } as Json;
    return once(tx, { account, key, operation: 'postHandover', content }, now, async () => {
      const found = await shiftToActOn(tx, backend, caller, id, now);
      if (!found.ok) return found;
      const { shift } = found.value;
      if (shift.officer !== account && !caller.roles.includes('leader')) {
        return refuse('role', { detail: 'only who has the shift, or a leader, hands it over' });
      }
      if (shift.status === 'closed') return refuse('shift-closed');
      if (!(await canTakeOver(tx, backend, shift, request.to, now))) return refuse('handover-recipient', { path: '/to' });
      const open = await openItems(tx, shift.tier, now);
      const missing = missingItems(open.items, request.items);
      if (missing.length > 0) return refuse('handover-incomplete', { path: '/items', detail: listed(missing) });
      if (open.more && !request.items.some(({ kind }) => kind === 'all-remaining')) {
        return refuse('handover-incomplete', { path: '/items', detail: 'more is open than is listed: all-remaining' });
      }
      const offered: Shift = { ...shift, status: 'handing-over', handover: { ...request, at: toWireTime(now), by: account } };
      const events = await EventDraft.begin(tx, now);
      tellShift(events, offered);
      await updateShift(tx, offered);
      await writeAudit(tx, now, [{ by: account, act: 'shift.hand-over', subject: id, details: { handover: request as Json } }]);
      await events.write(tx);
      return ok({ status: 201, body: offered });
    });
  });
}

/** How many missing items a refusal names. */
const NAMED_MAX = 20;

const listed = (missing: readonly OpenItem[]): string => {
  const named = missing.slice(0, NAMED_MAX).map(({ kind, id, state, title }) => `${kind} ${id} (${state}: ${title})`);
  const more = missing.length - named.length;
  return `not named: ${named.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** Whether an account is another officer or leader who may act for the shift's tier. */
async function canTakeOver(tx: Statements, { tiers }: Backend, shift: Shift, to: string, now: number): Promise<boolean> {
  const account = await findAccount(tx, to);
  if (account === undefined || to === shift.officer) return false;
  const roles = JSON.parse(account.roles) as Role[];
  const near = account.tier === shift.tier || (account.subtree === 1 && tiers.below(account.tier, now).has(shift.tier));
  return near && (roles.includes('officer') || roles.includes('leader'));
}

/** Takes a shift over: the old one closes and the new one begins in one transaction. */
export function accept(
  backend: Backend,
  caller: Caller,
  id: string,
  request: AcceptanceRequest,
  key: string | undefined,
): Promise<Outcome<Answer>> {
  const { account, demo } = caller;
  return backend.database.transaction(async (tx) => {
    const now = backend.now();
    const content = { shift: id, ...request } as Json;
    return once(tx, { account, key, operation: 'postAcceptance', content }, now, async () => {
      const found = await shiftToActOn(tx, backend, caller, id, now);
      if (!found.ok) return found;
      const { shift } = found.value;
      const opening = openingOf(content, account);
      const known = await findShift(tx, request.id);
      if (known !== undefined) {
        return known.request === opening ? ok({ status: 200, body: known.shift }) : refuse('shift-conflict', { path: '/id' });
      }
      if (shift.status === 'closed') return refuse('shift-closed');
      if (shift.handover === undefined) return refuse('not-offered');
      if (shift.handover.to !== account) return refuse('not-recipient');
      const at = toWireTime(now);
      if (request.endsAt !== undefined && request.endsAt <= at) {
        return refuse('schema', { path: '/endsAt', detail: 'ends before it starts' });
      }
      const over: Shift = { ...shift, status: 'closed', closedAt: at };
      const next: Shift = {
        ...request,
        tier: shift.tier,
        officer: account,
        startsAt: at,
        status: 'open',
        openedAt: at,
        previous: id,
        demo,
      };
      const events = await EventDraft.begin(tx, now);
      tellShift(events, over);
      await updateShift(tx, over);
      await beginShift(tx, events, next, opening);
      await writeAudit(tx, now, [{ by: account, act: 'shift.accept', subject: id, details: { shift: next as Json } }]);
      await events.write(tx);
      return ok({ status: 201, body: next });
    });
  });
}

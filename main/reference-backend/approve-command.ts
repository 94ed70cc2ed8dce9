import { fromWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { issueCommand } from './issue-command.js';
import type { Job } from './clockwork.js';
import type { Refusal } from './problem.js';
import type { ActRules } from './signed-act.js';
import { stateConflict } from './signed-act.js';
import { writeAudit } from './storage/audit.js';
import type { CommandRow } from './storage/commands.js';
import { commandEvent, frozenOf, overdueApprovals, setCommandState } from './storage/commands.js';
import { EventDraft } from './storage/events.js';
import { findKey } from './storage/keys.js';
import { findSignature } from './storage/signatures.js';

/** A second person decides: not the issuer, in a session that is not the issuer's, of the issuer's tier or one above. */
export const approval = (backend: Backend, act: 'approve' | 'refuse'): ActRules => ({
  operation: 'approveCommand',
  mayAct: (command, caller, signature, now) => {
    const issuer = frozenOf(command).issuer.account;
    if (caller.account === issuer || signature.account === issuer) return { code: 'same-person', path: '/signature/account' };
    const below = backend.tiers.readable(caller.tier, now);
    if (below === null || below.has(command.issuer_tier)) return null;
    return { code: 'foreign-tier', detail: "an approver is of the issuer's tier or of one above it" };
  },
  mayFollow: async (tx, command, now) => {
    if (command.state === 'expired') return { code: 'expired' };
    if (command.state !== 'awaiting-approval') return stateConflict(command);
    // By a clock that jumped nothing ends for good.
    const steady = backend.clock.isSteady();
    if (fromWireTime(frozenOf(command).expiresAt) <= now) {
      if (steady) await end(tx, [command], 'expired', now);
      return { code: 'expired' };
    }
    if (act === 'refuse') return null;
    const gone = frozenOf(command).targets.find(({ tier }) => backend.tiers.find(tier, now) === undefined);
    if (gone === undefined) return checkIssuerKey(tx, command);
    // A successor is not what the officer signed and the approver saw; whoever is meant now is ordered anew.
    if (steady) await end(tx, [command], 'refused', now, { tier: gone.tier });
    return { code: 'state-conflict', detail: `${gone.tier} is a tier no longer` };
  },
  carryOut: async (tx, events, command, now) => {
    if (act === 'approve') return issueCommand(tx, backend, events, command, now);
    await setCommandState(tx, command.id, 'refused');
    return events.add('commands', command.issuer_tier, () => commandEvent(command, 'refused'));
  },
});

/** Nothing has gone down yet, so an issuer whose key was revoked meanwhile has ordered nothing. */
async function checkIssuerKey(tx: Statements, { id }: CommandRow): Promise<Refusal | null> {
  const signature = await findSignature(tx, id, 'issue');
  const key = signature === undefined ? undefined : await findKey(tx, signature.key);
  return key?.revoked_at === null ? null : { code: 'key-revoked', detail: "the issuer's key was revoked meanwhile" };
}

const AUDITED = { expired: 'command.expire', refused: 'command.refuse' } as const;

/** Ends commands that wait for an approval, without anybody's signature. */
async function end(
  tx: Statements,
  commands: readonly CommandRow[],
  state: keyof typeof AUDITED,
  now: number,
  why: { readonly tier?: string } = {},
): Promise<void> {
  const events = await EventDraft.begin(tx, now);
  for (const command of commands) {
    await setCommandState(tx, command.id, state);
    events.add('commands', command.issuer_tier, () => commandEvent(command, state));
  }
  await events.write(tx);
  await writeAudit(
    tx,
    now,
    commands.map(({ id, hash }) => ({ by: 'system', act: AUDITED[state], subject: id, details: { hash, ...why } })),
  );
}

/** Commands that nobody approved in time are over. */
export const expireCommands = (backend: Backend): Job => ({
  name: 'expire commands without approval',
  everyMs: 1000,
  run: async () => {
    // Asked outside first: a transaction every second for nothing would wake the disk.
    if ((await overdueApprovals(backend.database, backend.now())).length === 0) return;
    await backend.database.transaction(async (tx) => {
      const now = backend.now();
      await end(tx, await overdueApprovals(tx, now), 'expired', now);
    });
  },
});

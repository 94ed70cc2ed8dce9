import type { CommandAnswer, CommandRequest, Frozen, Role } from '../../preload/contract/index.js';
import { canonicalJson, err, ok } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { sendDown } from './issue-command.js';
import type { Outcome, Refusal } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { actsFor } from './rules/caller.js';
import { checkCommand, checkForm } from './rules/command-check.js';
import { checkIssueTimes, checkSignature, sameSignature } from './rules/signature-check.js';
import { findAccount } from './storage/accounts.js';
import { writeAudit } from './storage/audit.js';
import type { CommandRow } from './storage/commands.js';
import { commandEvent, findCommand, frozenOf, insertCommand } from './storage/commands.js';
import { EventDraft } from './storage/events.js';
import { findKey, keysOf } from './storage/keys.js';
import { findSignature, insertSignature } from './storage/signatures.js';

export type Taken = { readonly answer: CommandAnswer; readonly created: boolean };

/** The answer to a POST never changes afterwards, whatever became of the command. */
const answerOf = (row: CommandRow): CommandAnswer => ({
  id: row.id,
  hash: row.hash,
  state: stateTakenIn(frozenOf(row)),
  sequence: String(row.sequence),
});

const stateTakenIn = ({ approvals }: Frozen): 'awaiting-approval' | 'issued' =>
  approvals === 0 ? 'issued' : 'awaiting-approval';

/**
 * Takes a command in and issues it unless it needs an approval, all in one transaction; resolves after the commit.
 * @param key the header Idempotency-Key
 */
export async function takeCommand(
  backend: Backend,
  caller: Caller,
  request: CommandRequest,
  key: string,
): Promise<Outcome<Taken>> {
  const canonical = canonicalJson(request.frozen);
  const wrong = checkForm(request, canonical, caller);
  if (wrong !== null) return err(wrong);
  return backend.database.transaction(async (tx): Promise<Outcome<Taken>> => {
    const { frozen } = request;
    const issuer = await issuerOf(tx, backend, caller, frozen);
    if (!issuer.ok) return issuer;
    const known = await findCommand(tx, frozen.id);
    if (known !== undefined) {
      const refused = await checkAgain(tx, known, request);
      return refused === null ? ok({ answer: answerOf(known), created: false }) : err(refused);
    }
    if (key !== frozen.id) return refuse('idempotency-key-mismatch');
    const now = backend.now();
    const { templates, parties, tiers } = backend;
    const refused =
      checkCommand(frozen, {
        roles: issuer.value.roles,
        actsFor: actsFor(issuer.value, tiers, now),
        ...{ templates, parties, tiers: tiers.today(now), now },
      }) ??
      checkIssueTimes(frozen, request.signature, now) ??
      (await checkIssuer(tx, caller, request));
    if (refused !== null) return err(refused);
    return ok({
      answer: answerOf(await store(tx, backend, { caller, request, canonical, demo: issuer.value.demo, now })),
      created: true,
    });
  });
}

type Issuer = Pick<Caller, 'roles' | 'tier' | 'subtree' | 'demo'>;

/** Who issues: the caller, or the officer for whom a device that may act for the officer's tier hands in. */
async function issuerOf(tx: Statements, backend: Backend, caller: Caller, { issuer }: Frozen): Promise<Outcome<Issuer>> {
  if (issuer.account === caller.account) return ok(caller);
  const account = await findAccount(tx, issuer.account);
  if (account === undefined) return refuse('issuer-mismatch', { path: '/frozen/issuer/account' });
  if (!actsFor(caller, backend.tiers, backend.now()).has(account.tier)) {
    return refuse('issuer-mismatch', { path: '/frozen/issuer/tier' });
  }
  return ok({
    roles: JSON.parse(account.roles) as Role[],
    tier: account.tier,
    subtree: account.subtree === 1,
    demo: caller.demo || account.demo === 1,
  });
}

/** A command that is known: the same content is answered, though never for a signature that is none. */
async function checkAgain(
  tx: Statements,
  known: CommandRow,
  { frozen, hash, signature }: CommandRequest,
): Promise<Refusal | null> {
  if (known.hash !== hash) return { code: 'command-conflict', path: '/frozen/id' };
  if (signature === undefined) return null;
  const stored = await findSignature(tx, known.id, 'issue');
  if (stored !== undefined && sameSignature(stored, signature)) return null;
  return checkSignature('issue', hash, signature, frozen.issuer.account, await findKey(tx, signature.key));
}

/**
 * The issuer's signature, where there is one or has to be one. Who once had a confirmed key signs for good: a thief of
 * the session could otherwise revoke the key and issue without it.
 */
async function checkIssuer(tx: Statements, caller: Caller, { frozen, hash, signature }: CommandRequest): Promise<Refusal | null> {
  const { account } = frozen.issuer;
  if (signature !== undefined) return checkSignature('issue', hash, signature, account, await findKey(tx, signature.key));
  const needed =
    frozen.approvals !== 0 ||
    caller.roles.includes('device') ||
    (await keysOf(tx, account)).some(({ confirmed_at }) => confirmed_at !== null);
  return needed ? { code: 'signature-missing', path: '/signature' } : null;
}

type Incoming = {
  readonly caller: Caller;
  readonly request: CommandRequest;
  readonly canonical: string;
  readonly demo: boolean;
  /** UTC ms */
  readonly now: number;
};

/** Writes the command with its events, and issues it where nobody has to approve it. */
async function store(tx: Statements, backend: Backend, { caller, request, canonical, demo, now }: Incoming): Promise<CommandRow> {
  const { frozen, hash, signature } = request;
  const { id, mode, issuer } = frozen;
  const state = stateTakenIn(frozen);
  const events = await EventDraft.begin(tx, now);
  const draft: CommandRow = {
    sequence: 0,
    id,
    hash,
    frozen: canonical,
    state,
    mode,
    issuer_tier: issuer.tier,
    taken_at: now,
    issued_at: state === 'issued' ? now : null,
    demo: demo ? 1 : 0,
  };
  const sequence = events.add('commands', issuer.tier, () => commandEvent(draft, state));
  const command = { ...draft, sequence };
  await insertCommand(tx, command);
  if (signature !== undefined) {
    await insertSignature(tx, { sequence, command: id, act: 'issue', ...signature, received_at: now, note: null });
  }
  if (state === 'issued') await sendDown(tx, backend, events, command, now);
  await events.write(tx);
  const details = { hash, issuer: issuer.account, state, ...(signature === undefined ? {} : { key: signature.key }) };
  await writeAudit(tx, now, [{ by: caller.account, act: 'command.issue', subject: id, details }]);
  return command;
}

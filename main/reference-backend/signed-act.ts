import type { CommandAnswer, CommandState, Json, Signature, SignedAct } from '../../preload/contract/index.js';
import { err, ok } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import type { Answer } from './http/serve.js';
import type { Outcome, Refusal } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { checkActTime, checkSignature, sameSignature } from './rules/signature-check.js';
import { once } from './storage/answers.js';
import { writeAudit } from './storage/audit.js';
import type { CommandRow } from './storage/commands.js';
import { findCommand } from './storage/commands.js';
import { directivesOf } from './storage/directives.js';
import { EventDraft } from './storage/events.js';
import { findKey } from './storage/keys.js';
import { findSignature, insertSignature } from './storage/signatures.js';

export type LaterAct = Exclude<SignedAct, 'issue'>;

/** The state that an act leaves the command in. */
const STATE_AFTER = { approve: 'issued', refuse: 'refused', recall: 'recalled', verify: 'verified' } as const satisfies Record<
  LaterAct,
  CommandState
>;

export type ActRequest = {
  readonly command: string;
  readonly act: LaterAct;
  readonly hash?: string | undefined;
  /** with the act that it says it is for, when it says so */
  readonly signature: Signature & { readonly act?: LaterAct | undefined };
  readonly note?: string | undefined;
  /** the header Idempotency-Key */
  readonly key: string | undefined;
};

/** What an act does beyond being signed. */
export type ActRules = {
  /** the call's operationId */
  readonly operation: string;
  /** Refuses by who the caller is. */
  readonly mayAct: (command: CommandRow, caller: Caller, signature: Signature, now: number) => Refusal | null;
  /** Refuses by the command's state, possibly after bringing that up to date. */
  readonly mayFollow: (tx: Statements, command: CommandRow, now: number) => Promise<Refusal | null>;
  /** Does it; answers the sequence of the `commands` event. */
  readonly carryOut: (tx: Statements, events: EventDraft, command: CommandRow, now: number) => Promise<number>;
};

/**
 * Takes a signed act on a command, all in one transaction; resolves after the commit. The same signature again is
 * answered as the first time and does nothing.
 */
export function takeAct(backend: Backend, caller: Caller, request: ActRequest, rules: ActRules): Promise<Outcome<Answer>> {
  const { command: id, act, hash, note, key } = request;
  const { act: saidAct = act, ...signature } = request.signature;
  const content: Json = { id, act, hash, signature, note };
  return backend.database.transaction((tx) => {
    const now = backend.now();
    return once(tx, { account: caller.account, key, operation: rules.operation, content }, now, async () => {
      const command = await findCommand(tx, id);
      if (command === undefined || !(await mayRead(tx, backend, caller, command, now))) return refuse('not-found');
      if (caller.demo && command.demo === 0) return refuse('demo-account');
      const stranger = rules.mayAct(command, caller, signature, now);
      if (stranger !== null) return err(stranger);
      if (signature.account !== caller.account) return refuse('signer-mismatch', { path: '/signature/account' });
      if (saidAct !== act) return refuse('signature-invalid', { path: '/signature/act' });
      if (hash !== undefined && hash !== command.hash) return refuse('hash-mismatch', { path: '/hash' });
      const earlier = await findSignature(tx, id, act);
      if (earlier !== undefined && sameSignature(earlier, signature)) {
        return ok({ status: 200, body: answerOf(command, act, earlier.sequence) });
      }
      const wrong =
        checkSignature(act, command.hash, signature, caller.account, await findKey(tx, signature.key)) ??
        checkActTime(signature, now) ??
        (await rules.mayFollow(tx, command, now));
      if (wrong !== null) return err(wrong);
      const events = await EventDraft.begin(tx, now);
      const sequence = await rules.carryOut(tx, events, command, now);
      await events.write(tx);
      await insertSignature(tx, { sequence, command: id, act, ...signature, received_at: now, note: note ?? null });
      const details = { hash: command.hash, key: signature.key, ...(note === undefined ? {} : { note }) };
      await writeAudit(tx, now, [{ by: caller.account, act: `command.${act}`, subject: id, details }]);
      return ok({ status: 201, body: answerOf(command, act, sequence) });
    });
  });
}

const answerOf = ({ id, hash }: CommandRow, act: LaterAct, sequence: number): CommandAnswer => ({
  id,
  hash,
  state: STATE_AFTER[act],
  sequence: String(sequence),
});

/** Whether the caller may read the command: its issuer's tier, or one of its directives. */
async function mayRead(tx: Statements, { tiers }: Backend, caller: Caller, command: CommandRow, now: number): Promise<boolean> {
  const codes = tiers.readable(caller.tier, now);
  if (codes === null || codes.has(command.issuer_tier)) return true;
  return (await directivesOf(tx, [command.id])).some(({ tier }) => codes.has(tier));
}

/** For `mayAct` of the issuing side. */
export const needsTier = (tiers: ReadonlySet<string>, { issuer_tier }: CommandRow): Refusal | null =>
  tiers.has(issuer_tier) ? null : { code: 'foreign-tier', detail: 'only the issuing tier does this' };

export const stateConflict = ({ state }: CommandRow): Refusal => ({ code: 'state-conflict', detail: `the command is ${state}` });

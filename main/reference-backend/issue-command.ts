import { randomUUID } from 'node:crypto';
import type { CommandAnswer, CommandRequest, Frozen } from '../../preload/contract/index.js';
import { canonicalJson, ok, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { checkCommand, checkForm } from './rules/command-check.js';
import type { CommandRow } from './storage/commands.js';
import { findCommand, insertCommand } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { insertDirectives } from './storage/directives.js';
import { EventDraft } from './storage/events.js';
import { inboxItem, treeOf } from './views.js';

export type Issued = { readonly answer: CommandAnswer; readonly created: boolean };

/** The answer to a POST never changes afterwards, whatever became of the command. */
const answerOf = ({ id, hash, sequence }: CommandRow): CommandAnswer => ({
  id,
  hash,
  state: 'issued',
  sequence: String(sequence),
});

/**
 * Takes a command in and issues it, all in one transaction; resolves after the commit.
 * @param key the header Idempotency-Key
 */
export async function issueCommand(
  backend: Backend,
  caller: Caller,
  request: CommandRequest,
  key: string,
): Promise<Outcome<Issued>> {
  const canonical = canonicalJson(request.frozen);
  const wrong = checkForm(request, canonical, caller);
  if (wrong !== null) return refuse(wrong.code, wrong);
  const outcome = await backend.database.transaction(async (tx): Promise<Outcome<Issued>> => {
    const { frozen, hash } = request;
    const known = await findCommand(tx, frozen.id);
    if (known !== undefined) {
      if (known.hash !== hash) return refuse('command-conflict', { path: '/frozen/id' });
      return ok({ answer: answerOf(known), created: false });
    }
    if (key !== frozen.id) return refuse('idempotency-key-mismatch');
    const now = backend.now();
    const { templates, tiers } = backend;
    const refused = checkCommand(frozen, { caller, templates, tiers: tiers.today(now), now });
    if (refused !== null) return refuse(refused.code, refused);
    return ok({ answer: answerOf(await store(tx, backend, frozen, hash, canonical, now)), created: true });
  });
  if (outcome.ok && outcome.value.created) backend.bell.ring();
  return outcome;
}

/** Writes the command, its directives and their events. */
async function store(
  tx: Statements,
  backend: Backend,
  frozen: Frozen,
  hash: string,
  canonical: string,
  now: number,
): Promise<CommandRow> {
  const events = await EventDraft.begin(tx, now);
  const { id, mode, issuer } = frozen;
  const sequence = events.add('commands', issuer.tier, () => ({ id, hash, state: 'issued', mode, issuedAt: toWireTime(now) }));
  const command: CommandRow = {
    sequence,
    id,
    hash,
    frozen: canonical,
    state: 'issued',
    mode,
    issuer_tier: issuer.tier,
    issued_at: now,
  };
  const rows = directivesFor(frozen, backend, now);
  const tree = treeOf(
    rows.map((row) => ({ ...row, sequence: 0 })),
    [],
  );
  const directives = rows.map((row): DirectiveRow => {
    const item = inboxItem(command, { ...row, sequence: 0 }, tree);
    return { ...row, sequence: events.add('directives', row.tier, () => item) };
  });
  await insertCommand(tx, command);
  await insertDirectives(tx, directives);
  await events.write(tx);
  return command;
}

/** One directive per target; it hangs under that of its parent tier where that is a target too. */
function directivesFor(frozen: Frozen, { tiers }: Backend, now: number): Omit<DirectiveRow, 'sequence'>[] {
  const ids = new Map(frozen.targets.map((target) => [target.tier, randomUUID()]));
  return frozen.targets.map((target) => {
    const tier = tiers.find(target.tier, now);
    const id = ids.get(target.tier);
    if (tier === undefined || id === undefined) throw new Error(`target ${target.tier} passed the check but is unknown`);
    return {
      id,
      command: frozen.id,
      tier: tier.code,
      level: tier.level,
      party: target.party ?? null,
      role: target.role,
      parent: (tier.parent === null ? undefined : ids.get(tier.parent)) ?? null,
    };
  });
}

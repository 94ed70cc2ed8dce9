import { randomBytes } from 'node:crypto';
import type { Target } from '../../preload/contract/index.js';
import { centreOf } from '../../preload/contract/index.js';
import { v7 } from 'uuid';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { subjectsOf } from './lateral.js';
import type { CommandRow } from './storage/commands.js';
import type { DirectiveRow } from './storage/directives.js';
import { insertDirectives } from './storage/directives.js';
import type { EventDraft } from './storage/events.js';
import { inboxItem, treeOf } from './views.js';

export type Branch = {
  readonly command: CommandRow;
  readonly targets: readonly Target[];
  /** the directive that all of them hang under; null: each under that of its parent tier where that is a target too */
  readonly under: string | null;
  /** what the forwarder added */
  readonly note?: string | undefined;
};

/** Writes one directive per target and adds its event; whoever began the events writes them. @param now UTC ms */
export async function createDirectives(
  tx: Statements,
  { tiers }: Pick<Backend, 'tiers'>,
  events: EventDraft,
  branch: Branch,
  now: number,
): Promise<DirectiveRow[]> {
  const rows = directivesFor(branch, tiers, now);
  const tree = treeOf(rows, []);
  const directives = rows.map((row): DirectiveRow => {
    const item = inboxItem(branch.command, row, tree);
    const [first = row.tier, ...others] = subjectsOf(tiers, row.tier, branch.command.issuer_tier, now);
    const sequence = events.add('directives', first, () => item);
    for (const other of others) events.add('directives', other, () => item);
    return { ...row, sequence };
  });
  await insertDirectives(tx, directives);
  return directives;
}

/** Numbered with 0 until their events give them a sequence. */
function directivesFor({ command, targets, under, note }: Branch, tiers: Backend['tiers'], now: number): DirectiveRow[] {
  const ids = idsInOrder(targets.length, now);
  const centres = new Map<string, string>();
  for (const [index, { tier, party }] of targets.entries()) {
    if ((party ?? centreOf(tier)) === centreOf(tier)) centres.set(tier, ids[index] ?? '');
  }
  return targets.map((target, index) => {
    const tier = tiers.find(target.tier, now);
    if (tier === undefined) throw new Error(`target ${target.tier} passed the check but is unknown`);
    return {
      sequence: 0,
      id: ids[index] ?? '',
      command: command.id,
      tier: tier.code,
      level: tier.level,
      party: target.party ?? null,
      role: target.role,
      note: note ?? null,
      via: target.via,
      parent: under ?? (tier.parent === null ? undefined : centres.get(tier.parent)) ?? null,
    };
  });
}

/** In the order of time, so that what is reported about one command lies together in the indexes. @param now UTC ms */
function idsInOrder(count: number, now: number): string[] {
  // All at once: asked for each id by itself, chance is what takes the longest.
  const random = randomBytes(16 * (count + 1));
  const first = random.readUInt32BE() >>> 1;
  return Array.from({ length: count }, (_, index) =>
    v7({ msecs: now, seq: first + index, random: random.subarray(16 * (index + 1), 16 * (index + 2)) }),
  );
}

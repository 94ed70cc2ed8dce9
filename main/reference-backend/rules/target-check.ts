import type { Frozen, Target, Template, Tier } from '../../../preload/contract/index.js';
import { checkParameters, expandTargets, isPeer, partyOf, subtree } from '../../../preload/contract/index.js';
import type { PartyBook } from '../party-book.js';
import type { Refusal } from '../problem.js';

export type TargetContext = {
  /** one entry per code, as of today */
  readonly tiers: readonly Tier[];
  readonly parties: PartyBook;
  /** UTC ms */
  readonly now: number;
};

/** Refuses values that do not fit the template's parameters. */
export function checkValues({ parameters }: Frozen, template: Template, { tiers }: TargetContext): Refusal | null {
  const fault = checkParameters(template.parameters, parameters, tiers);
  return fault === null ? null : { code: fault.code, path: `/frozen/parameters/${fault.parameter}` };
}

/**
 * Refuses targets that are not those of the template with these parameters. Who leads and who assists is the officer's
 * choice, as long as somebody leads; whom the command addresses, and by way of whom, is the template's.
 */
export function checkTargets(frozen: Frozen, template: Template, context: TargetContext): Refusal | null {
  const { tiers } = context;
  const { targets, parameters, issuer } = frozen;
  const wrong = checkEach(frozen, template, context);
  if (wrong !== null) return wrong;
  const expanded = expandTargets(template, parameters, tiers, issuer.tier);
  if (!expanded.ok) return expansionRefusal(expanded.error, template);
  if (!sameKeys(targets, expanded.value)) return { code: 'targets-mismatch', path: '/frozen/targets' };
  return targets.some(({ role }) => role === 'lead') ? null : { code: 'lead-missing', path: '/frozen/targets' };
}

function checkEach({ targets, issuer }: Frozen, { targeting }: Template, { tiers, parties, now }: TargetContext): Refusal | null {
  const known = new Map(tiers.map((tier) => [tier.code, tier]));
  const own = known.get(issuer.tier);
  const below = new Set(subtree(tiers, issuer.tier).map(({ code }) => code));
  const seen = new Set<string>();
  for (const [index, target] of targets.entries()) {
    const path = `/frozen/targets/${index}`;
    const tier = known.get(target.tier);
    if (tier === undefined) return { code: 'tier-unknown', path: `${path}/tier` };
    if (targeting.kind === 'peers') {
      if (own === undefined || !isPeer(own, tier)) return { code: 'not-a-peer', path: `${path}/tier` };
    } else if (!below.has(tier.code)) return { code: 'outside-subtree', path: `${path}/tier` };
    const party = partyOf(target);
    if (!parties.has(tier.code, party, now)) return { code: 'party-unknown', path: `${path}/party` };
    if (seen.has(party)) return { code: 'target-duplicate', path: `${path}/${target.party === undefined ? 'tier' : 'party'}` };
    seen.add(party);
  }
  return null;
}

type Expansion = Extract<ReturnType<typeof expandTargets>, { readonly ok: false }>['error'];

/** What `expandTargets` refuses is a tier that a parameter names. */
function expansionRefusal({ code, details }: Expansion, { targeting }: Template): Refusal {
  const named = details?.['parameter'] ?? ('parameter' in targeting ? targeting.parameter : undefined);
  const path = named === undefined ? '/frozen/parameters' : `/frozen/parameters/${String(named)}`;
  switch (code) {
    case 'tier-unknown':
    case 'outside-subtree':
    case 'not-a-peer':
      return { code, path };
    default:
      return { code: 'parameter-missing', path };
  }
}

/** A party's id names its tier too, so party and forwarder are the whole of it; the order of targets means nothing. */
const keyOf = (target: Target): string => `${partyOf(target)} ${target.via ?? ''}`;

function sameKeys(a: readonly Target[], b: readonly Target[]): boolean {
  const keys = new Set(b.map(keyOf));
  return a.length === b.length && a.every((target) => keys.has(keyOf(target)));
}

import type { Frozen, Target, Template, Tier } from '../../../preload/contract/index.js';
import { centreOf, checkParameters, expandTargets, isPeer, partyOf, subtree } from '../../../preload/contract/index.js';
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
 * Refuses a list of targets that cannot be carried out. The list is what was shown, signed and approved, so it decides
 * whom the command addresses; the template decides only how far that may reach and whether tiers forward.
 */
export function checkTargets(frozen: Frozen, template: Template, context: TargetContext): Refusal | null {
  const wrong = checkEach(frozen, template, context);
  if (wrong !== null) return wrong;
  const { targets, parameters, issuer } = frozen;
  // The parameters fill the text and must not name what the issuer has no say over.
  const expanded = expandTargets(template, parameters, context.tiers, issuer.tier);
  if (!expanded.ok) return expansionRefusal(expanded.error, template);
  const astray = template.routing === 'chain' ? strayVia(targets, context.tiers) : targets.findIndex(({ via }) => via !== null);
  if (astray !== -1) return { code: 'targets-mismatch', path: `/frozen/targets/${astray}/via` };
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

/**
 * The place of the first target whose forwarder is none, -1 without one. A forwarder is a target itself and lies above;
 * the centre of a tier also forwards to the other parties there.
 */
function strayVia(targets: readonly Target[], tiers: readonly Tier[]): number {
  const parents = new Map(tiers.map(({ code, parent }) => [code, parent]));
  const addressed = new Set(targets.map(({ tier }) => tier));
  const centres = new Set(targets.filter((target) => partyOf(target) === centreOf(target.tier)).map(({ tier }) => tier));
  return targets.findIndex((target) => {
    const { tier, via } = target;
    if (via === null) return false;
    if (via === tier) return partyOf(target) === centreOf(tier) || !centres.has(tier);
    let code = parents.get(tier) ?? null;
    while (code !== null && code !== via) code = parents.get(code) ?? null;
    return code === null || !addressed.has(via);
  });
}

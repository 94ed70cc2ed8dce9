import type { Result } from '../result.js';
import { fail, ok } from '../result.js';
import type { Target } from './command.js';
import type { ParameterValue, ParameterValues } from './parameters.js';
import { partyId } from './party.js';
import type { Template } from './template.js';
import type { Tier, TierCode, TierLevel } from './tier.js';
import { subtree } from './tier.js';

/** What the officer is shown before signing: how many tiers per level, and what the text will say. */
export type BlastRadius = { readonly levels: Readonly<Partial<Record<TierLevel, number>>>; readonly total: number };

type Targeting = Template['targeting'];
type Addressed = { readonly tier: TierCode; readonly party?: string };

/**
 * Expands a template's targeting with the officer's parameters into the list that is frozen.
 * The first target leads, the others assist. A `direct` template forwards nothing, so every `via` is null; in a `chain`
 * it is the nearest tier of the list above the target.
 *
 * @param tiers one entry per code, as of today
 * @param issuer the tier that issues; every target must be below it, save those of a lateral request
 * @returns errors `parameter-missing`, `tier-unknown`, `outside-subtree`, `not-a-peer`; `details.parameter` names the
 *   parameter
 */
export function expandTargets(
  template: Pick<Template, 'targeting' | 'routing'>,
  parameters: ParameterValues,
  tiers: readonly Tier[],
  issuer: TierCode,
): Result<Target[]> {
  const { targeting, routing } = template;
  const addressed = addressedBy(targeting, parameters, tiers, issuer);
  if (!addressed.ok) return addressed;
  const all = withParties(targeting, addressed.value, tiers);
  const leader = leaderOf(targeting, all);
  const via = routing === 'chain' ? forwarders(all, tiers) : () => null;
  return ok(all.map((target, index) => ({ ...target, role: index === leader ? 'lead' : 'assist', via: via(target) })));
}

function addressedBy(
  targeting: Targeting,
  parameters: ParameterValues,
  tiers: readonly Tier[],
  issuer: TierCode,
): Result<Addressed[]> {
  const own = tiers.find(({ code }) => code === issuer);
  if (own === undefined) return fail('tier-unknown', { tier: issuer });
  switch (targeting.kind) {
    case 'all':
      return ok(subtree(tiers, issuer).map(({ code }) => ({ tier: code })));
    case 'district-and-towns': {
      const district = districtOf(targeting.parameter, parameters, tiers, issuer);
      if (!district.ok) return district;
      return ok(subtree(tiers, district.value.code, 1).map(({ code }) => ({ tier: code })));
    }
    case 'departments': {
      const at = targeting.parameter === undefined ? ok(own) : districtOf(targeting.parameter, parameters, tiers, issuer);
      if (!at.ok) return at;
      const { code } = at.value;
      return ok([targeting.lead, ...(targeting.assist ?? [])].map((key) => ({ tier: code, party: partyId(code, key) })));
    }
    case 'tiers': {
      const below = new Set(subtree(tiers, issuer).map(({ code }) => code));
      const { levels } = targeting;
      return listed(targeting.parameter, parameters, tiers, ({ code, level }) => {
        if (levels !== undefined && !levels.includes(level)) return 'tier-unknown';
        return code !== issuer && below.has(code) ? null : 'outside-subtree';
      });
    }
    case 'peers':
      return listed(targeting.parameter, parameters, tiers, (tier) => (isPeer(own, tier) ? null : 'not-a-peer'));
  }
}

/** Whether two tiers are of the same level under the same parent. */
export const isPeer = (one: Tier, other: Tier): boolean =>
  one.code !== other.code && one.level === other.level && one.parent === other.parent;

/** The tiers that a parameter lists, in its order. */
function listed(
  parameter: string,
  parameters: ParameterValues,
  tiers: readonly Tier[],
  refuses: (tier: Tier) => string | null,
): Result<Addressed[]> {
  const codes = parameters[parameter];
  if (!Array.isArray(codes) || codes.length === 0) return fail('parameter-missing', { parameter });
  const known = new Map(tiers.map((tier) => [tier.code, tier]));
  for (const code of codes as readonly string[]) {
    const tier = known.get(code);
    const refused = tier === undefined ? 'tier-unknown' : refuses(tier);
    if (refused !== null) return fail(refused, { parameter, tier: code });
  }
  return ok((codes as readonly string[]).map((tier) => ({ tier })));
}

function districtOf(parameter: string, parameters: ParameterValues, tiers: readonly Tier[], issuer: TierCode): Result<Tier> {
  const code = parameters[parameter];
  if (typeof code !== 'string' || code === '') return fail('parameter-missing', { parameter });
  const district = tiers.find((tier) => tier.code === code && tier.level === 'district');
  if (district === undefined) return fail('tier-unknown', { parameter, tier: code });
  if (!subtree(tiers, issuer).includes(district)) return fail('outside-subtree', { parameter, tier: code });
  return ok(district);
}

const ruleOf = (targeting: Targeting) =>
  targeting.kind === 'departments' || targeting.kind === 'peers' ? undefined : targeting.parties;

/** Adds the parties of the template's rule after the centre of each tier of its level. */
function withParties(targeting: Targeting, addressed: readonly Addressed[], tiers: readonly Tier[]): Addressed[] {
  const rule = ruleOf(targeting);
  if (rule === undefined) return [...addressed];
  const keys = [...(rule.lead === undefined ? [] : [rule.lead]), ...(rule.assist ?? [])];
  const level = new Map(tiers.map((tier) => [tier.code, tier.level]));
  return addressed.flatMap((target) => [
    target,
    ...(level.get(target.tier) === rule.level
      ? keys.map((key) => ({ tier: target.tier, party: partyId(target.tier, key) }))
      : []),
  ]);
}

/** The place of the target that leads: the party that the rule names, else the first. */
function leaderOf(targeting: Targeting, targets: readonly Addressed[]): number {
  const lead = ruleOf(targeting)?.lead;
  return lead === undefined
    ? 0
    : Math.max(
        0,
        targets.findIndex(({ tier, party }) => party === partyId(tier, lead)),
      );
}

/** Who forwards to a target: the centre of its own tier when it is another party there, else the nearest one above. */
function forwarders(targets: readonly Addressed[], tiers: readonly Tier[]): (target: Addressed) => TierCode | null {
  const centres = new Set(targets.filter(({ party }) => party === undefined).map(({ tier }) => tier));
  const parents = new Map(tiers.map(({ code, parent }) => [code, parent]));
  return ({ tier, party }) => {
    let code: TierCode | null = party === undefined ? (parents.get(tier) ?? null) : tier;
    while (code !== null && !centres.has(code)) code = parents.get(code) ?? null;
    return code;
  };
}

/** Counts the targets per level. */
export function blastRadius(targets: readonly Target[], tiers: readonly Tier[]): BlastRadius {
  const level = new Map(tiers.map((tier) => [tier.code, tier.level]));
  const levels: Partial<Record<TierLevel, number>> = {};
  for (const target of targets) {
    const of = level.get(target.tier);
    if (of !== undefined) levels[of] = (levels[of] ?? 0) + 1;
  }
  return { levels, total: targets.length };
}

/** Fills `{name}` places of a template's text; tiers are replaced by their names. */
export function templateText(
  template: Pick<Template, 'text' | 'parameters'>,
  parameters: ParameterValues,
  tiers: readonly Tier[],
): string {
  const nameOf = (code: string): string => tiers.find((tier) => tier.code === code)?.name ?? code;
  return template.text.replace(/\{([a-z][A-Za-z0-9]*)\}/g, (place, name: string) => {
    const value = parameters[name];
    return value === undefined ? place : valueText(value, template.parameters.properties[name], nameOf);
  });
}

function valueText(
  value: ParameterValue,
  parameter: Template['parameters']['properties'][string] | undefined,
  nameOf: (code: string) => string,
): string {
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value.map(nameOf).join('、');
  return parameter?.type === 'string' && parameter.format !== undefined ? nameOf(value) : value;
}

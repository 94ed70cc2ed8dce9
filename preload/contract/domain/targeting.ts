import type { Result } from '../result.js';
import { fail, ok } from '../result.js';
import type { Target } from './command.js';
import type { Template } from './template.js';
import type { Tier, TierLevel } from './tier.js';
import { subtree } from './tier.js';

/** What the officer is shown before signing: how many tiers per level, and what the text will say. */
export type BlastRadius = { readonly levels: Readonly<Partial<Record<TierLevel, number>>>; readonly total: number };

/**
 * Expands a template's targeting with the officer's parameters into the list that is frozen.
 * The first target leads, the others assist; a `direct` template forwards nothing, so every `via` is null.
 *
 * @param tiers one entry per code, as of today
 * @param issuer the tier that issues; every target must be below it
 * @returns errors `parameter-missing`, `tier-unknown`, `outside-subtree`
 */
export function expandTargets(
  template: Pick<Template, 'targeting' | 'routing'>,
  parameters: Readonly<Record<string, string>>,
  tiers: readonly Tier[],
  issuer: string,
): Result<Target[]> {
  const name = template.targeting.parameter;
  const code = parameters[name];
  if (code === undefined || code === '') return fail('parameter-missing', { parameter: name });
  const district = tiers.find((tier) => tier.code === code && tier.level === 'district');
  if (district === undefined) return fail('tier-unknown', { tier: code });
  if (!subtree(tiers, issuer).includes(district)) return fail('outside-subtree', { tier: code });
  return ok(
    subtree(tiers, district.code, 1).map((tier) => ({
      tier: tier.code,
      role: tier.code === district.code ? 'lead' : 'assist',
      via: template.routing === 'chain' && tier.code !== district.code ? district.code : null,
    })),
  );
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

/** Fills `{name}` places of a template's text; a tier parameter is replaced by the tier's name. */
export function templateText(
  template: Pick<Template, 'text' | 'parameters'>,
  parameters: Readonly<Record<string, string>>,
  tiers: readonly Tier[],
): string {
  return template.text.replace(/\{([a-z][A-Za-z0-9]*)\}/g, (place, name: string) => {
    const value = parameters[name];
    if (value === undefined) return place;
    const isTier = template.parameters.properties[name]?.format === 'tier:district';
    return isTier ? (tiers.find((tier) => tier.code === value)?.name ?? value) : value;
  });
}

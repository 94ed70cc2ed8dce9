import type { CommandRequest, Frozen, Json, Target, Template, Tier } from '../../../preload/contract/index.js';
import { canonicalJson, expandTargets, fromWireTime, subtree } from '../../../preload/contract/index.js';
import type { Refusal } from '../problem.js';
import { sha256Hex } from '../resources.js';
import type { Caller } from './caller.js';

/** Refuses what can be said to be wrong from the request alone: signature, hash, issuing account. */
export function checkForm(request: CommandRequest, canonical: string, caller: Caller): Refusal | null {
  if (request.signature !== undefined) return { code: 'signature-unsupported', path: '/signature' };
  if (sha256Hex(canonical) !== request.hash) return { code: 'hash-mismatch', path: '/hash' };
  if (request.frozen.issuer.account !== caller.account) {
    return { code: 'issuer-mismatch', path: '/frozen/issuer/account' };
  }
  return null;
}

export type CheckContext = {
  readonly caller: Caller;
  readonly templates: readonly Template[];
  /** one entry per code, as of today */
  readonly tiers: readonly Tier[];
  /** UTC ms */
  readonly now: number;
};

/** Refuses a new command that breaks a rule; null when it may be issued. */
export function checkCommand(frozen: Frozen, context: CheckContext): Refusal | null {
  const { caller, templates, now } = context;
  if (!caller.roles.includes('officer')) return { code: 'role', detail: 'issuing a command needs the role officer' };
  if (frozen.issuer.tier !== caller.tier) return { code: 'issuer-mismatch', path: '/frozen/issuer/tier' };
  const { id, version, hash } = frozen.template;
  const template = templates.find((known) => known.id === id && known.version === version);
  if (template === undefined) return { code: 'template-unknown', path: '/frozen/template' };
  if (template.hash !== hash) return { code: 'template-changed', path: '/frozen/template/hash' };
  return (
    checkFixed(frozen, template) ??
    checkParameters(frozen, template) ??
    checkTargets(frozen, template, context) ??
    (fromWireTime(frozen.expiresAt) <= now ? { code: 'expired', path: '/frozen/expiresAt' } : null)
  );
}

/** What the template decides and the officer cannot change. */
function checkFixed(frozen: Frozen, template: Template): Refusal | null {
  const mismatch = (member: string): Refusal => ({ code: 'template-mismatch', path: `/frozen/${member}` });
  if (frozen.level !== template.level) return mismatch('level');
  if (frozen.approvals !== template.approvals) return mismatch('approvals');
  if (!same(frozen.limits, template.limits)) return mismatch('limits');
  // Both stamps are the issuer's, so a wrong clock there cannot lengthen the life of a stale order.
  const life = fromWireTime(frozen.expiresAt) - fromWireTime(frozen.frozenAt);
  if (life < 0 || life > template.expiryMs) return mismatch('expiresAt');
  if (template.approvals !== 0) return { code: 'approvals-not-supported', path: '/frozen/approvals' };
  return null;
}

function checkParameters({ parameters }: Frozen, template: Template): Refusal | null {
  const { properties, required } = template.parameters;
  const unknown = Object.keys(parameters).find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined) return { code: 'parameter-unknown', path: `/frozen/parameters/${unknown}` };
  const missing = required.find((name) => (parameters[name] ?? '') === '');
  if (missing !== undefined) return { code: 'parameter-missing', path: `/frozen/parameters/${missing}` };
  return null;
}

function checkTargets(frozen: Frozen, template: Template, { caller, tiers }: CheckContext): Refusal | null {
  const known = new Set(tiers.map(({ code }) => code));
  const below = new Set(subtree(tiers, caller.tier).map(({ code }) => code));
  const seen = new Set<string>();
  for (const [index, { tier }] of frozen.targets.entries()) {
    const path = `/frozen/targets/${index}/tier`;
    if (!known.has(tier)) return { code: 'tier-unknown', path };
    if (!below.has(tier)) return { code: 'outside-subtree', path };
    if (seen.has(tier)) return { code: 'target-duplicate', path };
    seen.add(tier);
  }
  const expanded = expandTargets(template, frozen.parameters, tiers, caller.tier);
  if (!expanded.ok) return expansionRefusal(expanded.error.code, template);
  return same(byTier(frozen.targets), byTier(expanded.value)) ? null : { code: 'targets-mismatch', path: '/frozen/targets' };
}

/** The parameter passed as a value, so what `expandTargets` refuses is the tier that it names. */
function expansionRefusal(code: string, template: Template): Refusal {
  const path = `/frozen/parameters/${template.targeting.parameter}`;
  return {
    code: code === 'outside-subtree' ? 'outside-subtree' : code === 'tier-unknown' ? 'tier-unknown' : 'parameter-missing',
    path,
  };
}

/** The order of targets means nothing; their roles say who leads. */
const byTier = (targets: readonly Target[]): Target[] =>
  [...targets].sort((a, b) => (a.tier < b.tier ? -1 : a.tier > b.tier ? 1 : 0));

const same = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

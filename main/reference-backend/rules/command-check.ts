import type { CommandRequest, Frozen, Json, Template, Tier } from '../../../preload/contract/index.js';
import { canonicalJson, fromWireTime } from '../../../preload/contract/index.js';
import type { PartyBook } from '../party-book.js';
import type { Refusal } from '../problem.js';
import { sha256Hex } from '../resources.js';
import type { Caller } from './caller.js';
import { checkTargets, checkValues } from './target-check.js';

/**
 * Refuses what can be said to be wrong from the request alone: the hash, and who hands it in. A person hands in what is
 * their own; a device what officers signed.
 */
export function checkForm({ frozen, hash, signature }: CommandRequest, canonical: string, caller: Caller): Refusal | null {
  if (sha256Hex(canonical) !== hash) return { code: 'hash-mismatch', path: '/hash' };
  if (frozen.issuer.account === caller.account) return null;
  if (!caller.roles.includes('device')) return { code: 'issuer-mismatch', path: '/frozen/issuer/account' };
  return signature === undefined ? { code: 'signature-missing', path: '/signature' } : null;
}

export type CheckContext = {
  /** roles and tier of the issuing account, as they are when the order arrives */
  readonly issuer: Pick<Caller, 'roles' | 'tier'>;
  readonly templates: readonly Template[];
  /** one entry per code, as of today */
  readonly tiers: readonly Tier[];
  readonly parties: PartyBook;
  /** UTC ms */
  readonly now: number;
};

/** Refuses a new command that breaks a rule; null when it may be issued. */
export function checkCommand(frozen: Frozen, context: CheckContext): Refusal | null {
  const { issuer, templates, now } = context;
  if (!issuer.roles.includes('officer')) return { code: 'role', detail: 'issuing a command needs the role officer' };
  if (frozen.issuer.tier !== issuer.tier) return { code: 'issuer-mismatch', path: '/frozen/issuer/tier' };
  const { id, version, hash } = frozen.template;
  const template = templates.find((known) => known.id === id && known.version === version);
  if (template === undefined) return { code: 'template-unknown', path: '/frozen/template' };
  if (template.hash !== hash) return { code: 'template-changed', path: '/frozen/template/hash' };
  return (
    checkFixed(frozen, template) ??
    checkValues(frozen, template, context) ??
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
  for (const member of ['precondition', 'proof'] as const) {
    const fixed = template[member];
    if (fixed !== undefined && !same(frozen[member] ?? null, fixed)) return mismatch(member);
  }
  // Both stamps are the issuer's, so a wrong clock there cannot lengthen the life of a stale order.
  const life = fromWireTime(frozen.expiresAt) - fromWireTime(frozen.frozenAt);
  if (life < 0 || life > template.expiryMs) return mismatch('expiresAt');
  return null;
}

const same = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

import type { CommandRequest, Frozen, Json, Template, Tier, TierCode } from '../../../preload/contract/index.js';
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
  /** roles of the issuing account, as they are when the order arrives */
  readonly roles: Caller['roles'];
  /** tiers that the issuing account may act for */
  readonly actsFor: ReadonlySet<TierCode>;
  readonly templates: readonly Template[];
  /** one entry per code, as of today */
  readonly tiers: readonly Tier[];
  readonly parties: PartyBook;
  /** UTC ms */
  readonly now: number;
};

/** Refuses a new command that breaks a rule; null when it may be issued. */
export function checkCommand(frozen: Frozen, context: CheckContext): Refusal | null {
  const { roles, actsFor, templates, now } = context;
  if (!roles.includes('officer')) return { code: 'role', detail: 'issuing a command needs the role officer' };
  if (!actsFor.has(frozen.issuer.tier)) return { code: 'issuer-mismatch', path: '/frozen/issuer/tier' };
  const { id, version, hash } = frozen.template;
  const template = templates.find((known) => known.id === id && known.version === version);
  if (template === undefined) return { code: 'template-unknown', path: '/frozen/template' };
  if (template.hash !== hash) return { code: 'template-changed', path: '/frozen/template/hash' };
  return (
    checkLife(frozen, template, now) ??
    checkFixed(frozen, template) ??
    checkValues(frozen, template, context) ??
    checkTargets(frozen, template, context)
  );
}

/** Expired comes first: it is what the officer of a stale order has to hear. */
function checkLife({ frozenAt, expiresAt }: Frozen, { expiryMs }: Template, now: number): Refusal | null {
  const path = '/frozen/expiresAt';
  if (fromWireTime(expiresAt) <= now) return { code: 'expired', path };
  // Both stamps are the issuer's, so a wrong clock there cannot lengthen the life of a stale order.
  const life = fromWireTime(expiresAt) - fromWireTime(frozenAt);
  return life < 0 || life > expiryMs ? { code: 'template-mismatch', path } : null;
}

/** What the template decides and the officer cannot change. What the template has, the order need not repeat. */
function checkFixed(frozen: Frozen, template: Template): Refusal | null {
  const mismatch = (member: string): Refusal => ({ code: 'template-mismatch', path: `/frozen/${member}` });
  if (frozen.level !== template.level) return mismatch('level');
  if (frozen.approvals !== template.approvals) return mismatch('approvals');
  if (!same(frozen.limits, template.limits)) return mismatch('limits');
  for (const member of ['precondition', 'proof'] as const) {
    const given = frozen[member];
    if (given !== undefined && !same(given, template[member] ?? null)) return mismatch(member);
  }
  return null;
}

const same = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

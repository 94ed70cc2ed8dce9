import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Finding, Frozen, Prepared, Result, Template, Tier } from '../../../preload/contract/index.js';
import {
  blastRadius,
  canonicalJson,
  expandTargets,
  fail,
  ok,
  templateText,
  toWireTime,
} from '../../../preload/contract/index.js';

/** A frozen command that was shown to the officer and not yet sent. */
export type Draft = {
  readonly frozen: Frozen;
  readonly hash: string;
  readonly title: string;
  /** how its precondition stood when it was shown */
  readonly finding?: Finding | undefined;
};

export type PrepareInput = {
  readonly templates: readonly Template[];
  readonly tiers: readonly Tier[];
  readonly issuer: { readonly account: string; readonly tier: string };
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** backend's clock, UTC ms */
  readonly now: number;
};

/** SHA-256 over the canonical JSON (RFC 8785), lower-case hex: what everything later refers to. */
export const frozenHash = (frozen: Frozen): string => createHash('sha256').update(canonicalJson(frozen)).digest('hex');

/**
 * Fills a template in and freezes it.
 * @returns errors `template-unknown` and those of `expandTargets`
 */
export function prepare(input: PrepareInput): Result<Draft> {
  const template = input.templates.find(({ id }) => id === input.template);
  if (template === undefined) return fail('template-unknown', { template: input.template });
  const targets = expandTargets(template, input.parameters, input.tiers, input.issuer.tier);
  if (!targets.ok) return targets;
  const frozen: Frozen = {
    v: 1,
    id: uuidv7({ msecs: input.now }),
    template: { id: template.id, version: template.version, hash: template.hash },
    mode: 'live',
    level: template.level,
    approvals: template.approvals,
    issuer: { account: input.issuer.account, tier: input.issuer.tier },
    parameters: { ...input.parameters },
    text: templateText(template, input.parameters, input.tiers),
    targets: targets.value,
    limits: template.limits,
    frozenAt: toWireTime(input.now),
    expiresAt: toWireTime(input.now + template.expiryMs),
    ...(template.precondition === undefined ? {} : { precondition: template.precondition }),
    ...(template.proof === undefined ? {} : { proof: template.proof }),
  };
  return ok({ frozen, hash: frozenHash(frozen), title: template.title });
}

/** What the officer sees of a draft; limits as clock times "if issued now". */
export function preview(draft: Draft, tiers: readonly Tier[], now: number): Prepared {
  const { frozen, hash, title, finding } = draft;
  const { levels, total } = blastRadius(frozen.targets, tiers);
  const { deliverMs, acceptMs, reportMs, finishMs } = frozen.limits;
  return {
    id: frozen.id,
    hash,
    title,
    text: frozen.text,
    levels,
    total,
    limitsAt: { deliver: now + deliverMs, accept: now + acceptMs, report: now + reportMs, finish: now + finishMs },
    expiresAt: Date.parse(frozen.expiresAt),
    ...(finding === undefined ? {} : { precondition: finding }),
  };
}

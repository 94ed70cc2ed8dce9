import { createHash } from 'node:crypto';
import type { CommandRequest, Frozen, Template, Tier } from '../../../preload/contract/index.js';
import { canonicalJson, expandTargets, templateText, toWireTime } from '../../../preload/contract/index.js';
import { fixedId } from './identity.js';
import type { ScenarioStep } from './scenario.js';

export type FreezeInput = {
  readonly templates: readonly Template[];
  readonly tiers: readonly Tier[];
  readonly issuer: { readonly account: string; readonly tier: string };
};

/**
 * A scenario's command as a hall would freeze it. The same step and moment (UTC ms) give the same command.
 * @throws Error when the scenario does not fit the templates; it ships with the program, so that is a bug
 */
export function freeze(
  { templates, tiers, issuer }: FreezeInput,
  { template: id, mode, parameters }: Extract<ScenarioStep, { do: 'command' }>,
  at: number,
): CommandRequest {
  const template = templates.find((candidate) => candidate.id === id);
  if (template === undefined) throw new Error(`scenario: there is no template ${id}`);
  const targets = expandTargets(template, parameters, tiers, issuer.tier);
  if (!targets.ok) throw new Error(`scenario: ${id}: ${targets.error.code}`);
  const frozen: Frozen = {
    v: 1,
    id: fixedId(at, canonicalJson({ id, mode, parameters })),
    template: { id, version: template.version, hash: template.hash },
    mode,
    level: template.level,
    approvals: template.approvals,
    issuer: { ...issuer },
    parameters,
    text: templateText(template, parameters, tiers),
    targets: targets.value,
    limits: template.limits,
    frozenAt: toWireTime(at),
    expiresAt: toWireTime(at + template.expiryMs),
    ...(template.precondition === undefined ? {} : { precondition: template.precondition }),
    ...(template.proof === undefined ? {} : { proof: template.proof }),
  };
  return { frozen, hash: createHash('sha256').update(canonicalJson(frozen), 'utf8').digest('hex') };
}

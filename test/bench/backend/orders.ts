import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { CommandRequest, Frozen, Receipt, ReceiptKind, Template, Tier } from '../../../preload/contract/index.js';
import { canonicalJson, expandTargets, templateText, toWireTime } from '../../../preload/contract/index.js';

const CITY = '500000';
/** The template that addresses every tier. */
const TEMPLATE = 'duty-check';

/** What an officer needs to freeze the order to all tiers. */
export type World = { readonly tiers: readonly Tier[]; readonly template: Template };

export const readyToken = (tier: string): string => `ready-token-of-${tier}`;
export const OFFICER = 'officer';
export const HANDS = 'hands';

/** One officer, one responder of the whole city, and one responder for each tier. */
export const accountsFor = (tiers: readonly Tier[]): unknown[] => [
  { name: OFFICER, token: readyToken(OFFICER), roles: ['officer'], tier: CITY },
  { name: HANDS, token: readyToken(HANDS), roles: ['responder'], tier: CITY, subtree: true },
  ...tiers.map(({ code }) => ({ name: `at-${code}`, token: readyToken(code), roles: ['responder'], tier: code })),
];

export function pickTemplate(templates: readonly Template[]): Template {
  const template = templates.find(({ id }) => id === TEMPLATE);
  if (template === undefined) throw new Error(`the packs have no template ${TEMPLATE}`);
  return template;
}

/** A fresh order to every tier. */
export function orderToAll({ tiers, template }: World): CommandRequest {
  const targets = expandTargets(template, {}, tiers, CITY);
  if (!targets.ok) throw new Error(targets.error.code);
  const now = Date.now();
  const frozen: Frozen = {
    v: 1,
    id: v7(),
    template: { id: template.id, version: template.version, hash: template.hash },
    mode: 'drill',
    level: template.level,
    approvals: template.approvals,
    issuer: { account: OFFICER, tier: CITY },
    parameters: {},
    text: templateText(template, {}, tiers),
    targets: targets.value,
    limits: template.limits,
    frozenAt: toWireTime(now),
    expiresAt: toWireTime(now + Math.min(template.expiryMs, 60_000)),
  };
  return { frozen, hash: createHash('sha256').update(canonicalJson(frozen)).digest('hex') };
}

export const receiptFor = (directive: string, kind: ReceiptKind): Receipt => ({
  id: v7(),
  directive,
  round: 1,
  kind,
  at: toWireTime(Date.now()),
});

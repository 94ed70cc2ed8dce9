import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type { CommandRequest, CommandView, Frozen, ParameterValues, Template } from '../../../preload/contract/index.js';
import { canonicalJson, expandTargets, templateText, toWireTime } from '../../../preload/contract/index.js';
import type { Client, Reply } from './backend-client.js';
import { CITY, freshFolder, sha256 } from './backend-client.js';

const RESOURCES = join(import.meta.dirname, '../../../resources');
const LONG = { deliverMs: 60_000, acceptMs: 300_000, reportMs: 900_000, finishMs: 3_600_000 };

/** Templates that the program does not ship: chains without an approval, and limits that pass while a test waits. */
const CHANGES: readonly Partial<Template>[] = [
  { id: 'chain', routing: 'chain' },
  { id: 'chain-all', routing: 'chain', targeting: { kind: 'all' }, parameters: none() },
  { id: 'quick', limits: { ...LONG, deliverMs: 300, acceptMs: 600 } },
  {
    id: 'quick-rules',
    limits: { ...LONG, deliverMs: 200 },
    escalation: [
      { step: 'deliver', afterMs: 0, action: 'next-duty' },
      { step: 'deliver', afterMs: 400, action: 'widen' },
      { step: 'finish', afterMs: 0, action: 'tell-upper' },
    ],
  },
  {
    id: 'with-parties',
    routing: 'chain',
    targeting: {
      kind: 'district-and-towns',
      parameter: 'district',
      parties: { level: 'district', lead: 'emergency', assist: ['water'] },
    },
  },
];

function none(): Template['parameters'] {
  return { type: 'object', properties: {}, required: [], additionalProperties: false };
}

/** Flags for a backend with the program's resources and these templates besides. */
export function treeResources(): string[] {
  const folder = freshFolder();
  for (const name of readdirSync(RESOURCES)) {
    if (name !== 'packs') symlinkSync(join(RESOURCES, name), join(folder, name));
  }
  mkdirSync(join(folder, 'packs', 'tree'), { recursive: true });
  const packs = join(RESOURCES, 'packs');
  for (const name of readdirSync(packs)) symlinkSync(join(packs, name), join(folder, 'packs', name));
  const pack = JSON.parse(readFileSync(join(packs, 'flood-control', 'pack.json'), 'utf8')) as { templates: Template[] };
  const model = pack.templates.find(({ id }) => id === 'flood-patrol');
  const templates = CHANGES.map((change) => ({ ...model, ...change, pack: 'tree' }));
  writeFileSync(join(folder, 'packs', 'tree', 'pack.json'), JSON.stringify({ id: 'tree', title: '测试', templates }));
  return ['--no-responders', '--resources', folder];
}

/** A command of a template as a hall would freeze it, with changes made before it is hashed. */
export async function freezeOf(
  client: Client,
  id: string,
  parameters: ParameterValues,
  change: Partial<Frozen> = {},
  tier = CITY,
): Promise<CommandRequest> {
  const templates = ((await client.get('/v1/templates')).body as { items: Template[] }).items;
  const template = templates.find((candidate) => candidate.id === id);
  if (template === undefined) throw new Error(`no template ${id}`);
  const tiers = await client.tiers();
  const targets = expandTargets(template, parameters, tiers, tier);
  if (!targets.ok) throw new Error(targets.error.code);
  const frozen: Frozen = {
    v: 1,
    id: v7(),
    template: { id: template.id, version: template.version, hash: template.hash },
    mode: 'live',
    level: template.level,
    approvals: template.approvals,
    issuer: { account: client.account, tier },
    parameters: parameters as Frozen['parameters'],
    text: templateText(template, parameters, tiers),
    targets: targets.value,
    limits: template.limits,
    frozenAt: toWireTime(Date.now()),
    expiresAt: toWireTime(Date.now() + 60_000),
    ...change,
  };
  return { frozen, hash: sha256(canonicalJson(frozen)) };
}

/** Issues it and answers its tree. */
export async function issueOf(
  client: Client,
  id: string,
  parameters: ParameterValues,
  change: Partial<Frozen> = {},
  tier = CITY,
): Promise<CommandView> {
  const request = await freezeOf(client, id, parameters, change, tier);
  const reply = await client.submit(request);
  if (reply.status !== 201) throw new Error(`not issued: ${reply.text}`);
  return client.view(request.frozen.id);
}

export type ForwardTo = { readonly tier: string; readonly party?: string; readonly role: 'lead' | 'assist' };

export const forwardTo = (client: Client, directive: string, tiers: readonly string[], change: object = {}): Promise<Reply> =>
  client.post(`/v1/directives/${directive}/forward`, {
    id: v7(),
    targets: tiers.map((tier): ForwardTo => ({ tier, role: 'assist' })),
    ...change,
  });

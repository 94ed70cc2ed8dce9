import { createHash } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Account, CommandView, Frozen, Template } from '../../preload/contract/index.js';
import { canonicalJson, expandTargets, templateText, toWireTime } from '../../preload/contract/index.js';
import { v7 } from 'uuid';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import {
  ACCOUNTS,
  Client,
  DISTRICT,
  freshFolder,
  removeFolders,
  sha256,
  StreamClient,
  tokenOf,
} from './support/backend-client.js';
import { Signer, withKeys } from './support/signing.js';

afterAll(removeFolders);

let backend: TestBackend | undefined;
afterEach(() => backend?.stop());

type List = { readonly items: readonly Record<string, unknown>[] };

describe('demo feeds', () => {
  it('play a drill: incidents and commands in drill mode, values, vehicles, all marked demo', async () => {
    backend = await startBackend({
      data: freshFolder(),
      accounts: ACCOUNTS,
      args: ['--no-responders', '--scenario', 'drill', '--responder-speed', '60'],
    });
    const officer = Client.as(backend.url, 'officer');
    const items = async (path: string): Promise<List['items']> => ((await officer.get(path)).body as List).items;
    await expect
      .poll(() => items('/v1/incidents?limit=200'), { timeout: 30_000 })
      .toContainEqual(expect.objectContaining({ kind: 'drill', status: 'closed', mode: 'drill', demo: true, by: 'demo-feeds' }));
    const commands = await items('/v1/commands');
    expect(commands.map(({ mode }) => mode)).toEqual(['drill', 'drill']);
    const assets = await items('/v1/assets?limit=500');
    expect(new Set(assets.map(({ kind }) => kind))).toEqual(new Set(['truck', 'ambulance', 'boat', 'station', 'camera']));
    await expect
      .poll(() => items('/v1/indicators/cuntan-level/samples?tier=500000'), { timeout: 30_000 })
      .toContainEqual(expect.objectContaining({ demo: true }));
  }, 70_000);
});

describe('demo responders in a chain', () => {
  it('forward along the signed list, report with pictures, and bring the command to its end', async () => {
    const { accounts, keys } = withKeys(ACCOUNTS.filter(({ name }) => name === 'officer' || name === 'leader'));
    backend = await startBackend({
      data: freshFolder(),
      accounts: accounts satisfies readonly Account[],
      args: ['--responder-profile', 'steady', '--responder-speed', '20', '--seed', '3'],
    });
    const { url } = backend;
    const person = (name: 'officer' | 'leader'): Signer => {
      const key = keys.get(name);
      if (key === undefined) throw new Error(`no key for ${name}`);
      return new Signer(url, tokenOf(name), name, key);
    };
    const [officer, leader] = [person('officer'), person('leader')];
    const stream = await StreamClient.opened(url, officer.token, '?topics=commands');
    const request = officer.signed(await evacuation(officer));
    expect((await officer.submit(request)).status).toBe(201);
    expect((await leader.approve(request)).status).toBe(201);
    await stream.until(() =>
      stream.events.some(
        (event) => event.type === 'yilan.commands' && event.data.id === request.frozen.id && event.data.state === 'finished',
      ),
    );
    stream.close();

    const view: CommandView = await officer.view(request.frozen.id);
    const district = view.directives.find(({ tier }) => tier === DISTRICT);
    expect(view.directives).toHaveLength(9);
    expect(view.directives.filter(({ parent }) => parent === district?.id)).toHaveLength(8);
    expect(district?.receipts.some(({ kind }) => kind === 'forwarded')).toBe(true);
    const pictures = view.directives.flatMap(({ receipts }) => receipts.flatMap(({ evidence }) => evidence ?? []));
    expect(pictures.length).toBeGreaterThan(0);
    const picture = await fetch(`${url}/v1/evidence/${pictures[0]}`, { headers: { authorization: `Bearer ${officer.token}` } });
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect(picture.headers.get('content-type')).toContain('image/svg+xml');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(pictures[0]);
  }, 70_000);
});

async function evacuation(officer: Signer): Promise<{ frozen: Frozen; hash: string }> {
  const templates = ((await officer.get('/v1/templates')).body as { items: Template[] }).items;
  const template = templates.find(({ id }) => id === 'evacuate-low-lying');
  if (template === undefined) throw new Error('no template evacuate-low-lying');
  const tiers = await officer.tiers();
  const parameters = { district: DISTRICT, waterLevel: 183, shelter: '区体育馆', nightTransfer: false };
  const targets = expandTargets(template, parameters, tiers, '500000');
  if (!targets.ok) throw new Error(targets.error.code);
  const frozen: Frozen = {
    v: 1,
    id: v7(),
    template: { id: template.id, version: template.version, hash: template.hash },
    mode: 'live',
    level: template.level,
    approvals: template.approvals,
    issuer: { account: officer.account, tier: '500000' },
    parameters,
    text: templateText(template, parameters, tiers),
    targets: targets.value,
    limits: template.limits,
    frozenAt: toWireTime(Date.now()),
    expiresAt: toWireTime(Date.now() + 60_000),
    ...(template.precondition === undefined ? {} : { precondition: template.precondition }),
    ...(template.proof === undefined ? {} : { proof: template.proof }),
  };
  return { frozen, hash: sha256(canonicalJson(frozen)) };
}

import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type {
  Account,
  CommandRequest,
  Frozen,
  KeyItem,
  Signature,
  SignedAct,
  Template,
} from '../../../preload/contract/index.js';
import { canonicalJson, expandTargets, templateText, toWireTime } from '../../../preload/contract/index.js';
import type { Reply } from './backend-client.js';
import { Client, DISTRICT, freshFolder, sha256 } from './backend-client.js';

const RESOURCES = join(import.meta.dirname, '../../../resources');
const APPROVED = 'test-evacuation';

/** A person's key, made here, of which the backend only gets the public half. */
export class TestKey {
  readonly publicKey: string;
  readonly id: string;
  readonly #privateKey: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.publicKey = publicKey.export({ format: 'jwk' }).x ?? '';
    this.id = createHash('sha256').update(Buffer.from(this.publicKey, 'base64url')).digest('hex');
    this.#privateKey = privateKey;
  }

  /** What is signed is written out here once more, so that a change of it is seen. */
  sign(act: SignedAct, hash: string, account: string, change: Partial<Signature> = {}): Signature {
    const { key = this.id, at = toWireTime(Date.now()) } = change;
    const text = canonicalJson({ v: 1, act, command: hash, account, key, at });
    return { account, key, at, sig: sign(null, Buffer.from(text), this.#privateKey).toString('base64url'), ...change };
  }
}

type Model = Pick<Frozen, 'parameters' | 'text' | 'targets'> & { readonly template: Template };
const models = new Map<string, Model>();

/** A client whose person has a key. */
export class Signer extends Client {
  readonly key: TestKey;

  constructor(url: string, token: string, account: string, key: TestKey) {
    super(url, token, account);
    this.key = key;
  }

  sign(act: SignedAct, hash: string, change: Partial<Signature> = {}): Signature {
    return this.key.sign(act, hash, this.account, change);
  }

  signed(request: CommandRequest, change: Partial<Signature> = {}): CommandRequest {
    return { ...request, signature: this.sign('issue', request.hash, change) };
  }

  /** A command of the template that needs an approval, frozen and signed by this person. */
  async order(change: Partial<Frozen> = {}, tier = '500000'): Promise<CommandRequest> {
    const { template, parameters, text, targets } = await this.#model(tier);
    const frozen: Frozen = {
      v: 1,
      id: v7(),
      template: { id: template.id, version: template.version, hash: template.hash },
      mode: 'live',
      level: template.level,
      approvals: template.approvals,
      issuer: { account: this.account, tier },
      parameters,
      text,
      targets,
      limits: template.limits,
      frozenAt: toWireTime(Date.now()),
      expiresAt: toWireTime(Date.now() + 600_000),
      ...change,
    };
    return this.signed({ frozen, hash: sha256(canonicalJson(frozen)) });
  }

  /** What orders of this file are made of. Asked for once: a test makes many, and they all address the same tiers. */
  async #model(tier: string): Promise<Model> {
    const known = models.get(`${this.url} ${tier}`);
    if (known !== undefined) return known;
    const templates = ((await this.get('/v1/templates')).body as { items: Template[] }).items;
    const template = templates.find(({ id }) => id === APPROVED);
    if (template === undefined) throw new Error(`no template ${APPROVED}: start with approvalResources()`);
    const tiers = await this.tiers();
    const parameters = { district: DISTRICT };
    const targets = expandTargets(template, parameters, tiers, tier);
    if (!targets.ok) throw new Error(targets.error.code);
    const model = { template, parameters, text: templateText(template, parameters, tiers), targets: targets.value };
    models.set(`${this.url} ${tier}`, model);
    return model;
  }

  approve({ frozen, hash }: CommandRequest, change: object = {}): Promise<Reply> {
    return this.post(`/v1/commands/${frozen.id}/approvals`, { hash, signature: this.sign('approve', hash), ...change });
  }

  refuse({ frozen, hash }: CommandRequest): Promise<Reply> {
    return this.post(`/v1/commands/${frozen.id}/approvals`, { act: 'refuse', signature: this.sign('refuse', hash) });
  }

  recall({ id, hash }: { readonly id: string; readonly hash: string }, change: object = {}): Promise<Reply> {
    return this.post(`/v1/commands/${id}/recall`, { hash, signature: this.sign('recall', hash), ...change });
  }

  verify({ id, hash }: { readonly id: string; readonly hash: string }, change: object = {}): Promise<Reply> {
    return this.post(`/v1/commands/${id}/verification`, { hash, signature: this.sign('verify', hash), ...change });
  }

  async keys(query = ''): Promise<KeyItem[]> {
    return ((await this.get(`/v1/keys${query}`)).body as { items: KeyItem[] }).items;
  }
}

/** Gives accounts keys that their file names. */
export function withKeys(accounts: readonly Account[]): { accounts: Account[]; keys: ReadonlyMap<string, TestKey> } {
  const keys = new Map(accounts.map(({ name }) => [name, new TestKey()]));
  return { accounts: accounts.map((account) => ({ ...account, publicKey: keys.get(account.name)?.publicKey })), keys };
}

/** The program's resources with one pack more, whose template needs an approval. Answers the flags that take them. */
export function approvalResources(): string[] {
  const folder = freshFolder();
  for (const name of readdirSync(RESOURCES)) {
    if (name !== 'packs') symlinkSync(join(RESOURCES, name), join(folder, name));
  }
  mkdirSync(join(folder, 'packs', 'test'), { recursive: true });
  const packs = join(RESOURCES, 'packs');
  for (const name of readdirSync(packs)) symlinkSync(join(packs, name), join(folder, 'packs', name));
  const pack = JSON.parse(readFileSync(join(packs, 'flood-control', 'pack.json'), 'utf8')) as { templates: Template[] };
  const model = pack.templates.find(({ id }) => id === 'flood-patrol');
  const template = { ...model, id: APPROVED, pack: 'test', level: 'urgent', approvals: 1, expiryMs: 7 * 86_400_000 };
  writeFileSync(join(folder, 'packs', 'test', 'pack.json'), JSON.stringify({ id: 'test', title: '测试', templates: [template] }));
  return ['--no-responders', '--resources', folder];
}

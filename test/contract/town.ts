import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { Answer, Client, Request } from './client.js';

export const CITY = '500000';
/** 大渡口区, eight towns */
export const DISTRICT = '500104';
export const TOWN = '500104101';
export const OTHER_TOWN = '500104102';
export const OTHER_DISTRICT = '500103';
/** A water level, which is what templates ask for besides the district. */
const METRES = 200;
export const PASSWORD = 'correct-horse-battery';

/** Names, roles and tiers of the accounts that the contract is tried with. */
const PEOPLE = {
  officer: { roles: ['officer'], tier: CITY },
  colleague: { roles: ['officer'], tier: CITY },
  approver: { roles: ['approver'], tier: CITY },
  leader: { roles: ['leader'], tier: CITY },
  installer: { roles: ['installer'], tier: CITY },
  responder: { roles: ['responder'], tier: CITY, subtree: true },
  device: { roles: ['device'], tier: CITY },
  townDevice: { roles: ['device'], tier: TOWN },
  all: { roles: ['officer', 'approver', 'leader', 'installer', 'responder', 'device'], tier: CITY, subtree: true },
  district: { roles: ['officer', 'leader', 'responder'], tier: DISTRICT },
  town: { roles: ['responder'], tier: TOWN },
  townOfficer: { roles: ['officer', 'leader'], tier: TOWN },
  districtApprover: { roles: ['approver'], tier: DISTRICT },
  /** keeps shifts anywhere */
  keeper: { roles: ['officer', 'leader'], tier: CITY, subtree: true },
  /** takes shifts over */
  successor: { roles: ['officer', 'leader'], tier: CITY, subtree: true },
  /** of the demo */
  rehearsal: { roles: ['officer', 'approver', 'leader', 'responder'], tier: CITY, subtree: true, demo: true },
  stranger: { roles: ['officer', 'leader', 'responder'], tier: OTHER_DISTRICT },
} as const;
export type Name = keyof typeof PEOPLE;
export const NAMES = Object.keys(PEOPLE) as Name[];
export const rolesOf = (name: Name): readonly string[] => PEOPLE[name].roles;

/** A ready token. */
export const tokenOf = (name: Name): string => `ready-token-of-${name}`;

const keys = new Map<string, { readonly secret: KeyObject; readonly publicKey: string }>();

function keyOf(name: string): { readonly secret: KeyObject; readonly publicKey: string } {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const made = newKey();
  keys.set(name, made);
  return made;
}

/** An Ed25519 key pair; the public half as the API carries it. */
export function newKey(): { readonly secret: KeyObject; readonly publicKey: string } {
  const { privateKey: secret, publicKey } = generateKeyPairSync('ed25519');
  return { secret, publicKey: String(publicKey.export({ format: 'jwk' })['x']) };
}

export const accounts = (): unknown[] =>
  NAMES.map((name) => ({ name, password: PASSWORD, token: tokenOf(name), publicKey: keyOf(name).publicKey, ...PEOPLE[name] }));

/** RFC 9562: milliseconds, then chance. */
export function uuidV7(): string {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** RFC 8785 for what is used here: members sorted by UTF-16, numbers and texts as JSON writes them. */
export function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jcs(member)}`).join(',')}}`;
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
export const now = (offsetMs = 0): string => new Date(Date.now() + offsetMs).toISOString();

export type Act = 'issue' | 'approve' | 'refuse' | 'recall' | 'verify';
export type Signature = { readonly account: string; readonly key: string; readonly at: string; readonly sig: string };

type Template = {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly level: string;
  readonly approvals: number;
  readonly limits: unknown;
  readonly expiryMs: number;
  readonly text: string;
  readonly routing: 'direct' | 'chain';
  readonly targeting: { readonly kind: string; readonly parties?: unknown };
  readonly parameters: { readonly required: readonly string[] };
  readonly precondition?: unknown;
  readonly proof?: unknown;
};
export type Frozen = Readonly<Record<string, unknown>> & { readonly id: string };
export type Order = { readonly frozen: Frozen; readonly hash: string; readonly signature?: Signature };
type Tier = { readonly code: string; readonly parent: string | null; readonly name: string };
export type Directive = { readonly id: string; readonly tier: string; readonly state: string; readonly round: number };
export type View = {
  readonly id: string;
  readonly hash: string;
  readonly state: string;
  readonly directives: readonly Directive[];
};

/** What a hall and the tiers below it do, by the published file alone. */
export class Hall {
  readonly client: Client;
  /** a token that has run out */
  readonly expiredToken: string;

  constructor(client: Client, expiredToken: string) {
    this.client = client;
    this.expiredToken = expiredToken;
  }

  call(id: string, name: Name, request: Request = {}): Promise<Answer> {
    return this.client.call(id, { token: tokenOf(name), ...request });
  }

  get<T>(id: string, name: Name, request: Request = {}): Promise<T> {
    return this.client.get<T>(id, { token: tokenOf(name), ...request });
  }

  async template(approvals: 0 | 1 = 0): Promise<Template> {
    const { items } = await this.get<{ items: Template[] }>('listTemplates', 'officer');
    const found = items.find(
      ({ approvals: needs, targeting: { kind, parties } }) =>
        needs === approvals && kind === 'district-and-towns' && parties === undefined,
    );
    if (found === undefined) throw new Error(`no template with ${approvals} approvals for a district and its towns`);
    return found;
  }

  /** A command to a district and its towns, with changes made before it is hashed. */
  async order(change: Readonly<Record<string, unknown>> = {}, options: { by?: Name; approvals?: 0 | 1 } = {}): Promise<Order> {
    const { by = 'officer', approvals = 0 } = options;
    const template = await this.template(approvals);
    const { items } = await this.get<{ items: Tier[] }>('listTiers', by, { query: { root: DISTRICT } });
    const district = items.find(({ code }) => code === DISTRICT);
    const chain = template.routing === 'chain';
    const { precondition, proof } = template;
    const frozen: Frozen = {
      v: 1,
      id: uuidV7(),
      template: { id: template.id, version: template.version, hash: template.hash },
      mode: 'live',
      level: template.level,
      approvals: template.approvals,
      issuer: { account: by, tier: CITY },
      parameters: {
        ...Object.fromEntries(template.parameters.required.map((name) => [name, METRES])),
        district: DISTRICT,
      },
      text: template.text.replaceAll('{district}', district?.name ?? ''),
      targets: items.map(({ code }, index) => ({
        tier: code,
        role: index === 0 ? 'lead' : 'assist',
        via: chain && index > 0 ? DISTRICT : null,
      })),
      limits: template.limits,
      frozenAt: now(),
      expiresAt: now(60_000),
      ...(precondition === undefined ? {} : { precondition }),
      ...(proof === undefined ? {} : { proof }),
      ...change,
    };
    return this.sealed(frozen, by);
  }

  /** With its hash, signed by the issuer. */
  async sealed(frozen: Frozen, by: Name = 'officer'): Promise<Order> {
    const hash = sha256(jcs(frozen));
    return { frozen, hash, signature: await this.signature('issue', hash, by) };
  }

  /** The id of the account's confirmed key. */
  async keyId(name: Name): Promise<string> {
    const { items } = await this.get<{ items: { id: string; publicKey: string }[] }>('listKeys', name, {
      query: { account: name },
    });
    const found = items.find(({ publicKey }) => publicKey === keyOf(name).publicKey);
    if (found === undefined) throw new Error(`${name} has no key in the directory`);
    return found.id;
  }

  async signature(act: Act, command: string, by: Name, change: Readonly<Record<string, unknown>> = {}): Promise<Signature> {
    const said = { v: 1, act, command, account: by, key: await this.keyId(by), at: now(), ...change };
    const sig = sign(null, Buffer.from(jcs(said)), keyOf(by).secret).toString('base64url');
    return { account: said.account, key: said.key, at: said.at, sig };
  }

  submit(order: Order, key: string = order.frozen.id, by: Name = 'officer'): Promise<Answer> {
    return this.call('postCommand', by, { json: order, headers: { 'idempotency-key': key } });
  }

  /** Issues a command and gives its tree. */
  async issue(options: { by?: Name; approvals?: 0 | 1 } = {}): Promise<View> {
    const order = await this.order({}, options);
    const answer = await this.submit(order, order.frozen.id, options.by);
    if (answer.problem !== undefined) throw new Error(`not issued: ${answer.bytes.toString('utf8')}`);
    return this.view(order.frozen.id);
  }

  /** A command that the district forwards to its towns, approved. */
  async issueChain(): Promise<View> {
    const { id, hash } = await this.issue({ approvals: 1 });
    const json = { act: 'approve', hash, signature: await this.signature('approve', hash, 'approver') };
    await this.get('approveCommand', 'approver', { params: { id }, json });
    return this.view(id);
  }

  view(id: string): Promise<View> {
    return this.get<View>('getCommand', 'officer', { params: { id } });
  }

  report(name: Name, ...receipts: readonly Receipt[]): Promise<Answer> {
    return this.call('postReceipts', name, { json: { receipts } });
  }
}

export type Receipt = Readonly<Record<string, unknown>> & { readonly id: string };

export const receipt = (directive: string, kind: string, change: Readonly<Record<string, unknown>> = {}): Receipt => ({
  ...{ id: uuidV7(), directive, round: 1, kind, at: now() },
  ...change,
});

export function directiveOf({ directives }: View, tier: string): string {
  const found = directives.find((directive) => directive.tier === tier);
  if (found === undefined) throw new Error(`no directive for ${tier}`);
  return found.id;
}

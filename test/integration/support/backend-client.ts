import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import WebSocket from 'ws';
import type {
  Account,
  CommandRequest,
  CommandView,
  Frozen,
  Receipt,
  ReceiptKind,
  Session,
  StreamEvent,
  StreamFrame,
  Template,
  Tier,
} from '../../../preload/contract/index.js';
import { canonicalJson, expandTargets, streamFrameSchema, templateText, toWireTime } from '../../../preload/contract/index.js';

export const CITY = '500000';
/** 大渡口区: the district with the fewest towns, eight. */
export const DISTRICT = '500104';
export const OTHER_DISTRICT = '500103';
export const TOWN = '500104101';

export const PASSWORD = 'correct-horse';
const ready = (name: string): string => `ready-token-of-${name}`;
export const ACCOUNTS: readonly Account[] = [
  { name: 'officer', password: PASSWORD, token: ready('officer'), roles: ['officer'], tier: CITY },
  { name: 'second', token: ready('second'), roles: ['officer'], tier: CITY },
  { name: 'leader', token: ready('leader'), roles: ['leader', 'approver'], tier: CITY },
  { name: 'device', token: ready('device'), roles: ['device'], tier: TOWN },
  { name: 'hands', token: ready('hands'), roles: ['responder'], tier: CITY, subtree: true },
  { name: 'district', token: ready('district'), roles: ['officer', 'responder'], tier: DISTRICT },
  { name: 'other', token: ready('other'), roles: ['officer', 'responder'], tier: OTHER_DISTRICT, subtree: true },
  { name: 'town', token: ready('town'), roles: ['responder'], tier: TOWN },
  { name: 'chief', token: ready('chief'), roles: ['leader'], tier: TOWN },
];
export type AccountName = 'officer' | 'second' | 'leader' | 'device' | 'hands' | 'district' | 'other' | 'town' | 'chief';
export const tokenOf = (name: AccountName): string => ready(name);

const folders: string[] = [];

/** A folder of its own for a test; `removeFolders` takes them all away. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-backend-'));
  folders.push(folder);
  return folder;
}

/** For `afterAll`, named before the hook that stops the servers: hooks run last to first. */
export const removeFolders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
};

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export type Reply = {
  readonly status: number;
  /** problem code, when it is one */
  readonly code?: string;
  readonly path?: string;
  readonly body: unknown;
  readonly text: string;
  readonly headers: Headers;
};

export type CallOptions = { readonly token?: string; readonly body?: unknown; readonly headers?: Record<string, string> };

/** One call of the API; checks what every answer has to have. */
export async function call(url: string, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(response.headers.get('yilan-time') ?? '')) {
    throw new Error('an answer without yilan-time');
  }
  if (response.status < 400) return { status: response.status, body, text, headers: response.headers };
  const { type, path: place, status } = body as { type: string; path?: string; status: number };
  if (status !== response.status || response.headers.get('content-type') !== 'application/problem+json') {
    throw new Error(`not a proper problem document: ${text}`);
  }
  const code = type.replace('urn:yilan:problem:', '');
  return { status, code, ...(place === undefined ? {} : { path: place }), body, text, headers: response.headers };
}

export async function logIn(url: string, name: string, password: string): Promise<Session> {
  const reply = await call(url, 'POST', '/v1/sessions', { body: { name, password } });
  if (reply.status !== 201) throw new Error(`log-in failed: ${reply.text}`);
  return reply.body as Session;
}

/** A client with one account's token. */
export class Client {
  readonly url: string;
  readonly token: string;
  readonly account: string;

  constructor(url: string, token: string, account: string) {
    this.url = url;
    this.token = token;
    this.account = account;
  }

  static as(url: string, name: AccountName): Client {
    return new Client(url, tokenOf(name), name);
  }

  get(path: string): Promise<Reply> {
    return call(this.url, 'GET', path, { token: this.token });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return call(this.url, 'POST', path, { token: this.token, body, headers });
  }

  async tiers(query = ''): Promise<Tier[]> {
    return ((await this.get(`/v1/tiers${query}`)).body as { items: Tier[] }).items;
  }

  async template(): Promise<Template> {
    const [template] = ((await this.get('/v1/templates')).body as { items: Template[] }).items;
    if (template === undefined) throw new Error('no template');
    return template;
  }

  /** A command as a hall would freeze it, with changes made before it is hashed. */
  async freeze(change: Partial<Frozen> = {}, district = DISTRICT, tier = CITY): Promise<CommandRequest> {
    const [template, tiers] = [await this.template(), await this.tiers()];
    const targets = expandTargets(template, { district }, tiers, tier);
    const frozen: Frozen = {
      v: 1,
      id: v7(),
      template: { id: template.id, version: template.version, hash: template.hash },
      mode: 'live',
      level: template.level,
      approvals: template.approvals,
      issuer: { account: this.account, tier },
      parameters: { district },
      text: templateText(template, { district }, tiers),
      targets: targets.ok ? targets.value : [{ tier: district, role: 'lead', via: null }],
      limits: template.limits,
      frozenAt: toWireTime(Date.now()),
      expiresAt: toWireTime(Date.now() + 60_000),
      ...change,
    };
    return { frozen, hash: sha256(canonicalJson(frozen)) };
  }

  submit(request: CommandRequest, key: string = request.frozen.id): Promise<Reply> {
    return this.post('/v1/commands', request, { 'idempotency-key': key });
  }

  /** Issues a command to the small district and answers its tree. */
  async issue(district = DISTRICT): Promise<CommandView> {
    const request = await this.freeze({}, district);
    const reply = await this.submit(request);
    if (reply.status !== 201) throw new Error(`not issued: ${reply.text}`);
    return this.view(request.frozen.id);
  }

  async view(command: string): Promise<CommandView> {
    return (await this.get(`/v1/commands/${command}`)).body as CommandView;
  }

  handIn(...receipts: readonly Receipt[]): Promise<Reply> {
    return this.post('/v1/receipts', { receipts });
  }
}

export const receipt = (directive: string, kind: ReceiptKind, change: Partial<Receipt> = {}): Receipt => ({
  id: v7(),
  directive,
  round: 1,
  kind,
  at: toWireTime(Date.now()),
  ...change,
});

export const directiveAt = (view: CommandView, tier: string): string => {
  const directive = view.directives.find((candidate) => candidate.tier === tier);
  if (directive === undefined) throw new Error(`no directive for ${tier}`);
  return directive.id;
};

export type Hello = { readonly epoch: string; readonly sequence: string; readonly oldest: string };

type Message = { readonly hello?: Hello; readonly events?: unknown };

/** A client of the stream that keeps what it got and waits for conditions, never for time. */
export class StreamClient {
  readonly frames: StreamFrame[] = [];
  readonly answers: unknown[] = [];
  hello: Hello | undefined;
  closed: number | undefined;
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#take(JSON.parse((data as Buffer).toString('utf8')) as Message));
    socket.on('close', (code) => {
      this.closed = code;
      this.#changed();
    });
    socket.on('error', () => this.#changed());
  }

  static open(url: string, token: string, query = ''): StreamClient {
    const address = `${url.replace('http', 'ws')}/v1/stream${query}`;
    return new StreamClient(new WebSocket(address, ['yilan.v1'], { headers: { authorization: `Bearer ${token}` } }));
  }

  static async opened(url: string, token: string, query = ''): Promise<StreamClient> {
    const client = StreamClient.open(url, token, query);
    await client.until(() => client.hello !== undefined);
    return client;
  }

  get events(): StreamEvent[] {
    return this.frames.flatMap((frame) => frame.events);
  }

  /** Where it would go on. */
  get position(): string {
    return `${this.hello?.epoch}:${this.frames.at(-1)?.to ?? this.hello?.sequence}`;
  }

  send(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Resolves when the condition holds; rejects when the stream ends without it. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds() && this.closed === undefined) return;
        this.#waiting.delete(look);
        if (holds()) resolve();
        else reject(new Error(`the stream closed with ${this.closed}`));
      };
      this.#waiting.add(look);
      look();
    });
  }

  async untilClosed(): Promise<number> {
    await this.until(() => this.closed !== undefined);
    return this.closed ?? 0;
  }

  close(): void {
    this.#socket.terminate();
  }

  #take(message: Message): void {
    if (message.hello !== undefined) this.hello = message.hello;
    else if (message.events !== undefined) this.frames.push(streamFrameSchema.parse(message));
    else this.answers.push(message);
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }
}

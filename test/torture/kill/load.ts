import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import WebSocket from 'ws';
import type {
  CommandRequest,
  CommandView,
  Frozen,
  Receipt,
  ReceiptKind,
  Template,
  Tier,
} from '../../../preload/contract/index.js';
import { canonicalJson, expandTargets, templateText, toWireTime } from '../../../preload/contract/index.js';
import type { Ledger } from './ledger.js';

const CITY = '500000';
/** 大渡口区: the district with the fewest towns, eight. */
const DISTRICT = '500104';
const TEMPLATE = 'flood-patrol';
export const OFFICER = { name: 'officer', token: 'ready-token-of-officer', roles: ['officer'], tier: CITY } as const;
export const HANDS = { name: 'hands', token: 'ready-token-of-hands', roles: ['responder'], tier: CITY, subtree: true } as const;

/** Kinds that may come any number of times while a directive is open. */
const KINDS: readonly ReceiptKind[] = ['delivered', 'read', 'accepted', 'progress'];

/** What every round asks the server for only once. */
export type Catalogue = { template?: Template; tiers?: readonly Tier[] };

/** Clients that load one running server until it dies. What they sent and what was answered goes into the ledger. */
export class Load {
  readonly #url: string;
  readonly #ledger: Ledger;
  readonly #catalogue: Catalogue;
  readonly #random: () => number;
  readonly #directives: string[] = [];
  #running = true;

  constructor(url: string, ledger: Ledger, catalogue: Catalogue, random: () => number) {
    this.#url = url;
    this.#catalogue = catalogue;
    this.#ledger = ledger;
    this.#random = random;
  }

  /** Resolves when every client has noticed that the server is gone. */
  async run(): Promise<void> {
    await Promise.all([this.#command(), this.#reportByHttp(), this.#reportByHttp(), this.#reportByStream()]);
  }

  stop(): void {
    this.#running = false;
  }

  /** Offers what was not answered for again, and then new orders one after the other. */
  async #command(): Promise<void> {
    await this.#untilGone(async () => {
      const template = (this.#catalogue.template ??= await this.#template());
      const tiers = (this.#catalogue.tiers ??= ((await this.#get('/v1/tiers', OFFICER.token)) as { items: Tier[] }).items);
      const { command, receipts } = this.#ledger.unanswered();
      if (receipts.length > 0) await this.#post(receipts);
      if (command !== undefined) await this.#issue(command);
      while (this.#running) await this.#issue(freeze(template, tiers));
    });
  }

  async #issue(request: CommandRequest): Promise<void> {
    const { id } = request.frozen;
    this.#ledger.sendCommand(request);
    const response = await this.#call('POST', '/v1/commands', OFFICER.token, request, { 'idempotency-key': id });
    const text = await response.text();
    // An order that waited too long for its server has expired, which is an answer too.
    if (response.status === 422 && text.includes(':expired')) return void this.#ledger.commands.delete(id);
    if (response.status > 201) return this.#ledger.violate(`command ${id}: ${response.status} ${text}`);
    this.#ledger.answered(id, text);
    const view = (await this.#get(`/v1/commands/${id}`, OFFICER.token)) as CommandView;
    this.#directives.push(...view.directives.map((directive) => directive.id));
  }

  async #reportByHttp(): Promise<void> {
    await this.#untilGone(async () => {
      while (this.#running) {
        const receipts = this.#some(20);
        if (receipts.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        else await this.#post(receipts);
      }
    });
  }

  async #post(receipts: readonly Receipt[]): Promise<void> {
    this.#ledger.sendReceipts(receipts);
    const response = await this.#call('POST', '/v1/receipts', HANDS.token, { receipts });
    const text = await response.text();
    if (response.status !== 201) return this.#ledger.violate(`receipts: ${response.status} ${text}`);
    this.#ledger.acknowledged((JSON.parse(text) as { items: { id: string }[] }).items.map(({ id }) => id));
  }

  /** Up the stream, several messages under way at once. */
  #reportByStream(): Promise<void> {
    const address = `${this.#url.replace('http', 'ws')}/v1/stream?topics=directives`;
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${HANDS.token}` } });
    const send = (): void => {
      if (!this.#running || socket.readyState !== WebSocket.OPEN) return;
      const receipts = this.#some(3);
      if (receipts.length === 0) return void setTimeout(send, 5);
      this.#ledger.sendReceipts(receipts);
      socket.send(JSON.stringify({ receipts }));
    };
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as { hello?: unknown; accepted?: string[]; problem?: unknown };
      if (message.problem !== undefined) this.#ledger.violate(`stream: ${JSON.stringify(message.problem)}`);
      if (message.accepted !== undefined) this.#ledger.acknowledged(message.accepted);
      if (message.hello !== undefined) for (let slot = 0; slot < 4; slot += 1) send();
      else if (message.accepted !== undefined) send();
    });
    return new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
  }

  #some(most: number): Receipt[] {
    if (this.#directives.length === 0) return [];
    return Array.from({ length: 1 + Math.floor(this.#random() * most) }, () => ({
      id: v7(),
      directive: this.#pick(this.#directives),
      round: 1,
      kind: this.#pick(KINDS),
      at: toWireTime(Date.now()),
    }));
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  async #template(): Promise<Template> {
    const { items } = (await this.#get('/v1/templates', OFFICER.token)) as { items: Template[] };
    const template = items.find(({ id }) => id === TEMPLATE);
    if (template === undefined) throw new Error(`no template ${TEMPLATE}`);
    return template;
  }

  async #get(path: string, token: string): Promise<unknown> {
    const response = await this.#call('GET', path, token);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  #call(method: string, path: string, token: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** A connection that breaks is what is expected here; everything else is not. */
  async #untilGone(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

function freeze(template: Template, tiers: readonly Tier[]): CommandRequest {
  const parameters = { district: DISTRICT };
  const targets = expandTargets(template, parameters, tiers, CITY);
  if (!targets.ok) throw new Error(targets.error.code);
  const now = Date.now();
  const frozen: Frozen = {
    v: 1,
    id: v7(),
    template: { id: template.id, version: template.version, hash: template.hash },
    mode: 'drill',
    level: template.level,
    approvals: template.approvals,
    issuer: { account: OFFICER.name, tier: CITY },
    parameters,
    text: templateText(template, parameters, tiers),
    targets: targets.value,
    limits: template.limits,
    frozenAt: toWireTime(now),
    expiresAt: toWireTime(now + template.expiryMs),
  };
  return { frozen, hash: createHash('sha256').update(canonicalJson(frozen)).digest('hex') };
}

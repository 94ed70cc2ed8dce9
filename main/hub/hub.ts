import { randomUUID } from 'node:crypto';
import type { Canvas, DeskArgument, Result, WindowRole } from '../../preload/contract/index.js';
import { fail, isTokenProblem, ok } from '../../preload/contract/index.js';
import { commandSource, fetchCatalogue, sendOrder } from './backend-calls.js';
import type { Draft } from './command/index.js';
import { CommandFollower, Outbox, prepare, preview } from './command/index.js';
import type { FeedContent, WindowPort } from './feed/index.js';
import { Feed } from './feed/index.js';
import type { StreamHello } from './link/index.js';
import { BackendLink } from './link/index.js';
import { Officer } from './officer.js';
import { WallCamera } from './scene/index.js';
import type { Catalogue, Order, Store } from './store/index.js';
import { openStore } from './store/index.js';

export type HubOptions = {
  readonly dataDir: string;
  readonly tier: string;
  readonly canvas: Canvas;
  readonly deviceToken?: string | undefined;
  readonly ca?: string | undefined;
};

/** Drafts that were shown and may still be issued; an officer looks at one at a time. */
const DRAFTS_KEPT = 20;
/** How often what depends on the time alone is worked out again, ms: steps become overdue, sessions run out. */
const TICK_MS = 1000;

/** The hub's monotonic clock, ms; windows learn their offset to it. */
const monotonic = (): number => performance.now();

/** All data and orders of the hall. Plain Node: it knows ports and files, not Electron. */
export class Hub {
  #catalogue: Catalogue;
  #outboxItems: ReturnType<FeedContent['desk']>['outbox'] = [];
  #focus: string | null = null;
  /** This run: a window tells by it what a hub said that came up after another had died. */
  readonly #id = randomUUID();
  readonly #drafts = new Map<string, Draft>();
  readonly #options: HubOptions;
  readonly #store: Store;
  readonly #link: BackendLink;
  readonly #officer: Officer;
  readonly #follower: CommandFollower;
  readonly #outbox: Outbox;
  readonly #camera: WallCamera;
  readonly #feed: Feed;
  readonly #tick: NodeJS.Timeout;

  /** Opens the hall's files and shows what they hold. Errors: those of `openDatabase`. */
  static async open(options: HubOptions): Promise<Result<Hub>> {
    const store = await openStore(options.dataDir);
    if (!store.ok) return store;
    const hub = new Hub(options, store.value, await store.value.catalogue.read());
    await hub.#follower.open();
    await hub.#outbox.open();
    hub.#useToken();
    return ok(hub);
  }

  private constructor(options: HubOptions, store: Store, catalogue: Catalogue) {
    this.#options = options;
    this.#store = store;
    this.#catalogue = catalogue;
    this.#camera = new WallCamera(options.canvas, monotonic);
    this.#link = new BackendLink(
      {
        since: () => this.#follower.since(),
        onConnected: (hello, fresh) => this.#connected(hello, fresh),
        onFrame: (frame, epoch) => this.#follower.take(frame, epoch),
        // Without a token of the hall's own it is the officer's session that was refused.
        onRefused: (token) => this.#officer.forget(token),
        onChange: () => this.#feed.changed(),
      },
      monotonic,
      options.ca,
    );
    this.#officer = new Officer(this.#link, () => {
      this.#useToken();
      this.#feed.deskChanged();
    });
    this.#follower = new CommandFollower(store.commands, store.orders, commandSource(this.#link), () => this.#feed.changed());
    this.#outbox = new Outbox({
      store: store.orders,
      senderFor: ({ account }) => {
        const token = this.#officer.tokenOf(account);
        return token === undefined ? undefined : (order) => this.#send(order, token);
      },
      now: () => this.#link.serverNow(),
      onChange: (items) => {
        this.#outboxItems = [...items];
        this.#feed.deskChanged();
      },
      onAccepted: (order) => this.#accepted(order),
    });
    this.#feed = new Feed(
      { picture: () => this.#picture(), desk: () => this.#desk() },
      {
        logIn: ({ name, password }: DeskArgument<'logIn'>) => this.#logIn(name, password),
        logOut: () => this.#officer.logOut(),
        prepare: async (argument: DeskArgument<'prepare'>) => this.#prepare(argument),
        issue: (argument: DeskArgument<'issue'>) => this.#issue(argument),
        focus: async ({ command }: DeskArgument<'focus'>) => this.#setFocus(command),
        look: async (argument: DeskArgument<'look'>) => this.#look(argument),
      },
      monotonic,
    );
    this.#tick = setInterval(() => {
      this.#officer.tick();
      this.#outbox.tick();
      this.#feed.changed();
    }, TICK_MS);
  }

  setBackend(url: string | null): void {
    this.#link.setUrl(url);
  }

  setCanvas(canvas: Canvas): void {
    this.#camera.setCanvas(canvas);
    this.#feed.changed();
  }

  addWindow(role: WindowRole, port: WindowPort): void {
    this.#feed.add(role, port);
  }

  async close(): Promise<void> {
    clearInterval(this.#tick);
    this.#feed.close();
    const sent = this.#outbox.close();
    await this.#link.close();
    await sent;
    await this.#store.close();
  }

  /** The hall's own token serves the link for weeks; where there is none, the officer's session does. */
  #useToken(): void {
    this.#link.setToken(this.#options.deviceToken ?? this.#officer.session?.token);
  }

  async #connected(hello: StreamHello, fresh: boolean): Promise<Result<null>> {
    const catalogue = await fetchCatalogue(this.#link);
    if (!catalogue.ok) return catalogue;
    this.#catalogue = catalogue.value;
    await this.#store.catalogue.write(catalogue.value);
    this.#feed.deskChanged();
    if (fresh) {
      const refilled = await this.#follower.refill(hello, this.#link.serverNow());
      if (!refilled.ok) return refilled;
    }
    await this.#outbox.reload();
    return ok(null);
  }

  async #send(order: Order, token: string): ReturnType<typeof sendOrder> {
    const answer = await sendOrder(this.#link, order, token);
    // The console must ask for a new log-in, or the order would wait for a session that is none.
    if (!answer.ok && isTokenProblem(answer.error)) this.#officer.forget(token);
    return answer;
  }

  #accepted(order: Order): void {
    this.#focus = order.id;
    this.#look({ tier: order.frozen.targets[0]?.tier ?? null });
  }

  async #logIn(name: string, password: string): Promise<Result<null>> {
    const result = await this.#officer.logIn(name, password);
    if (result.ok) this.#outbox.kick();
    return result;
  }

  #prepare({ template, parameters }: DeskArgument<'prepare'>): Result<ReturnType<typeof preview>> {
    const { session } = this.#officer;
    if (session === undefined) return fail('login-needed');
    if (!session.roles.includes('officer')) return fail('role', { needed: 'officer' });
    const { templates, tiers } = this.#catalogue;
    const now = this.#link.serverNow();
    const issuer = { account: session.account, tier: session.tier };
    const draft = prepare({ templates, tiers, issuer, template, parameters, now });
    if (!draft.ok) return draft;
    this.#drafts.set(draft.value.frozen.id, draft.value);
    for (const id of [...this.#drafts.keys()].slice(0, -DRAFTS_KEPT)) this.#drafts.delete(id);
    return ok(preview(draft.value, tiers, now));
  }

  #issue({ id, hash }: DeskArgument<'issue'>): Promise<Result<unknown>> {
    const draft = this.#drafts.get(id);
    const { session } = this.#officer;
    if (session === undefined) return Promise.resolve(fail('login-needed'));
    // Asked again because an answer got lost: it is stored, and it stays one order.
    const stored = this.#outbox.find(id, hash, session.account);
    if (stored !== undefined) return Promise.resolve(ok(stored));
    // What is issued is what was shown: the same id with the same hash, by the same person.
    if (draft === undefined || draft.hash !== hash || draft.frozen.issuer.account !== session.account) {
      return Promise.resolve(fail('draft-unknown'));
    }
    return this.#outbox.add(draft, session.account);
  }

  #setFocus(command: string | null): Result<null> {
    this.#focus = command;
    this.#feed.changed();
    return ok(null);
  }

  #look(argument: DeskArgument<'look'>): Result<null> {
    if ('camera' in argument) this.#camera.lookAt(argument.camera);
    else {
      const looked = this.#camera.lookAtTier(argument.tier, this.#catalogue.tiers);
      if (!looked.ok) return looked;
    }
    this.#feed.changed();
    return ok(null);
  }

  #picture(): ReturnType<FeedContent['picture']> {
    const { templates, tiers } = this.#catalogue;
    const titleOf = (id: string): string => templates.find((template) => template.id === id)?.title ?? id;
    const commands = this.#follower.summaries(titleOf, tiers, this.#link.serverNow());
    const link = this.#link.state;
    const focused =
      commands.find(({ id }) => id === this.#focus) ?? commands.find(({ state }) => state === 'running' || state === 'issued');
    return {
      tier: this.#options.tier,
      mode: link.state === 'offline' || link.state === 'refused' ? 'offline' : 'live',
      link,
      commands,
      focus: focused?.id ?? null,
      camera: this.#camera.move,
    };
  }

  #desk(): ReturnType<FeedContent['desk']> {
    const { tiers, templates } = this.#catalogue;
    return {
      hub: this.#id,
      session: this.#officer.shown,
      templates: [...templates],
      tiers: [...tiers],
      outbox: this.#outboxItems,
    };
  }
}

import { randomUUID } from 'node:crypto';
import type { BackendAccess, Canvas, Notice, Result, WindowRole } from '../../preload/contract/index.js';
import { isTokenProblem, ok } from '../../preload/contract/index.js';
import { checkPrecondition, commandSource, fetchCatalogue, isKnown, keyCalls, sendOrder } from './backend-calls.js';
import type { Send } from './command/index.js';
import { CommandFollower, Outbox } from './command/index.js';
import { Desk } from './desk.js';
import type { FeedContent, WindowPort } from './feed/index.js';
import { Feed } from './feed/index.js';
import { Followers } from './followers.js';
import type { StreamHello } from './link/index.js';
import { BackendLink } from './link/index.js';
import { Notices } from './notices.js';
import { Officer } from './officer.js';
import { Person } from './person/index.js';
import { WallCamera } from './scene/index.js';
import type { Catalogue, Order, Store } from './store/index.js';
import { openStore } from './store/index.js';

export type HubOptions = {
  readonly dataDir: string;
  readonly tier: string;
  readonly canvas: Canvas;
  readonly deviceToken?: string | undefined;
  readonly access?: BackendAccess | undefined;
};

/** How often what depends on the time alone is worked out again, ms: steps become overdue, sessions run out. */
const TICK_MS = 1000;

/** The hub's monotonic clock, ms; windows learn their offset to it. */
const monotonic = (): number => performance.now();

/** All data and orders of the hall. Plain Node: it knows ports and files, not Electron. */
export class Hub {
  #catalogue: Catalogue;
  #outboxItems: ReturnType<FeedContent['desk']>['outbox'] = [];
  /** This run: a window tells by it what a hub said that came up after another had died. */
  readonly #id = randomUUID();
  readonly #options: HubOptions;
  readonly #store: Store;
  readonly #link: BackendLink;
  readonly #officer: Officer;
  readonly #person: Person;
  readonly #notices: Notices;
  readonly #commands: CommandFollower;
  readonly #followers: Followers;
  readonly #outbox: Outbox;
  readonly #camera: WallCamera;
  readonly #desk: Desk;
  readonly #feed: Feed;
  readonly #tick: NodeJS.Timeout;

  /** Opens the hall's files and shows what they hold. Errors: those of `openDatabase`. */
  static async open(options: HubOptions): Promise<Result<Hub>> {
    const store = await openStore(options.dataDir);
    if (!store.ok) return store;
    const hub = new Hub(options, store.value, await store.value.catalogue.read());
    await hub.#commands.open();
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
        since: () => this.#followers.since(),
        onConnected: (hello, fresh) => this.#connected(hello, fresh),
        onBatch: (batch, epoch) => this.#followers.take(batch, epoch),
        // Without a token of the hall's own it is the officer's session that was refused.
        onRefused: (token) => this.#officer.forget(token),
        onChange: () => {
          this.#outbox.linkChanged();
          this.#feed.changed();
        },
        onMisfit: () => undefined,
        onCount: () => undefined,
        onNotice: (code, details) => this.#tell(code, details),
      },
      monotonic,
      options.access,
    );
    this.#notices = new Notices(() => this.#feed.deskChanged());
    const keys = keyCalls(this.#link);
    this.#person = new Person({
      store: store.personKeys,
      directory: keys,
      tokenOf: (account) => this.#officer.tokenOf(account),
      now: () => this.#link.serverNow(),
      onChange: () => this.#feed.deskChanged(),
      onRenewed: (account) => this.#tell('key-renewed', { account }),
    });
    this.#officer = new Officer(this.#link, () => {
      if (this.#officer.session === undefined) this.#person.lock();
      this.#useToken();
      this.#feed.deskChanged();
    });
    this.#commands = new CommandFollower(store.commands, store.orders, commandSource(this.#link), () => this.#feed.changed());
    this.#followers = new Followers([this.#commands]);
    this.#outbox = new Outbox({
      store: store.orders,
      senderFor: (order) => this.#senderFor(order),
      isKnown: (id) => isKnown(this.#link, id),
      check: (precondition, tier) => checkPrecondition(this.#link, precondition, tier),
      isLinked: () => ['catching-up', 'live', 'refused'].includes(this.#link.state.state),
      now: () => this.#link.serverNow(),
      onChange: (items) => {
        this.#outboxItems = [...items];
        this.#feed.deskChanged();
      },
      onAccepted: (order) => this.#desk.accepted(order),
    });
    this.#desk = new Desk({
      officer: this.#officer,
      person: this.#person,
      outbox: this.#outbox,
      keys,
      check: (precondition, tier) => checkPrecondition(this.#link, precondition, tier),
      dismissNotice: (id) => this.#notices.dismiss(id),
      camera: this.#camera,
      catalogue: () => this.#catalogue,
      serverNow: () => this.#link.serverNow(),
      onScene: () => this.#feed.changed(),
    });
    this.#feed = new Feed({ picture: () => this.#picture(), desk: () => this.#deskContent() }, this.#desk.handlers, monotonic);
    this.#tick = setInterval(() => {
      this.#officer.tick();
      this.#person.tick();
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
    await this.#person.close();
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
    const connected = await this.#followers.connected(hello, fresh, this.#link.serverNow());
    if (!connected.ok) return connected;
    await this.#outbox.reload();
    return ok(null);
  }

  /**
   * Who may hand an order in: the hall's device what its author signed, so that it leaves although nobody is logged in;
   * the author's session everything.
   */
  #senderFor({ account, signature, frozen }: Order): Send | undefined {
    const { deviceToken, tier } = this.#options;
    const isDevices = signature !== undefined && frozen.issuer.tier === tier && this.#link.state.state !== 'refused';
    const token = (isDevices ? deviceToken : undefined) ?? this.#officer.tokenOf(account);
    return token === undefined ? undefined : (order) => this.#send(order, token);
  }

  #tell(code: string, details: Notice['details']): void {
    this.#notices.add({ id: randomUUID(), at: this.#link.serverNow(), code, details });
  }

  async #send(order: Order, token: string): ReturnType<typeof sendOrder> {
    const answer = await sendOrder(this.#link, order, token);
    // The console must ask for a new log-in, or the order would wait for a session that is none.
    if (!answer.ok && isTokenProblem(answer.error)) this.#officer.forget(token);
    return answer;
  }

  #picture(): ReturnType<FeedContent['picture']> {
    const { templates, tiers } = this.#catalogue;
    const titleOf = (id: string): string => templates.find((template) => template.id === id)?.title ?? id;
    const commands = this.#commands.summaries(titleOf, tiers, this.#link.serverNow());
    const link = this.#link.state;
    const focused =
      commands.find(({ id }) => id === this.#desk.focus) ??
      commands.find(({ state }) => state === 'running' || state === 'issued');
    return {
      tier: this.#options.tier,
      mode: link.state === 'offline' || link.state === 'refused' ? 'offline' : 'live',
      link,
      commands,
      focus: focused?.id ?? null,
      camera: this.#camera.move,
    };
  }

  #deskContent(): ReturnType<FeedContent['desk']> {
    const { tiers, templates } = this.#catalogue;
    return {
      hub: this.#id,
      session: this.#officer.shown,
      templates: [...templates],
      tiers: [...tiers],
      outbox: this.#outboxItems,
      key: this.#person.state,
      notices: this.#notices.with(this.#outbox.notices),
    };
  }
}

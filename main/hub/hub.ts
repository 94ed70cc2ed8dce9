import { randomUUID } from 'node:crypto';
import type { BackendAccess, Canvas, DeskContent, Notice, Result, Scene, WindowRole } from '../../preload/contract/index.js';
import { isTokenProblem, ok } from '../../preload/contract/index.js';
import type { LogFile } from '../log/index.js';
import { checkPrecondition, commandSource, fetchCatalogue, isKnown, keyCalls, sendOrder } from './backend-calls.js';
import type { Send } from './command/index.js';
import { CommandFollower, Outbox } from './command/index.js';
import { Desk } from './desk.js';
import type { WindowPort } from './feed/index.js';
import { Feed } from './feed/index.js';
import { Followers } from './followers.js';
import type { StreamHello } from './link/index.js';
import { BackendLink } from './link/index.js';
import { HubDiagnostics } from './hub-diagnostics.js';
import { Notices } from './notices.js';
import { Officer } from './officer.js';
import { Person } from './person/index.js';
import { WallCamera } from './scene/index.js';
import type { Catalogue, Order, Store } from './store/index.js';
import { openStore, stored } from './store/index.js';
import type { SituationRoom } from './wire-situation.js';
import { wireSituation } from './wire-situation.js';

export type HubOptions = {
  readonly dataDir: string;
  readonly tier: string;
  readonly canvas: Canvas;
  readonly deviceToken?: string | undefined;
  readonly access?: BackendAccess | undefined;
  /** where this machine's monitoring reads figures; without it nothing listens */
  readonly metricsPort?: number | undefined;
  /** where the log goes; without it there is none */
  readonly logFile?: LogFile | undefined;
};

/** How often what depends on the time alone is worked out again, ms: steps become overdue, sessions run out. */
const TICK_MS = 1000;
/** How often it is written down when the backend was heard last, ms. */
const HEARD_EVERY_MS = 10_000;

/** Nobody catches it, so the process ends. */
const dieOfDamage = (reason: string): void =>
  queueMicrotask(() => {
    throw new Error(`durable.db is damaged: ${reason}`);
  });

/** The hub's monotonic clock, ms; windows learn their offset to it. */
const monotonic = (): number => performance.now();

/** All data and orders of the hall. Plain Node: it knows ports and files, not Electron. */
export class Hub {
  #catalogue: Catalogue;
  #heardKept = -Infinity;
  #outboxItems: DeskContent['outbox'] = [];
  readonly #options: HubOptions;
  readonly #store: Store;
  readonly #link: BackendLink;
  readonly #officer: Officer;
  readonly #person: Person;
  readonly #notices: Notices;
  readonly #commands: CommandFollower;
  readonly #situation: SituationRoom;
  readonly #followers: Followers;
  readonly #outbox: Outbox;
  readonly #camera: WallCamera;
  readonly #desk: Desk;
  readonly #feed: Feed;
  readonly #diagnostics: HubDiagnostics;
  readonly #tick: NodeJS.Timeout;

  /**
   * Opens the hall's files and shows what they hold. Error `database-newer`.
   * @param end ends the process, because durable.db is damaged; the next start restores it
   */
  static async open(options: HubOptions, end: (reason: string) => void = dieOfDamage): Promise<Result<Hub>> {
    const opened: Hub[] = [];
    const onceOpened = (work: (hub: Hub) => void): void => opened.forEach(work);
    const store = await openStore(options.dataDir, {
      onNotice: (notice) => onceOpened((hub) => hub.#notices.add(notice)),
      onHealth: () => onceOpened((hub) => hub.#feed.topics.touch('desk')),
      onReopened: () => onceOpened((hub) => hub.#filesChanged()),
      serverNow: () =>
        opened
          .map((hub) => hub.#link)
          .find((link) => link.isClockKnown)
          ?.serverNow(),
      onDamaged: end,
    });
    if (!store.ok) return store;
    const hub = new Hub(options, store.value, await store.value.catalogue.read());
    opened.push(hub);
    for (const notice of store.value.opening) hub.#notices.add(notice);
    hub.#useCatalogue(hub.#catalogue);
    await hub.#commands.open();
    await hub.#situation.follower.open();
    const heard = await stored(() => store.value.situation.reader.heard());
    if (heard.ok && heard.value !== undefined) hub.#link.heardBefore(heard.value);
    await hub.#outbox.open();
    hub.#useToken();
    return ok(hub);
  }

  private constructor(options: HubOptions, store: Store, catalogue: Catalogue) {
    this.#options = options;
    this.#store = store;
    this.#catalogue = catalogue;
    this.#diagnostics = new HubDiagnostics(options.logFile, [options.deviceToken, options.access?.proxy]);
    this.#camera = new WallCamera(options.canvas, monotonic);
    this.#link = new BackendLink(
      {
        since: () => this.#followers.since(),
        onConnected: (hello, fresh) => this.#connected(hello, fresh),
        onBatch: (batch, epoch) => this.#diagnostics.timed(() => this.#followers.take(batch, epoch)),
        // Without a token of the hall's own it is the officer's session that was refused.
        onRefused: (token) => this.#officer.forget(token),
        onChange: () => {
          this.#diagnostics.linkChanged(this.#link.state);
          this.#outbox.linkChanged();
          this.#feed.topics.touch('scene');
        },
        onMisfit: (misfit) => this.#diagnostics.misfit(misfit, this.#link.serverNow()),
        onCount: (name) => this.#diagnostics.count(name),
        onNotice: (code, details) => this.#tell(code, details),
      },
      monotonic,
      options.access,
    );
    this.#notices = new Notices(() => this.#feed.topics.touch('desk'));
    const keys = keyCalls(this.#link);
    this.#person = new Person({
      store: store.personKeys,
      directory: keys,
      tokenOf: (account) => this.#officer.tokenOf(account),
      now: () => this.#link.serverNow(),
      onChange: () => this.#feed.topics.touch('desk'),
      onRenewed: (account) => this.#tell('key-renewed', { account }),
    });
    this.#officer = new Officer(this.#link, {
      onChange: () => {
        if (this.#officer.session === undefined) this.#person.lock();
        this.#useToken();
        this.#feed.topics.touch('desk');
      },
      onRenewed: (token) => options.deviceToken === undefined && this.#link.renewToken(token),
      onEnded: (account, code) => this.#tell('session-ended', { account, reason: code }),
    });
    this.#commands = new CommandFollower(
      store.commands,
      store.orders,
      commandSource(this.#link),
      () => this.#feed.topics.touch('scene'),
      () => this.#link.serverNow(),
    );
    this.#situation = wireSituation(store.situation, this.#link, () => this.#feed.topics);
    this.#followers = new Followers([this.#commands, this.#situation.follower]);
    this.#outbox = new Outbox({
      store: store.orders,
      senderFor: (order) => this.#senderFor(order),
      isKnown: (id) => isKnown(this.#link, id),
      check: (precondition, tier) => checkPrecondition(this.#link, precondition, tier),
      isClockKnown: () => this.#link.isClockKnown,
      isLinked: () => ['catching-up', 'live', 'refused'].includes(this.#link.state.state),
      now: () => this.#link.serverNow(),
      onChange: (items) => {
        this.#outboxItems = [...items];
        this.#feed.topics.touch('desk');
      },
      onAccepted: (order) => this.#desk.accepted(order),
    });
    this.#desk = new Desk({
      officer: this.#officer,
      person: this.#person,
      outbox: this.#outbox,
      keys,
      check: (precondition, tier) => checkPrecondition(this.#link, precondition, tier),
      keptAside: () => this.#diagnostics.keptAside,
      dismissNotice: (id) => this.#notices.dismiss(id),
      camera: this.#camera,
      queries: this.#situation.queries,
      search: this.#situation.search,
      catalogue: () => this.#catalogue,
      serverNow: () => this.#link.serverNow(),
      onScene: () => this.#feed.topics.touch('scene'),
    });
    this.#feed = new Feed({
      hub: randomUUID(),
      readers: {
        scene: () => this.#scene(),
        desk: () => this.#deskContent(),
        catalogue: () => ({ tiers: [...this.#catalogue.tiers], templates: [...this.#catalogue.templates] }),
        diagnostics: () => this.#diagnostics.read(),
      },
      settle: () => this.#tellCommands(),
      handlers: this.#desk.handlers,
      now: monotonic,
    });
    this.#diagnostics.watch(
      { store, link: this.#link, feed: this.#feed, outbox: () => this.#outboxItems, now: monotonic },
      options.metricsPort,
    );
    this.#tick = setInterval(() => {
      this.#officer.tick();
      this.#person.tick();
      this.#outbox.tick();
      // What is old is not told by a clock that may be wrong.
      if (this.#link.isClockKnown) this.#situation.follower.tick();
      if (monotonic() - this.#heardKept >= HEARD_EVERY_MS) void this.#keepHeard();
      this.#feed.topics.touch('scene');
      this.#feed.topics.touch('diagnostics');
    }, TICK_MS);
  }

  setBackend(url: string | null): void {
    this.#link.setUrl(url);
  }

  setCanvas(canvas: Canvas): void {
    this.#camera.setCanvas(canvas);
    this.#feed.topics.touch('scene');
  }

  addWindow(role: WindowRole, port: WindowPort): void {
    this.#feed.add(role, port);
  }

  async close(): Promise<void> {
    clearInterval(this.#tick);
    const looked = this.#diagnostics.stop();
    this.#feed.close();
    const sent = this.#outbox.close();
    await this.#link.close();
    await sent;
    await this.#person.close();
    await this.#keepHeard();
    await this.#situation.close();
    await looked;
    await this.#store.close();
    await this.#diagnostics.close();
  }

  /** The hall's own token serves the link for weeks; where there is none, the officer's session does. */
  #useToken(): void {
    const token = this.#options.deviceToken ?? this.#officer.session?.token;
    this.#diagnostics.know(this.#officer.session?.token);
    this.#diagnostics.know(token);
    this.#link.setToken(token);
  }

  async #connected(hello: StreamHello, fresh: boolean): Promise<Result<null>> {
    const catalogue = await fetchCatalogue(this.#link);
    if (!catalogue.ok) return catalogue;
    this.#useCatalogue(catalogue.value);
    const kept = await this.#keepCatalogue();
    if (!kept.ok) return kept;
    const connected = await this.#followers.connected(hello, fresh, this.#link.serverNow());
    if (!connected.ok) return connected;
    await this.#outbox.reload();
    this.#person.follow();
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
    this.#diagnostics.told(code, details);
    this.#notices.add({ id: randomUUID(), at: this.#link.serverNow(), code, details });
  }

  async #send(order: Order, token: string): ReturnType<typeof sendOrder> {
    const answer = await sendOrder(this.#link, order, token);
    // The console must ask for a new log-in, or the order would wait for a session that is none.
    if (!answer.ok && isTokenProblem(answer.error)) this.#officer.forget(token);
    return answer;
  }

  /** A file could be opened at last, or was lost: what it holds is something else than what is shown. */
  #filesChanged(): void {
    this.#commands.fileChanged();
    this.#situation.follower.fileChanged();
    void stored(() => this.#outbox.reload());
    if (this.#catalogue.tiers.length > 0) void this.#keepCatalogue();
  }

  /** How old the picture is that this run leaves is known to the next one. */
  async #keepHeard(): Promise<void> {
    const { heardAt } = this.#link.state;
    if (heardAt === undefined || !this.#link.isClockKnown) return;
    this.#heardKept = monotonic();
    await this.#store.situation.writer.heard(this.#link.serverNow() - Math.round(this.#heardKept - heardAt));
  }

  /** What the disk does not take is shown all the same, and written when the file can be opened again. */
  async #keepCatalogue(): Promise<Result<null>> {
    await stored(() => this.#store.catalogue.write(this.#catalogue));
    return this.#situation.search.connected(this.#catalogue);
  }

  #useCatalogue(catalogue: Catalogue): void {
    this.#catalogue = catalogue;
    const titles = new Map(catalogue.templates.map(({ id, title }) => [id, title]));
    const levels = new Map(catalogue.tiers.map(({ code, level }) => [code, level]));
    this.#commands.rename({ titleOf: (id) => titles.get(id) ?? id, levelOf: (tier) => levels.get(tier) ?? 'town' });
    this.#feed.topics.touch('catalogue');
  }

  #tellCommands(): void {
    const { heads, frozen, directives, removed } = this.#commands.changes(this.#link.serverNow());
    const { topics } = this.#feed;
    topics.change('frozen', frozen, removed.commands);
    this.#situation.search.addCommands(heads, frozen);
    topics.change('directives', directives, removed.directives);
    topics.change('commands', heads, removed.commands);
  }

  #scene(): Scene {
    const link = this.#link.state;
    const inSight = this.#commands.inSight;
    const focused =
      inSight.find(({ id }) => id === this.#desk.focus) ?? inSight.find(({ state }) => state === 'running' || state === 'issued');
    return {
      tier: this.#options.tier,
      mode: link.state === 'live' || link.state === 'catching-up' ? 'live' : 'offline',
      link,
      focus: focused?.id ?? null,
      camera: this.#camera.move,
    };
  }

  #deskContent(): DeskContent {
    return {
      session: this.#officer.shown,
      outbox: this.#outboxItems,
      key: this.#person.state,
      notices: this.#notices.with([...this.#outbox.notices, ...this.#store.health.notices]),
    };
  }
}

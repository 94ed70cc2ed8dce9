import type { WebContents } from 'electron';
import type { ConsoleContext, Site, SiteFault, WallContext } from '../../preload/contract/index.js';
import type { FindSender } from '../ipc/index.js';
import { push } from '../ipc/index.js';
import type { DisplaysSeen, HallWindow, LoadedSite, Logger } from '../platform/index.js';
import { consoleBounds } from '../platform/index.js';
import type { PageDue, WallPlan } from '../wall/index.js';
import { KeptWindow, plan, replan, WallWindows } from '../wall/index.js';
import { WindowOpener } from './window-opener.js';

/** Until a site file says otherwise: the city's hall, in Chinese, with its own backend. */
export const siteDefaults = { tier: '500000', locale: 'zh-CN', backend: 'embedded' } as const satisfies Partial<Site>;

type DemoAccount = ConsoleContext['demoAccounts'][number];

export type HallOptions = {
  readonly loaded: LoadedSite;
  readonly demoAccounts: readonly DemoAccount[];
  /** what is wrong with other files of the data folder */
  readonly fileFaults: readonly SiteFault[];
  readonly log: Logger;
  /** a window's own page has loaded (again) and wants its port to the hub */
  onLoaded(window: HallWindow): void;
  /** every window that can be shown has drawn */
  onAllDrawn(): void;
  onCanvas(canvas: WallPlan['canvas']): void;
  /** the officer closed the console */
  onClosed(): void;
};

/** The hall's windows: the wall's by plan, and the console. */
export class Hall {
  readonly #options: HallOptions;
  readonly #wall: WallWindows<HallWindow>;
  readonly #console: KeptWindow<HallWindow>;
  readonly #opener: WindowOpener;
  #plan: WallPlan;
  #displayFault: SiteFault | undefined;
  #hubFault: SiteFault | undefined;
  /** The console takes the focus at the start; a later one only from the one that it replaces. */
  #consoleTakesFocus = true;
  #isClosing = false;

  constructor(options: HallOptions, { displays, fault }: DisplaysSeen) {
    this.#options = options;
    this.#plan = plan(options.loaded.site, displays);
    this.#displayFault = fault;
    this.#opener = new WindowOpener({ locale: this.#locale, log: options.log, onLoaded: options.onLoaded });
    this.#wall = new WallWindows(
      (panel, page) => this.#opener.openWall(panel, page),
      () => this.#changed(),
    );
    this.#console = new KeptWindow({
      open: (page) => this.#openConsole(page),
      onChanged: () => this.#changed(),
      onClosed: () => options.onClosed(),
    });
  }

  get canvas(): WallPlan['canvas'] {
    return this.#plan.canvas;
  }

  open(): void {
    this.#wall.apply(this.#plan);
    this.#console.show();
  }

  /** The displays changed: plan again and carry out the difference. */
  displaysChanged({ displays, fault }: DisplaysSeen): void {
    if (this.#isClosing || displays.length === 0) return;
    const before = this.#plan;
    this.#displayFault = fault;
    this.#plan = replan(before, this.#options.loaded.site, displays, fault === undefined);
    this.#wall.apply(this.#plan);
    // Labels and tiles are placed once for the whole wall, so a panel that changed its size concerns all the others.
    const views = (of: WallPlan): string => JSON.stringify(of.panels.map(({ view }) => view));
    if (views(before) !== views(this.#plan)) {
      for (const { panel, window } of this.#wall.windows()) {
        push(window.contents, 'wall:context-changed', this.wallContext(panel.view.id));
      }
    }
    if (JSON.stringify(before.canvas) !== JSON.stringify(this.#plan.canvas)) this.#options.onCanvas(this.#plan.canvas);
    this.#placeConsole(before.console);
  }

  readonly findSender: FindSender = (contents: WebContents) => [...this.windows()].find((window) => window.contents === contents);

  *windows(): Iterable<HallWindow> {
    for (const { window } of this.#wall.windows()) yield window;
    if (this.console !== undefined) yield this.console;
  }

  /** The windows that get a port to the hub. */
  *hubWindows(): Iterable<HallWindow> {
    for (const window of this.windows()) if (!window.isSafe) yield window;
  }

  /** Panels with their windows, for photographs. */
  panels(): ReturnType<WallWindows<HallWindow>['windows']> {
    return this.#wall.windows();
  }

  get console(): HallWindow | undefined {
    return this.#console.window;
  }

  wallContext(id: string): WallContext {
    const panel = this.#wall.panel(id);
    if (panel === undefined) throw new Error(`no panel ${id}`);
    return {
      panel: panel.view,
      panels: this.#plan.panels.map(({ view }) => view),
      canvas: this.#plan.canvas,
      locale: this.#locale,
    };
  }

  consoleContext(): ConsoleContext {
    const { loaded, demoAccounts, fileFaults } = this.#options;
    // Without a site file no panel is bound to a display, so nothing is lost where displays cannot be told apart.
    const displayFault = loaded.site === undefined ? undefined : this.#displayFault;
    const others = [displayFault, this.#hubFault].filter((fault) => fault !== undefined);
    return {
      locale: this.#locale,
      siteFaults: [...loaded.faults, ...this.#plan.faults, ...fileFaults, ...others],
      siteSource: this.#plan.fromDisplays ? 'displays' : loaded.source,
      panels: this.#wall.health(),
      canvas: this.#plan.canvas,
      demoAccounts: [...demoAccounts],
    };
  }

  drawn(sender: { readonly role: string; readonly id: string }): void {
    this.#opener.drawn(sender);
    if (sender.role === 'console') this.#console.drawn();
    else this.#wall.drawn(sender.id);
  }

  /** A window answered that it is still there. */
  alive(sender: object): void {
    this.#opener.alive(sender);
  }

  /** What the console says of the hub; undefined when there is nothing to say. */
  setHubFault(fault: SiteFault | undefined): void {
    this.#hubFault = fault;
    this.#changed();
  }

  close(): void {
    this.#isClosing = true;
    this.#wall.closeAll();
    this.#console.end();
  }

  get #locale(): ConsoleContext['locale'] {
    return this.#options.loaded.site?.locale ?? siteDefaults.locale;
  }

  #openConsole(page: PageDue): HallWindow {
    const window = this.#opener.openConsole(this.#plan.console, this.#consoleTakesFocus, page);
    window.onFailed(() => (this.#consoleTakesFocus = window.isFocused));
    return window;
  }

  /** Frame and full screen are given to a window at its birth, so a console that comes to share its display is replaced. */
  #placeConsole(before: WallPlan['console']): void {
    const { console: place } = this.#plan;
    const window = this.console;
    if (window === undefined || JSON.stringify(before) === JSON.stringify(place)) return;
    if (before.shared === place.shared) {
      window.setBounds(consoleBounds(place));
      return;
    }
    this.#consoleTakesFocus = window.isFocused;
    this.#console.replace();
  }

  #changed(): void {
    const window = this.console;
    if (window !== undefined) push(window.contents, 'console:context-changed', this.consoleContext());
    const isStarting = this.#wall.health().some(({ state }) => state === 'starting');
    if (this.#console.state !== 'starting' && !isStarting) this.#options.onAllDrawn();
  }
}

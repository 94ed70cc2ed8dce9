import type { WebContents } from 'electron';
import type { AppError, ConsoleContext, Site, SiteFault, WallContext } from '../../preload/contract/index.js';
import type { FindSender } from '../ipc/index.js';
import { push } from '../ipc/index.js';
import type { DisplayInfo, LoadedSite, HallWindow } from '../platform/index.js';
import { openConsoleWindow, openWallWindow } from '../platform/index.js';
import type { WallPlan } from '../wall/index.js';
import { plan, WallWindows } from '../wall/index.js';

/** Until a site file says otherwise: the city's hall, in Chinese, with its own backend. */
export const siteDefaults = { tier: '500000', locale: 'zh-CN', backend: 'embedded' } as const satisfies Partial<Site>;

type DemoAccount = ConsoleContext['demoAccounts'][number];

export type HallOptions = {
  readonly loaded: LoadedSite;
  readonly demoAccounts: readonly DemoAccount[];
  /** a window's page has loaded (again) and wants its port to the hub */
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
  #plan: WallPlan;
  #console: HallWindow | undefined;
  #consoleDrawn = false;
  #hubFault: SiteFault | undefined;

  constructor(options: HallOptions, displays: readonly DisplayInfo[]) {
    this.#options = options;
    this.#plan = plan(options.loaded.site, displays);
    this.#wall = new WallWindows(
      (panel) => this.#watch(openWallWindow(panel.view.id, panel.bounds)),
      () => this.#healthChanged(),
    );
  }

  get canvas(): WallPlan['canvas'] {
    return this.#plan.canvas;
  }

  open(): void {
    this.#wall.apply(this.#plan);
    this.#openConsole();
  }

  /** The displays changed: plan again and carry out the difference. */
  displaysChanged(displays: readonly DisplayInfo[]): void {
    if (displays.length === 0) return;
    const before = this.#plan;
    this.#plan = plan(this.#options.loaded.site, displays);
    this.#wall.apply(this.#plan);
    // Labels and tiles are placed once for the whole wall, so a panel that changed its size concerns all the others.
    const views = (of: WallPlan): string => JSON.stringify(of.panels.map(({ view }) => view));
    if (views(before) !== views(this.#plan)) {
      for (const { panel, window } of this.#wall.windows()) {
        push(window.contents, 'wall:context-changed', this.wallContext(panel.view.id));
      }
    }
    if (JSON.stringify(before.canvas) !== JSON.stringify(this.#plan.canvas)) this.#options.onCanvas(this.#plan.canvas);
    if (JSON.stringify(before.console) !== JSON.stringify(this.#plan.console)) {
      this.#console?.setBounds(this.#plan.console.bounds);
    }
  }

  readonly findSender: FindSender = (contents: WebContents) => [...this.windows()].find((window) => window.contents === contents);

  *windows(): Iterable<HallWindow> {
    for (const { window } of this.#wall.windows()) yield window;
    if (this.#console !== undefined) yield this.#console;
  }

  /** Panels with their windows, for photographs. */
  panels(): ReturnType<WallWindows<HallWindow>['windows']> {
    return this.#wall.windows();
  }

  get console(): HallWindow | undefined {
    return this.#console;
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
    const { loaded, demoAccounts } = this.#options;
    return {
      locale: this.#locale,
      siteFaults: [...loaded.faults, ...this.#plan.faults, ...(this.#hubFault === undefined ? [] : [this.#hubFault])],
      siteSource: this.#plan.fromDisplays ? 'displays' : loaded.source,
      panels: this.#wall.health(),
      canvas: this.#plan.canvas,
      demoAccounts: [...demoAccounts],
    };
  }

  drawn(window: { readonly role: string; readonly id: string }): void {
    if (window.role === 'console') this.#consoleDrawn = true;
    else this.#wall.drawn(window.id);
    const waiting = this.#wall.health().some(({ state }) => state === 'starting');
    if (this.#consoleDrawn && !waiting) this.#options.onAllDrawn();
  }

  /** The hub cannot work: the console says so with the reason. */
  hubRefused(error: AppError): void {
    this.#hubFault = { path: 'hub', code: error.code, message: JSON.stringify(error.details ?? {}) };
    this.#healthChanged();
  }

  close(): void {
    const window = this.#console;
    this.#console = undefined;
    this.#wall.closeAll();
    window?.close();
  }

  get #locale(): ConsoleContext['locale'] {
    return this.#options.loaded.site?.locale ?? siteDefaults.locale;
  }

  #openConsole(): void {
    const window = this.#watch(openConsoleWindow(this.#plan.console.bounds, this.#plan.console.shared));
    this.#console = window;
    this.#consoleDrawn = false;
    window.onCrashed(() => {
      if (this.#console !== window) return;
      this.#console = undefined;
      window.close();
      this.#openConsole();
    });
    window.onClosed(() => {
      if (this.#console !== window) return;
      this.#console = undefined;
      this.#options.onClosed();
    });
  }

  #watch(window: HallWindow): HallWindow {
    window.onLoaded(() => this.#options.onLoaded(window));
    return window;
  }

  #healthChanged(): void {
    if (this.#console !== undefined) push(this.#console.contents, 'console:context-changed', this.consoleContext());
  }
}

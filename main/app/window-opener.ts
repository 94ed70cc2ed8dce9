import type { ConsoleContext, SafeNotice } from '../../preload/contract/index.js';
import { push } from '../ipc/index.js';
import { Heartbeat } from '../kiosk/index.js';
import type { ConsolePlace, HallWindow, Logger } from '../platform/index.js';
import { openConsoleWindow, openWallWindow } from '../platform/index.js';
import type { PageDue, PlacedPanel } from '../wall/index.js';

/** Where the console's safe page is read: at arm's length, at the density that CSS assumes (96 px to the inch). */
const DESK_VIEW = { viewingDistanceMm: 700, pxPerMm: 96 / 25.4 } as const;

export type WindowOpenerOptions = {
  readonly locale: ConsoleContext['locale'];
  readonly log: Logger;
  /** a window's own page has loaded (again) and wants its port to the hub */
  onLoaded(window: HallWindow): void;
};

/** Opens the hall's windows and watches over them: what fails is logged, and a window that hangs is given up. */
export class WindowOpener {
  readonly #options: WindowOpenerOptions;
  readonly #heartbeats = new Map<object, Heartbeat>();

  constructor(options: WindowOpenerOptions) {
    this.#options = options;
  }

  openWall({ view, bounds }: PlacedPanel, page: PageDue): HallWindow {
    return this.#watch(openWallWindow(view.id, bounds, this.#notice(view.id, page, view)));
  }

  openConsole(place: ConsolePlace, takesFocus: boolean, page: PageDue): HallWindow {
    return this.#watch(openConsoleWindow(place, takesFocus, this.#notice('console', page, DESK_VIEW)));
  }

  /** A window answered that it is still there. */
  alive(window: object): void {
    this.#heartbeats.get(window)?.answered();
  }

  /** A window shows its first complete picture. */
  drawn(window: object): void {
    this.#heartbeats.get(window)?.shown();
  }

  #notice(
    window: string,
    page: PageDue,
    { pxPerMm, viewingDistanceMm }: Pick<SafeNotice, 'pxPerMm' | 'viewingDistanceMm'>,
  ): SafeNotice | undefined {
    if (page.kind === 'own') return undefined;
    const { failure, retryAt } = page;
    return { window, locale: this.#options.locale, failure, retryAt, pxPerMm, viewingDistanceMm };
  }

  #watch(window: HallWindow): HallWindow {
    const { log, onLoaded } = this.#options;
    const { id, isSafe } = window;
    const heartbeat = new Heartbeat(
      () => push(window.contents, 'window:heartbeat', null),
      () => window.giveUpHung(),
    );
    this.#heartbeats.set(window, heartbeat);
    heartbeat.start();
    window.onLoaded(() => {
      if (isSafe) heartbeat.shown();
      else onLoaded(window);
    });
    window.onFailed((failure) => log.error({ window: id, isSafe, ...failure }, 'window failed'));
    window.onClosed(() => {
      heartbeat.stop();
      this.#heartbeats.delete(window);
    });
    return window;
  }
}

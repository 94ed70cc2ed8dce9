import type { MessagePortMain, NativeImage, WebContents, WebPreferences } from 'electron';
import { BrowserWindow } from 'electron';
import type { SafeNotice, WindowFailure, WindowRole } from '../../preload/contract/index.js';
import { safeNoticeQuery } from '../../preload/contract/index.js';
import type { DisplayInfo } from './site/index.js';
import { paths } from './paths.js';

/** The page's ground (5-look): what shows before the first picture must not flash. */
const GROUND = '#0B0E12';

/** Sandboxed, isolated, without Node; each role has its own bridge and nothing else. */
const webPreferences = (role: WindowRole): WebPreferences => ({
  preload: paths.preload[role],
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false,
  // A wall that nobody touches must not fall asleep, nor when the console covers it.
  backgroundThrottling: false,
});

/** One of the hall's windows. `id` is the panel's, or `console`. */
export class HallWindow {
  readonly role: WindowRole;
  readonly id: string;
  /** shows the safe page instead of its own */
  readonly isSafe: boolean;
  readonly #window: BrowserWindow;
  readonly #onFailed = new Set<(failure: WindowFailure) => void>();

  /** @param notice for the safe page; without it the window shows its role's own page */
  constructor(role: WindowRole, id: string, window: BrowserWindow, notice: SafeNotice | undefined) {
    this.role = role;
    this.id = id;
    this.isSafe = notice !== undefined;
    this.#window = window;
    // The title names the window for the officer's tools and the tests; the page has no say in it.
    window.on('page-title-updated', (event) => event.preventDefault());
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      this.#fail({ reason: 'crashed', detail: `${reason}, exit code ${exitCode}` });
    });
    const page = notice === undefined ? `${role}.html` : `safe.html${safeNoticeQuery(notice)}`;
    window.loadURL(`app://yilan/${page}`).catch((error: unknown) => {
      this.#fail({ reason: 'not-loaded', detail: String(error) });
    });
  }

  get contents(): WebContents {
    return this.#window.webContents;
  }

  setBounds(bounds: DisplayInfo['bounds']): void {
    this.#window.setBounds(bounds);
  }

  get isFocused(): boolean {
    return !this.#window.isDestroyed() && this.#window.isFocused();
  }

  focus(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  /** Hands the page its port to the hub, every time that a page is loaded in this window. */
  onLoaded(listener: () => void): void {
    this.contents.on('did-finish-load', listener);
  }

  postPort(channel: string, port: MessagePortMain): void {
    this.contents.postMessage(channel, null, [port]);
  }

  /** The page crashed, hangs or did not load. */
  onFailed(listener: (failure: WindowFailure) => void): void {
    this.#onFailed.add(listener);
  }

  /** The page does not answer any more: its process is ended at once, and not left to whoever cleans up windows. */
  giveUpHung(): void {
    this.contents.forcefullyCrashRenderer();
    this.#fail({ reason: 'hung', detail: '' });
  }

  /** The window is gone, whoever closed it. */
  onClosed(listener: () => void): void {
    this.#window.on('closed', listener);
  }

  /** What the window shows, in its own pixels. */
  capture(): Promise<NativeImage> {
    return this.contents.capturePage();
  }

  close(): void {
    if (!this.#window.isDestroyed()) this.#window.destroy();
  }

  #fail(failure: WindowFailure): void {
    // A window that is closed while it loads has not failed.
    if (this.#window.isDestroyed()) return;
    for (const listener of this.#onFailed) listener(failure);
  }
}

/** A borderless window that covers one display; it never takes the officer's focus. */
export function openWallWindow(panelId: string, bounds: DisplayInfo['bounds'], notice?: SafeNotice): HallWindow {
  const window = new BrowserWindow({
    ...bounds,
    title: `yilan wall ${panelId}`,
    frame: false,
    show: false,
    focusable: false,
    resizable: false,
    movable: false,
    minimizable: false,
    skipTaskbar: true,
    // A frameless window of exactly its display's size comes out one pixel short in Electron 25; a kiosk window does not.
    kiosk: true,
    hasShadow: false,
    enableLargerThanScreen: true,
    backgroundColor: GROUND,
    webPreferences: webPreferences('wall'),
  });
  window.showInactive();
  window.setBounds(bounds);
  return new HallWindow('wall', panelId, window, notice);
}

/** Where the console goes: it fills its display, or floats over the wall's panel when it must share it. */
export type ConsolePlace = { readonly bounds: DisplayInfo['bounds']; readonly shared: boolean };

/**
 * The officer's window.
 * @param takesFocus otherwise the focus stays where it is
 */
export function openConsoleWindow(place: ConsolePlace, takesFocus: boolean, notice?: SafeNotice): HallWindow {
  const { bounds, shared } = place;
  const window = new BrowserWindow({
    ...consoleBounds(place),
    title: 'yilan console',
    frame: shared,
    kiosk: !shared,
    show: takesFocus,
    minWidth: Math.min(1024, bounds.width),
    minHeight: Math.min(600, bounds.height),
    backgroundColor: GROUND,
    webPreferences: webPreferences('console'),
  });
  if (!takesFocus) window.showInactive();
  return new HallWindow('console', 'console', window, notice);
}

export const consoleBounds = ({ bounds, shared }: ConsolePlace): DisplayInfo['bounds'] => (shared ? inset(bounds) : bounds);

function inset({ x, y, width, height }: DisplayInfo['bounds']): DisplayInfo['bounds'] {
  const margin = 0.05;
  return {
    x: Math.round(x + width * margin),
    y: Math.round(y + height * margin),
    width: Math.round(width * (1 - 2 * margin)),
    height: Math.round(height * (1 - 2 * margin)),
  };
}

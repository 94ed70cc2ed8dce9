import type { MessagePortMain, NativeImage, WebContents, WebPreferences } from 'electron';
import { BrowserWindow } from 'electron';
import type { WindowRole } from '../../preload/contract/index.js';
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
  readonly #window: BrowserWindow;

  constructor(role: WindowRole, id: string, window: BrowserWindow) {
    this.role = role;
    this.id = id;
    this.#window = window;
    // The title names the window for the officer's tools and the tests; the page has no say in it.
    window.on('page-title-updated', (event) => event.preventDefault());
    void window.loadURL(`app://yilan/${role}.html`);
  }

  get contents(): WebContents {
    return this.#window.webContents;
  }

  setBounds(bounds: DisplayInfo['bounds']): void {
    this.#window.setBounds(bounds);
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

  /** The page crashed. */
  onCrashed(listener: () => void): void {
    this.contents.on('render-process-gone', listener);
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
}

/** A borderless window that covers one display; it never takes the officer's focus. */
export function openWallWindow(panelId: string, bounds: DisplayInfo['bounds']): HallWindow {
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
  return new HallWindow('wall', panelId, window);
}

/** The officer's window: fills its display, or floats over the wall's panel when it must share it. */
export function openConsoleWindow(bounds: DisplayInfo['bounds'], shared: boolean): HallWindow {
  const window = new BrowserWindow({
    ...(shared ? inset(bounds) : bounds),
    title: 'yilan console',
    frame: shared,
    kiosk: !shared,
    minWidth: Math.min(1024, bounds.width),
    minHeight: Math.min(600, bounds.height),
    backgroundColor: GROUND,
    webPreferences: webPreferences('console'),
  });
  return new HallWindow('console', 'console', window);
}

function inset({ x, y, width, height }: DisplayInfo['bounds']): DisplayInfo['bounds'] {
  const margin = 0.05;
  return {
    x: Math.round(x + width * margin),
    y: Math.round(y + height * margin),
    width: Math.round(width * (1 - 2 * margin)),
    height: Math.round(height * (1 - 2 * margin)),
  };
}

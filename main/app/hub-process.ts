import type { UtilityProcess } from 'electron';
import { MessageChannelMain } from 'electron';
import type { ToHubControl } from '../../preload/contract/index.js';
import { fromHubControlSchema, HUB_PORT_CHANNEL } from '../../preload/contract/index.js';
import type { HallWindow, Logger } from '../platform/index.js';
import { KeptChild, paths } from '../platform/index.js';
import type { HubEvent } from './hub-health.js';

type Configure = Extract<ToHubControl, { kind: 'configure' }>;

/**
 * The hub's process. It is told its configuration and the backend's address at every start, and every window gets
 * a port of its own to it; after that main has no part in the data.
 */
export class HubProcess {
  #child: UtilityProcess | undefined;
  #backendUrl: string | null = null;
  #configuration: Configure;
  readonly #kept: KeptChild;
  readonly #windows: () => Iterable<HallWindow>;

  /**
   * @param windows the windows whose pages are loaded now; they get new ports when the hub was restarted
   * @param onEvent the hub is ready, cannot work and says why, or ended
   */
  constructor(configuration: Configure, windows: () => Iterable<HallWindow>, log: Logger, onEvent: (event: HubEvent) => void) {
    this.#configuration = configuration;
    this.#windows = windows;
    this.#kept = new KeptChild({
      name: 'hub',
      file: paths.hub,
      args: [],
      onStarted: (child) => this.#started(child),
      onMessage: (message) => {
        const parsed = fromHubControlSchema.safeParse(message);
        if (!parsed.success) log.error({ problem: parsed.error.message }, 'hub control message refused');
        else onEvent(parsed.data);
      },
      onExited: (code) => {
        this.#child = undefined;
        log.error({ code }, 'hub ended');
        onEvent({ kind: 'ended', code, at: performance.now() });
      },
    });
  }

  start(): void {
    this.#kept.start();
  }

  stop(): Promise<void> {
    return this.#kept.stop();
  }

  setBackend(url: string | null): void {
    this.#backendUrl = url;
    this.#post({ kind: 'backend', url });
  }

  setCanvas(canvas: Configure['canvas']): void {
    this.#configuration = { ...this.#configuration, canvas };
    this.#post({ kind: 'canvas', canvas });
  }

  /** Gives a window whose page has loaded its own port to the hub. */
  connect(window: HallWindow): void {
    if (this.#child === undefined) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#child.postMessage({ kind: 'window', role: window.role } satisfies ToHubControl, [port1]);
    window.postPort(HUB_PORT_CHANNEL, port2);
  }

  #started(child: UtilityProcess): void {
    this.#child = child;
    // Messages posted before the process runs are kept for it.
    this.#post(this.#configuration);
    this.#post({ kind: 'backend', url: this.#backendUrl });
    for (const window of this.#windows()) this.connect(window);
  }

  #post(message: ToHubControl): void {
    this.#child?.postMessage(message);
  }
}

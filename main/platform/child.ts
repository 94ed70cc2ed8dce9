import type { UtilityProcess } from 'electron';
import { utilityProcess } from 'electron';

/** A process that came up at once waits this long before its next start, ms; doubled each time up to the maximum. */
const RESTART_MS = { first: 250, most: 10_000 } as const;
/** How long a process may take to finish what it is writing before it is ended, ms. */
const STOP_MS = 4000;
/** After running this long a process is taken to be healthy again, ms. */
const HEALTHY_MS = 30_000;

export type ChildOptions = {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  onStarted(child: UtilityProcess): void;
  onMessage(message: unknown): void;
  onExited(code: number): void;
};

/** Keeps a utility process running: whenever it ends it is started again, with backoff, until `stop`. */
export class KeptChild {
  #child: UtilityProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wait: number = RESTART_MS.first;
  #stopped = false;
  readonly #options: ChildOptions;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  start(): void {
    const { name, file, args } = this.#options;
    const began = Date.now();
    const child = utilityProcess.fork(file, [...args], { serviceName: name, stdio: 'inherit' });
    this.#child = child;
    child.on('message', (message: unknown) => this.#options.onMessage(message));
    child.on('exit', (code) => {
      this.#child = undefined;
      if (this.#stopped) return;
      this.#options.onExited(code);
      if (Date.now() - began > HEALTHY_MS) this.#wait = RESTART_MS.first;
      this.#timer = setTimeout(() => this.start(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, RESTART_MS.most);
    });
    this.#options.onStarted(child);
  }

  /**
   * Asks the process to finish (`{kind: 'stop'}`) and does not start it again; resolves when it is gone. One that does
   * not finish in time is ended.
   */
  stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(() => child.kill(), STOP_MS);
      child.once('exit', () => {
        clearTimeout(late);
        resolve();
      });
      child.postMessage({ kind: 'stop' });
    });
  }
}

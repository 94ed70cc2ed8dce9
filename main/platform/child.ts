import type { UtilityProcess } from 'electron';
import { utilityProcess } from 'electron';

/** A process that came up at once waits this long before its next start, ms; doubled each time up to the maximum. */
const RESTART_MS = { first: 250, most: 10_000 } as const;
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

  /** Lets the process end and does not start it again. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#child?.kill();
  }
}

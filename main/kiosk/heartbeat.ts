/** How often a window is asked whether it is still there, ms. */
const ASK_MS = 2000;
/**
 * Questions left unanswered after which a window counts as hung: 10 s. While it starts, loading a map may keep it busy for
 * longer: 60 s. Counted in questions and not in time, since a machine that slept has asked none meanwhile.
 */
const UNANSWERED = { shown: 5, starting: 30 } as const;

/**
 * Notices a window that hangs. Electron's own `unresponsive` does not: it waits for an answer to input, and nobody touches
 * a wall.
 */
export class Heartbeat {
  readonly #ask: () => void;
  readonly #onHung: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unanswered = 0;
  #most: number = UNANSWERED.starting;

  constructor(ask: () => void, onHung: () => void) {
    this.#ask = ask;
    this.#onHung = onHung;
  }

  start(): void {
    this.#timer = setInterval(() => this.#beat(), ASK_MS);
  }

  answered(): void {
    this.#unanswered = 0;
  }

  /** The window shows its first complete picture: from now on it has no reason to be busy for long. */
  shown(): void {
    this.#most = UNANSWERED.shown;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    if (this.#unanswered >= this.#most) {
      this.stop();
      this.#onHung();
      return;
    }
    this.#unanswered += 1;
    this.#ask();
  }
}

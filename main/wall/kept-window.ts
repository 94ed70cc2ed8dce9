import type { PanelHealth, WindowFailure } from '../../preload/contract/index.js';
import type { FailureHistory } from './restart-policy.js';
import { afterFailure, afterShown, isGivenUp, NO_FAILURES, pauseMs, restartAfter } from './restart-policy.js';

/** What is needed of a window to keep it. */
export interface KeepableWindow {
  close(): void;
  /** Its page crashed, hangs or did not load. */
  onFailed(listener: (failure: WindowFailure) => void): void;
  /** The window is gone, whoever closed it. */
  onClosed(listener: () => void): void;
}

/** Which page a window is opened with: its own, or the safe one with the reason. `retryAt` UTC ms. */
export type PageDue =
  { readonly kind: 'own' } | { readonly kind: 'safe'; readonly failure: WindowFailure; readonly retryAt: number };

export type KeptWindowOptions<W> = {
  open(page: PageDue): W;
  /** the window or its state may have changed */
  onChanged(): void;
  /** somebody closed it; without this it counts as a failure and the window comes back */
  onClosed?(): void;
};

const OWN: PageDue = { kind: 'own' };

/** Keeps one window open: replaces it when it fails, by the restart policy. */
export class KeptWindow<W extends KeepableWindow> {
  readonly #options: KeptWindowOptions<W>;
  #window: W | undefined;
  #page: PageDue = OWN;
  #isWanted = false;
  #isDrawn = false;
  #openedAt = 0;
  #history: FailureHistory = NO_FAILURES;
  /** failures of the safe page in a row */
  #safeFailures = 0;
  #reopening: ReturnType<typeof setTimeout> | undefined;
  #retrying: ReturnType<typeof setTimeout> | undefined;

  constructor(options: KeptWindowOptions<W>) {
    this.#options = options;
  }

  get window(): W | undefined {
    return this.#window;
  }

  get state(): Exclude<PanelHealth['state'], 'missing'> {
    if (this.#page.kind === 'safe' || isGivenUp(this.#history)) return 'failed';
    return this.#isDrawn ? 'shown' : 'starting';
  }

  /** Opens the window unless it is open, or about to be. */
  show(): void {
    this.#isWanted = true;
    if (this.#window === undefined && this.#reopening === undefined) this.#open();
  }

  /** Closes it until the next `show`. What it failed before is not forgotten. */
  hide(): void {
    this.#isWanted = false;
    clearTimeout(this.#reopening);
    this.#reopening = undefined;
    this.#takeWindow()?.close();
  }

  /** Opens it anew with the page that it has, e.g. for another frame; the old one goes when the new one is there. */
  replace(): void {
    const old = this.#takeWindow();
    if (old === undefined) return;
    this.#open();
    old.close();
  }

  /** Closes it for good. */
  end(): void {
    clearTimeout(this.#retrying);
    this.hide();
  }

  /** The window reported the first complete picture of its own page. */
  drawn(): void {
    if (this.#window === undefined || this.#page.kind === 'safe') return;
    this.#isDrawn = true;
    this.#history = afterShown(this.#history);
    this.#options.onChanged();
  }

  #open(): void {
    const window = this.#options.open(this.#page);
    this.#window = window;
    this.#isDrawn = false;
    this.#openedAt = performance.now();
    window.onFailed((failure) => this.#failed(window, failure));
    window.onClosed(() => {
      if (this.#window !== window) return;
      const { onClosed } = this.#options;
      if (onClosed === undefined) {
        this.#failed(window, { reason: 'closed', detail: '' });
        return;
      }
      this.#takeWindow();
      this.end();
      onClosed();
    });
  }

  #failed(window: W, failure: WindowFailure): void {
    if (this.#window !== window) return;
    this.#takeWindow()?.close();
    this.#reopening = setTimeout(() => this.#reopen(), this.#pauseAfter(failure));
    this.#options.onChanged();
  }

  /** Takes note of the failure; the answer is the pause before the page now due is opened, ms. */
  #pauseAfter(failure: WindowFailure): number {
    if (this.#page.kind === 'safe') {
      this.#safeFailures += 1;
      return pauseMs(this.#safeFailures);
    }
    this.#history = afterFailure(this.#history, this.#openedAt, performance.now());
    const restart = restartAfter(this.#history);
    if (restart.page === 'own') return restart.afterMs;
    this.#page = { kind: 'safe', failure, retryAt: Date.now() + restart.retryMs };
    this.#safeFailures = 0;
    this.#retrying = setTimeout(() => this.#retry(), restart.retryMs);
    return 0;
  }

  #reopen(): void {
    this.#reopening = undefined;
    if (!this.#isWanted) return;
    this.#open();
    this.#options.onChanged();
  }

  /** The window's own page is due again, at once where the safe page is open. */
  #retry(): void {
    this.#page = OWN;
    this.replace();
    this.#options.onChanged();
  }

  #takeWindow(): W | undefined {
    const window = this.#window;
    this.#window = undefined;
    this.#isDrawn = false;
    return window;
  }
}

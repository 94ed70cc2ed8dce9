import type { WindowFailure } from '../../preload/contract/index.js';
import type { PageDue } from './kept-window.js';
import type { Bounds } from './plan.js';
import type { PanelWindow } from './wall-windows.js';

/** A window that a test lets fail. */
export class FakeWindow implements PanelWindow {
  readonly page: PageDue;
  bounds: Bounds | undefined;
  isOpen = true;
  readonly #failed: ((failure: WindowFailure) => void)[] = [];
  readonly #closed: (() => void)[] = [];

  constructor(page: PageDue, bounds?: Bounds) {
    this.page = page;
    this.bounds = bounds;
  }

  setBounds(bounds: Bounds): void {
    this.bounds = bounds;
  }

  /** As Electron does it: whoever closes it, the listeners hear of it. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const listener of this.#closed) listener();
  }

  onFailed(listener: (failure: WindowFailure) => void): void {
    this.#failed.push(listener);
  }

  onClosed(listener: () => void): void {
    this.#closed.push(listener);
  }

  fail(reason: WindowFailure['reason'] = 'crashed'): void {
    for (const listener of this.#failed) listener({ reason, detail: 'as the test says' });
  }
}

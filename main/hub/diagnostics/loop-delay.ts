import type { IntervalHistogram } from 'node:perf_hooks';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the figures reach back, ms. */
const WINDOW_MS = 10_000;
/** The measuring timer's own period, which the histogram contains, ms. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

/** How late the event loop is, over the last ten seconds: p50 and p99, ms. */
export class LoopDelay {
  #p50 = 0;
  #p99 = 0;
  readonly #histogram: IntervalHistogram;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      this.#p50 = this.#late(50);
      this.#p99 = this.#late(99);
      this.#histogram.reset();
    }, WINDOW_MS);
    this.#timer.unref();
  }

  get p50(): number {
    return this.#p50;
  }

  get p99(): number {
    return this.#p99;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #late(percentile: number): number {
    return Math.max(0, this.#histogram.percentile(percentile) / NS_PER_MS - RESOLUTION_MS);
  }
}

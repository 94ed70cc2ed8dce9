import type { Server } from 'node:http';
import type { AppError, Diagnostics, KeptAsideItem, Link, OutboxItem } from '../../preload/contract/index.js';
import type { Feed } from './feed/index.js';
import { Counters, KeptAside, LoopDelay, Recent, serveMetrics } from './diagnostics/index.js';
import type { LogFile } from '../log/index.js';
import type { BackendLink, Misfit } from './link/index.js';
import type { Store } from './store/index.js';

/** How often the files are asked for their sizes, which tells as well how long a database takes to answer, ms. */
const PROBE_MS = 10_000;

export type Watched = {
  readonly store: Store;
  readonly link: Pick<BackendLink, 'state' | 'waiting' | 'serverNow'>;
  readonly feed: Pick<Feed, 'windows'>;
  readonly outbox: () => readonly OutboxItem[];
  /** monotonic ms */
  readonly now: () => number;
};

/** What the hub tells of itself: figures, what was kept aside, and the log. */
export class HubDiagnostics {
  readonly #counters = new Counters();
  readonly #aside = new KeptAside();
  readonly #delay = new LoopDelay();
  readonly #batches = new Recent();
  readonly #logFile: LogFile | undefined;
  #files: Diagnostics['files'] = [];
  #probeMs: number | undefined;
  #watched: Watched | undefined;
  #probing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #metrics: Server | undefined;
  #linkState: string | undefined;

  /**
   * @param logFile where lines go; without it nowhere
   * @param secrets values that no line may hold
   */
  constructor(logFile: LogFile | undefined, secrets: readonly (string | undefined)[]) {
    this.#logFile = logFile;
    for (const secret of secrets) this.know(secret);
  }

  /**
   * Begins to look at the parts.
   * @param metricsPort where this machine's monitoring reads the figures; without it nothing listens
   */
  watch(watched: Watched, metricsPort: number | undefined): void {
    this.#watched = watched;
    const { link, feed, outbox, now } = watched;
    const gauge = (name: string, read: () => number | undefined): void => this.#counters.gauge(name, read);
    const since = (moment: number | undefined): number | undefined =>
      moment === undefined ? undefined : Math.max(0, Math.round(now() - moment));
    gauge('link_state_age_ms', () => since(link.state.since));
    gauge('link_data_age_ms', () => since(link.state.heardAt));
    gauge('link_round_trip_ms', () => link.state.roundTripMs);
    gauge('link_clock_offset_ms', () => link.state.clockOffsetMs);
    gauge('link_waiting_batches', () => link.waiting);
    for (const state of ['held', 'sending', 'accepted-by-backend', 'refused', 'expired'] as const) {
      gauge(`outbox_${state.replaceAll('-', '_')}_orders`, () => outbox().filter((item) => item.state === state).length);
    }
    gauge('feed_windows', () => feed.windows.length);
    gauge('feed_late_windows', () => feed.windows.filter(({ owed }) => owed).length);
    gauge('loop_delay_p50_ms', () => round(this.#delay.p50));
    gauge('loop_delay_p99_ms', () => round(this.#delay.p99));
    gauge('batch_store_p50_ms', () => this.#batches.percentile(50));
    gauge('batch_store_p99_ms', () => this.#batches.percentile(99));
    gauge('db_answer_ms', () => this.#probeMs);
    gauge('log_lost_lines', () => this.#logFile?.lost());
    gauge('process_resident_bytes', () => process.memoryUsage.rss());
    gauge('process_uptime_ms', () => Math.round(process.uptime() * 1000));
    this.#probe();
    this.#timer = setInterval(() => this.#probe(), PROBE_MS);
    if (metricsPort === undefined) return;
    this.#metrics = serveMetrics(metricsPort, this.#counters, (error) => this.#logFile?.log.error({ err: error }, 'metrics'));
  }

  /** @param name without `_total` */
  count(name: string): void {
    this.#counters.count(`${name}_total`);
  }

  misfit({ what, reason, text }: Misfit, at: number): void {
    this.#counters.count(`kept_aside_${what}_total`);
    this.#aside.add({ at, what, reason, text });
    this.#logFile?.log.warn({ what, reason }, 'kept aside');
  }

  get keptAside(): readonly KeptAsideItem[] {
    return this.#aside.items;
  }

  linkChanged({ state, problem }: Link): void {
    const told = `${state} ${problem?.code ?? ''}`;
    if (told === this.#linkState) return;
    this.#linkState = told;
    this.#logFile?.log.info({ state, problem }, 'link');
  }

  told(code: string, details: AppError['details']): void {
    this.#logFile?.log.warn({ code, details }, 'notice');
  }

  /** A value that no line of the log may hold. */
  know(secret: string | undefined): void {
    this.#logFile?.know(secret);
  }

  /** Measures how long a batch takes to be stored. */
  async timed<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.#batches.add(performance.now() - began);
    return result;
  }

  read(): Diagnostics {
    return { figures: this.#counters.figures(), windows: [...(this.#watched?.feed.windows ?? [])], files: this.#files };
  }

  /** Looks no more; resolves when no file is asked any more, so that they may be closed. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#delay.close();
    this.#metrics?.closeAllConnections();
    this.#metrics?.close();
    await this.#probing;
  }

  /** The last line is written. */
  async close(): Promise<void> {
    await this.#logFile?.close();
  }

  #probe(): void {
    const store = this.#watched?.store;
    // A disk that is so slow is asked again when it has answered.
    if (store === undefined || this.#probing !== undefined) return;
    const began = performance.now();
    const asked = store.sizes().then(({ durable, cache, ordersLogBytes }) => {
      this.#probeMs = round(performance.now() - began);
      this.#files = [
        { name: 'durable.db', state: store.health.durable, bytes: durable.bytes, logBytes: durable.logBytes },
        { name: 'cache.db', state: store.health.cache, bytes: cache.bytes, logBytes: cache.logBytes },
        { name: 'orders.log', state: store.health.durable, bytes: ordersLogBytes, logBytes: 0 },
      ];
    });
    const over = (): void => void (this.#probing = undefined);
    this.#probing = asked.then(over, (error: unknown) => {
      over();
      this.#logFile?.log.warn({ err: error }, 'the files do not tell their sizes');
    });
  }
}

/** Two digits after the point are more than anybody reads. */
const round = (value: number): number => Math.round(value * 100) / 100;

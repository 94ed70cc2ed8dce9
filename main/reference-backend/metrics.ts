import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the gauges look at when somebody asks. */
export type Observed = {
  readonly streamClients: () => number;
  readonly droppedClients: () => number;
  readonly waitingBatches: () => number;
  readonly sequence: () => number;
  readonly clockJumpMs: () => number;
};

/** Seconds: from what one event loop takes to what a person would call broken. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What Prometheus reads. Counts and times only: nothing of what the calls carry. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'yilan_requests_total',
    help: 'Calls answered, by operation and HTTP status',
    labelNames: ['operation', 'status'],
    registers: [this.#registry],
  });
  readonly #latency = new Histogram({
    name: 'yilan_request_seconds',
    help: 'From the arrival of a call to the end of its answer',
    labelNames: ['operation'],
    buckets: BUCKETS,
    registers: [this.#registry],
  });
  readonly #transactions = new Histogram({
    name: 'yilan_transaction_seconds',
    help: 'Write transactions, the commit included',
    buckets: BUCKETS,
    registers: [this.#registry],
  });

  constructor({ streamClients, droppedClients, waitingBatches, sequence, clockJumpMs }: Observed) {
    // Memory, CPU and event-loop delay of the process.
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge('yilan_stream_clients', 'Subscriptions of the stream that are open', streamClients);
    this.#gauge('yilan_receipt_batches_waiting', 'Batches of receipts that wait for the next transaction', waitingBatches);
    this.#gauge('yilan_event_sequence', 'The last sequence given out', sequence);
    this.#gauge(
      'yilan_clock_jump_seconds',
      'By how much the clock jumped and was not confirmed since',
      () => clockJumpMs() / 1000,
    );
    this.#gauge('yilan_stream_clients_dropped', 'Clients dropped since the start because they read too slowly', droppedClients);
  }

  request(operation: string, status: number, ms: number): void {
    this.#requests.inc({ operation, status: String(status) });
    this.#latency.observe({ operation }, ms / 1000);
  }

  transaction(ms: number): void {
    this.#transactions.observe(ms / 1000);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauge(name: string, help: string, value: () => number): void {
    this.#registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(value());
        },
      }),
    );
  }
}

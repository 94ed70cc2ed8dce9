import type { StreamEvent, Tier } from '../../../preload/contract/index.js';
import type { BackendClient, HandIn } from '../api-client.js';
import { log, logFault } from '../log.js';
import type { Temper } from './behaviour.js';
import { Desk } from './desk.js';
import { handIns, singles } from './hand-in.js';
import { Line } from './line.js';

/** The most receipts handed in at once. */
const BATCH_MAX = 100;
/** Steps due within this time go together, ms. */
const GATHER_MS = 50;
const RETRY_MS = 1000;
const TOPICS = 'commands,directives,receipts';

/** Follows the stream, keeps the desks and hands in what is due. */
export class Runner {
  readonly #client: BackendClient;
  readonly #temper: Temper;
  readonly #line: Line;
  #desk: Desk;
  #tiers: ReadonlyMap<string, Tier> = new Map();
  #sending: readonly HandIn[] = [];
  #busy = false;
  #timer: NodeJS.Timeout | undefined;
  /** work on the desks is done one piece after the other */
  #tail: Promise<void> = Promise.resolve();

  constructor(client: BackendClient, url: string, token: string, temper: Temper) {
    this.#client = client;
    this.#temper = temper;
    this.#desk = new Desk(temper);
    this.#line = new Line(url, token, TOPICS, {
      onFresh: () => this.#queue(() => this.#refill()),
      onEvents: (events) => this.#queue(() => this.#hear(events)),
    });
  }

  start(): void {
    this.#line.open();
  }

  #queue(work: () => Promise<boolean>): void {
    this.#tail = this.#tail
      .then(async () => {
        while (!(await work())) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        this.#schedule();
      })
      .catch((error: unknown) => {
        // A bug here would leave the demo half done in silence; the backend starts this program again.
        logFault('demo responders failed', error);
        process.exit(1);
      });
  }

  /** Reads what is open now: at the start, and whenever the stream could not be resumed. False: try again. */
  async #refill(): Promise<boolean> {
    const tiers = await this.#client.tiers();
    if (!tiers.ok) return false;
    this.#tiers = new Map(tiers.value.map((tier) => [tier.code, tier]));
    // What was reported meanwhile is in the views that are read now, not on the old desks.
    this.#desk = new Desk(this.#temper);
    for (const state of ['issued', 'running'] as const) {
      const list = await this.#client.commands(state);
      if (!list.ok) return false;
      for (const { id } of list.value) if (!(await this.#takeOn(id))) return false;
    }
    return true;
  }

  async #hear(events: readonly StreamEvent[]): Promise<boolean> {
    for (const event of events) {
      if (event.type === 'yilan.directives') {
        if (this.#desk.knows(event.data.command)) this.#desk.receive(event.data, this.#tiers, Date.now());
        else if (!(await this.#takeOn(event.data.command))) return false;
      } else if (event.type === 'yilan.receipts') {
        this.#desk.hear(event.data, Date.now());
      } else if (event.type === 'yilan.commands') {
        if (event.data.state === 'finished' || event.data.state === 'recalled') this.#desk.forget(event.data.id);
      }
    }
    return true;
  }

  /** False when the backend is away. */
  async #takeOn(command: string): Promise<boolean> {
    const view = await this.#client.command(command);
    if (!view.ok) {
      if (view.error.kind === 'refused') log('error', 'command not readable', { command, code: view.error.code });
      return view.error.kind === 'refused';
    }
    if (view.value.state === 'issued' || view.value.state === 'running') {
      this.#desk.takeOn(view.value, this.#tiers, Date.now());
    }
    return true;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const due = this.#sending.length > 0 ? 0 : this.#desk.nextDue();
    if (due === undefined || this.#busy) return;
    this.#timer = setTimeout(() => void this.#send(), Math.max(GATHER_MS, due - Date.now()));
  }

  async #send(): Promise<void> {
    this.#busy = true;
    if (this.#sending.length === 0) this.#sending = handIns(this.#desk.takeDue(Date.now(), BATCH_MAX), this.#tiers);
    if (!(await this.#handIn())) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    this.#busy = false;
    this.#schedule();
  }

  /** Hands in what waits, with the same ids until it is answered; false when the backend is away. */
  async #handIn(): Promise<boolean> {
    while (this.#sending[0] !== undefined) {
      const [next, ...rest] = this.#sending;
      const answer = await this.#client.send(next);
      if (!answer.ok && answer.error.kind === 'away') return false;
      // One bad receipt spoils a batch, so then they go singly.
      const singly = answer.ok ? [] : singles(next);
      if (!answer.ok && singly.length === 0) log('info', 'refused', { path: next.path, code: answer.error.code });
      this.#sending = [...singly, ...rest];
    }
    return true;
  }
}

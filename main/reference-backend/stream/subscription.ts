import type { StreamFrame, Topic } from '../../../preload/contract/index.js';
import { CLOSE_TOO_SLOW } from '../../../preload/contract/index.js';
import { logFault } from '../log.js';
import type { EventRow } from '../storage/events.js';
import { streamEvent } from '../views.js';

/** What a subscription needs of a WebSocket. */
export interface StreamSocket {
  /** bytes not yet handed to the system */
  readonly bufferedAmount: number;
  /** `done` is called when the text was handed to the system, or failed */
  send(text: string, done: (error?: Error | null) => void): void;
  close(code: number, reason: string): void;
}

export type SubscriptionOptions = {
  readonly epoch: string;
  /** sequence after which it begins */
  readonly after: number;
  /** last sequence at the time of `hello`; up to there it is catching up */
  readonly hello: number;
  readonly topics: ReadonlySet<Topic> | null;
  /** codes that the caller may read now; null = all */
  readonly readable: () => ReadonlySet<string> | null;
  readonly read: (after: number, limit: number) => Promise<readonly EventRow[]>;
};

/** Events read at once; a frame holds at most as many. */
const BATCH = 500;
/** Bytes that may wait for a client that follows live. */
export const BUFFERED_MAX = 4 * 1024 * 1024;

/** Sends one client what it may read, in order, without gaps, from where it left off. */
export class Subscription {
  readonly #socket: StreamSocket;
  readonly #options: SubscriptionOptions;
  /** last sequence looked at */
  #seen: number;
  /** last sequence sent */
  #sent: number;
  #awake = false;
  #again = false;
  #ended = false;

  constructor(socket: StreamSocket, options: SubscriptionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#seen = options.after;
    this.#sent = options.after;
  }

  /** There may be new events. */
  wake(): void {
    this.#again = true;
    if (this.#awake || this.#ended) return;
    this.#awake = true;
    this.#run().catch((error: unknown) => {
      logFault('stream failed', error);
      this.#end(1011, 'internal');
    });
  }

  end(): void {
    this.#ended = true;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#ended) {
        this.#again = false;
        await this.#pump();
      }
    } finally {
      this.#awake = false;
    }
  }

  async #pump(): Promise<void> {
    const { read, hello } = this.#options;
    while (!this.#ended) {
      const rows = await read(this.#seen, BATCH);
      const last = rows.at(-1);
      if (last === undefined) return;
      this.#seen = last.sequence;
      const sent = this.#send(rows);
      if (last.sequence <= hello) await sent;
      if (this.#socket.bufferedAmount > BUFFERED_MAX) return this.#end(CLOSE_TOO_SLOW, 'too slow');
      if (rows.length < BATCH) return;
    }
  }

  /** Sends what of the rows is for this client. Resolves when the system has taken it, however that ended. */
  #send(rows: readonly EventRow[]): Promise<void> {
    const { topics, epoch } = this.#options;
    const readable = this.#options.readable();
    const mine = rows.filter(
      ({ topic, subject }) => (topics === null || topics.has(topic)) && (readable === null || readable.has(subject)),
    );
    const last = mine.at(-1);
    if (last === undefined || this.#ended) return Promise.resolve();
    const frame: StreamFrame = {
      from: String(this.#sent),
      to: String(last.sequence),
      events: mine.map((row) => streamEvent(row, epoch)),
    };
    this.#sent = last.sequence;
    // A failed send closes the socket, which ends the subscription: nothing is left to do with the error here.
    return new Promise((resolve) => this.#socket.send(JSON.stringify(frame), () => resolve()));
  }

  #end(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.close(code, reason);
  }
}

import type { Topic } from '../../../preload/contract/index.js';
import { logFault } from '../log.js';
import type { Board, Follower } from './board.js';
import type { Entry } from './entry.js';
import { isFor } from './entry.js';
import type { Frame } from './frames.js';
import { framesOf } from './frames.js';

/** What a subscription needs of a WebSocket. */
export interface StreamSocket {
  /** bytes not yet handed to the system */
  readonly bufferedAmount: number;
  /** `done` is called when the content was handed to the system, or failed */
  send(content: Uint8Array, options: { readonly binary: boolean }, done: (error?: Error | null) => void): void;
}

/** Why a subscription gives its client up. */
export type EndReason = 'gone' | 'too-slow' | 'internal';

export type SubscriptionOptions = {
  readonly board: Board;
  readonly tier: string;
  /** sequence after which it begins */
  readonly after: number;
  readonly topics: ReadonlySet<Topic> | null;
  /** called once, when it cannot go on */
  readonly onEnd: (reason: EndReason) => void;
  /** how long the system may take to accept what was sent, ms */
  readonly slowMs?: number;
};

/** Events looked at in one go by a client that catches up. */
const BATCH = 500;
/** Bytes that may wait for a client before no more is sent to it until they are gone. */
export const BUFFERED_MAX = 256 * 1024;
/** How long they may wait, ms: a client that does not take a quarter of a megabyte in that time is too slow. */
const SLOW_MS = 10_000;

/**
 * Sends one client what it may read, in order, without gaps, from where it left off. As long as it keeps up it is
 * `live` and gets what is published; else it reads on at its own pace until it has caught up.
 */
export class Subscription implements Follower {
  readonly tier: string;
  readonly topics: ReadonlySet<Topic> | null;
  readonly #socket: StreamSocket;
  readonly #options: SubscriptionOptions;
  /** last sequence looked at, while it is not live */
  #seen: number;
  #sent: number;
  #live = false;
  #ended = false;
  /** messages that the system has not accepted yet, and who waits for that */
  #pending = 0;
  #drained: (() => void) | undefined;

  constructor(socket: StreamSocket, options: SubscriptionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.tier = options.tier;
    this.topics = options.topics;
    this.#seen = options.after;
    this.#sent = options.after;
  }

  get live(): boolean {
    return this.#live;
  }

  get sent(): number {
    return this.#sent;
  }

  start(): void {
    this.#options.board.join(this);
    this.#follow();
  }

  end(): void {
    this.#ended = true;
    this.#live = false;
    this.#options.board.leave(this);
    this.#drained?.();
  }

  push(frames: readonly Frame[], to: number): void {
    this.#send(frames, to);
    if (this.#socket.bufferedAmount <= BUFFERED_MAX) return;
    this.#live = false;
    this.#seen = this.#options.board.last;
    this.#follow();
  }

  fail(): void {
    this.#giveUp('internal');
  }

  #follow(): void {
    this.#catchUp().catch((error: unknown) => {
      logFault('stream failed', error);
      this.#giveUp('internal');
    });
  }

  async #catchUp(): Promise<void> {
    const { board } = this.#options;
    while (!this.#ended) {
      if (!(await this.#isDrained())) return this.#giveUp('too-slow');
      if (this.#ended) return;
      // In one turn of the event loop with the look at the end, so that nothing is published in between.
      if (board.isAtEnd(this.#seen)) {
        this.#live = true;
        return;
      }
      if (this.#seen < board.oldest(this.topics) - 1) return this.#giveUp('gone');
      const { entries, seen } = await board.after(this.#seen, BATCH);
      this.#seen = seen;
      const mine = this.#mine(entries);
      this.#send(framesOf(mine, this.#sent), mine.at(-1)?.sequence ?? this.#sent);
    }
  }

  #mine(entries: readonly Entry[]): Entry[] {
    const readable = this.#options.board.readable(this.tier);
    return entries.filter((entry) => (this.topics === null || this.topics.has(entry.topic)) && isFor(entry, readable));
  }

  #send(frames: readonly Frame[], to: number): void {
    if (this.#ended) return;
    this.#sent = to;
    for (const { content, binary } of frames) {
      this.#pending += 1;
      // A failed send closes the socket, which ends the subscription: nothing is left to do with the error here.
      this.#socket.send(content, { binary }, () => {
        this.#pending -= 1;
        if (this.#pending === 0) this.#drained?.();
      });
    }
  }

  /** Resolves when the system has accepted everything, with false when that takes too long. */
  async #isDrained(): Promise<boolean> {
    if (this.#pending === 0) return true;
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), this.#options.slowMs ?? SLOW_MS);
      this.#drained = () => {
        clearTimeout(late);
        this.#drained = undefined;
        resolve(true);
      };
    });
  }

  #giveUp(reason: EndReason): void {
    if (this.#ended) return;
    this.end();
    this.#options.onEnd(reason);
  }
}

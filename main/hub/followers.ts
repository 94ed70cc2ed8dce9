import type { Result, StreamBatch } from '../../preload/contract/index.js';
import { ok } from '../../preload/contract/index.js';
import type { Cursor } from './store/index.js';

/** Whoever keeps a part of what the backend tells, in a file with a cursor of its own. */
export interface Follower {
  /** How far its file has come; undefined where there is nothing yet. */
  cursor(): Promise<Cursor | undefined>;
  /**
   * Fetches everything again by HTTP and goes on from a hello's place.
   * @param now backend's clock, UTC ms
   */
  refill(hello: Cursor, now: number): Promise<Result<null>>;
  /** Stores one batch together with the cursor behind it. The same again changes nothing. */
  take(batch: StreamBatch, epoch: string): Promise<Result<null>>;
}

/**
 * All followers as one: the stream goes on from the smallest cursor. A follower that was set back (its file was lost)
 * or that stands in another history is refilled by itself, while the stream goes on for the others.
 */
export class Followers {
  readonly #followers: readonly Follower[];
  /** How far each has come in this connection; a batch that one has already is not handed to it again. */
  readonly #reached = new Map<Follower, bigint>();

  constructor(followers: readonly Follower[]) {
    this.#followers = followers;
  }

  /** `EPOCH:SEQ` to go on from, or undefined when nothing was followed yet. */
  async since(): Promise<string | undefined> {
    const cursors = await this.#cursors();
    const [first] = cursors;
    // Of two histories at most one is the backend's; beginning anew is right for both.
    if (first === undefined || cursors.some(({ epoch }) => epoch !== first.epoch)) return undefined;
    const sequences = cursors.map(({ sequence }) => BigInt(sequence));
    return `${first.epoch}:${sequences.reduce((least, next) => (next < least ? next : least))}`;
  }

  /**
   * A connection was made.
   * @param fresh it could not go on where the last one ended: everybody is refilled
   * @param now backend's clock, UTC ms
   */
  async connected(hello: Cursor, fresh: boolean, now: number): Promise<Result<null>> {
    for (const follower of this.#followers) {
      const cursor = await follower.cursor();
      if (fresh || cursor?.epoch !== hello.epoch || isAfter(cursor, hello)) {
        const refilled = await follower.refill(hello, now);
        if (!refilled.ok) return refilled;
      }
      const { sequence } = (await follower.cursor()) ?? hello;
      this.#reached.set(follower, BigInt(sequence));
    }
    return ok(null);
  }

  /** Every follower takes the batch; the first failure is the answer, and the same batch comes again. */
  async take(batch: StreamBatch, epoch: string): Promise<Result<null>> {
    const to = BigInt(batch.to);
    for (const follower of this.#followers) {
      if (to <= (this.#reached.get(follower) ?? -1n)) continue;
      const taken = await follower.take(batch, epoch);
      if (!taken.ok) return taken;
      this.#reached.set(follower, to);
    }
    return ok(null);
  }

  async #cursors(): Promise<Cursor[]> {
    const cursors = await Promise.all(this.#followers.map((follower) => follower.cursor()));
    return cursors.filter((cursor) => cursor !== undefined);
  }
}

/** It knows more than the backend does: the backend was restored from a copy. */
const isAfter = (cursor: Cursor, hello: Cursor): boolean => BigInt(cursor.sequence) > BigInt(hello.sequence);

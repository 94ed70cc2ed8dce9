import type { Topic } from '../../../preload/contract/index.js';
import { logFault } from '../log.js';
import type { EventRow, Floors } from '../storage/events.js';
import { chinaDate } from '../tier-book.js';
import type { TierBook } from '../tier-book.js';
import type { Entry } from './entry.js';
import { entriesOf, isFor } from './entry.js';
import type { Frame } from './frames.js';
import { emptyFrame, framesOf } from './frames.js';
import { Past } from './past.js';
import { Tail } from './tail.js';

/** What the board needs of a subscription. */
export interface Follower {
  readonly tier: string;
  readonly topics: ReadonlySet<Topic> | null;
  /** nothing that was published before is still on its way to it */
  readonly live: boolean;
  /** last sequence sent */
  readonly sent: number;
  /** Sends it what was just published, the last of it being `to`. */
  push(frames: readonly Frame[], to: number): void;
  /** Gives it up, because something went wrong that is not its client's fault. */
  fail(): void;
}

export type BoardOptions = {
  readonly epoch: string;
  readonly tiers: TierBook;
  /** UTC ms */
  readonly now: () => number;
  /** last sequence given out */
  readonly last: number;
  readonly floors: Floors;
  /** events after a sequence from the database, in order */
  readonly read: (after: number, limit: number) => Promise<readonly EventRow[]>;
};

/** Events after which a follower is told where it is, though none was for it. */
const ADVANCE_EVENTS = 100_000;

const COLUMN_TOPICS: readonly Topic[] = ['samples', 'positions'];

/**
 * Where committed events go out to the subscriptions. Each event is led to those who may read its tier; nobody looks
 * through events that are not for him.
 */
export class Board {
  readonly #options: BoardOptions;
  readonly #tail: Tail;
  readonly #past: Past;
  #floors: Floors;
  /** followers by their tier */
  readonly #groups = new Map<string, Set<Follower>>();
  /** tiers of followers by the tier that they may read, on one day; `''` holds those who read everything */
  readonly #readers = new Map<string, string[]>();
  #day = '';
  /** the sequence at which `advance` was called last */
  #advancedAt: number;
  /** followers that were dropped because they read too slowly */
  dropped = 0;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#tail = new Tail(options.last);
    this.#past = new Past(options);
    this.#floors = options.floors;
    this.#advancedAt = options.last;
  }

  get last(): number {
    return this.#tail.last;
  }

  get followers(): number {
    let count = 0;
    for (const group of this.#groups.values()) count += group.size;
    return count;
  }

  set floors(floors: Floors) {
    this.#floors = floors;
  }

  /** The oldest sequence of which everything after it is still kept for these topics, plus one. */
  oldest(topics: ReadonlySet<Topic> | null): number {
    const columns = topics === null || COLUMN_TOPICS.some((topic) => topics.has(topic));
    return (columns ? this.#floors.columns : this.#floors.all) + 1;
  }

  join(follower: Follower): void {
    this.#turnDay();
    const group = this.#groups.get(follower.tier);
    if (group !== undefined) {
      group.add(follower);
      return;
    }
    this.#groups.set(follower.tier, new Set([follower]));
    this.#addReader(follower.tier);
  }

  leave(follower: Follower): void {
    this.#groups.get(follower.tier)?.delete(follower);
  }

  /**
   * Tells followers for whom there was nothing how far they are, so that they can go on from there after a break,
   * however long nothing was for them.
   */
  advance(): void {
    const { last } = this.#tail;
    this.#advancedAt = last;
    for (const group of this.#groups.values()) {
      for (const follower of [...group]) {
        if (follower.live && follower.sent < last) {
          this.#serve(follower, () => follower.push([emptyFrame(follower.sent, last)], last));
        }
      }
    }
  }

  /** Hands on what was committed, in the order of the commits. */
  publish(rows: readonly EventRow[]): void {
    if (rows.length === 0) return;
    this.#turnDay();
    const entries = entriesOf(rows, this.#options.epoch);
    this.#tail.add(entries);
    for (const [tier, mine] of this.#byReader(entries)) this.#pushTo(tier, mine);
    if (this.#tail.last - this.#advancedAt >= ADVANCE_EVENTS) this.advance();
  }

  /**
   * What a follower that is not live looks at next, in order, and the sequence up to which it has looked then. Not
   * beyond what was published, which would reach it twice.
   */
  async after(sequence: number, limit: number): Promise<{ readonly entries: readonly Entry[]; readonly seen: number }> {
    const end = this.#tail.last;
    const entries = this.#tail.after(sequence, limit);
    if (entries === undefined) return this.#past.after(sequence, end);
    // Fewer than asked for: there is nothing more up to the end.
    return { entries, seen: entries.length < limit ? end : (entries.at(-1)?.sequence ?? end) };
  }

  /** Whether everything was looked at. */
  isAtEnd(sequence: number): boolean {
    return sequence >= this.#tail.last;
  }

  /** Codes that a tier may read now; null = all. */
  readable(tier: string): ReadonlySet<string> | null {
    return this.#options.tiers.readable(tier, this.#options.now());
  }

  /** @returns what is for each tier of followers, in order */
  #byReader(entries: readonly Entry[]): Map<string, Entry[]> {
    const all = this.#readers.get('') ?? [];
    const once = entries.filter((entry) => isFor(entry, null));
    const parts = new Map<string, Entry[]>(all.map((tier) => [tier, [...once]]));
    for (const entry of entries) {
      const also = new Set(entry.besides === undefined ? [] : this.#readers.get(entry.besides));
      for (const tier of this.#readers.get(entry.subject) ?? []) {
        if (also.has(tier)) continue;
        const part = parts.get(tier);
        if (part === undefined) parts.set(tier, [entry]);
        else part.push(entry);
      }
    }
    return parts;
  }

  #pushTo(tier: string, entries: readonly Entry[]): void {
    // Followers with the same topics that were sent the same before get the same bytes.
    const byTopics = new Map<string, readonly Entry[]>();
    const made = new Map<string, readonly Frame[]>();
    const push = (follower: Follower): void => {
      const { topics, sent } = follower;
      const kind = topics === null ? '' : [...topics].join();
      const mine = byTopics.get(kind) ?? entries.filter(({ topic }) => topics === null || topics.has(topic));
      byTopics.set(kind, mine);
      if (mine.length === 0) return;
      const frames = made.get(`${kind} ${sent}`) ?? framesOf(mine, sent);
      made.set(`${kind} ${sent}`, frames);
      follower.push(frames, mine.at(-1)?.sequence ?? sent);
    };
    for (const follower of [...(this.#groups.get(tier) ?? [])]) {
      if (follower.live) this.#serve(follower, () => push(follower));
    }
  }

  /** One that cannot be served must not keep the others from what happens. */
  #serve(follower: Follower, send: () => void): void {
    try {
      send();
    } catch (error) {
      logFault('stream failed', error);
      follower.fail();
    }
  }

  /** Who may read what changes at most from one day to the next. */
  #turnDay(): void {
    const day = chinaDate(this.#options.now());
    if (day === this.#day) return;
    this.#day = day;
    this.#readers.clear();
    for (const tier of this.#groups.keys()) this.#addReader(tier);
  }

  #addReader(tier: string): void {
    for (const subject of this.readable(tier) ?? ['']) {
      const readers = this.#readers.get(subject);
      if (readers === undefined) this.#readers.set(subject, [tier]);
      else readers.push(tier);
    }
  }
}

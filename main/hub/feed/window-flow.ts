import type { FeedTopic, Frame, FramePart, Subscription } from '../../../preload/contract/index.js';
import { wantedFor } from '../../../preload/contract/index.js';
import type { Pace, Source } from './topics.js';

/** Frames that a window may have without having said that it shows them. */
const UNSHOWN_MAX = 2;
/** What a window takes in of positions, bytes in a ms: about 150,000 rows a second, and a larger frame is followed by a rest. */
const COLUMN_BYTES_PER_MS = 8000;

export type Sending = {
  readonly version: number;
  /** hub's monotonic ms */
  readonly now: number;
  readonly paces: ReadonlySet<Pace>;
  readonly sources: readonly Source[];
  /** What a window lacks of a topic; written once for all windows that lack the same. */
  readonly part: (source: Source, filter: unknown, from: number | undefined) => FramePart | undefined;
};

/**
 * What one window has been sent. Nothing is queued for it: it has at most two frames that it does not show yet, and
 * what changes meanwhile comes as the difference to what it has, in one frame, whenever it is ready.
 */
export class WindowFlow {
  #topics: Subscription = {};
  #last = 0;
  #unshown: readonly number[] = [];
  /** Positions rest until then, hub's monotonic ms. */
  #restUntil = Number.NEGATIVE_INFINITY;
  #resting = false;
  #owed = false;
  /** The version that the window has of each topic. */
  readonly #has = new Map<FeedTopic, number>();

  /** Something was due while the window could take nothing. */
  get isOwed(): boolean {
    return this.#owed;
  }

  /** Frames that it was sent and does not show yet. */
  get unshown(): number {
    return this.#unshown.length;
  }

  /** Positions were due while the window still worked on those that it has. */
  get isResting(): boolean {
    return this.#resting;
  }

  /** @param fresh the window has nothing, and nothing that it was sent is on its way */
  subscribe(topics: Subscription, fresh: boolean): void {
    const before = this.#topics;
    this.#topics = topics;
    if (fresh) {
      this.#has.clear();
      this.#unshown = [];
      this.#last = 0;
      return;
    }
    for (const topic of [...this.#has.keys()]) {
      const wanted = wantedFor(topic);
      if (JSON.stringify(before[wanted]) !== JSON.stringify(topics[wanted])) this.#has.delete(topic);
    }
  }

  /** The window shows this version. */
  shown(version: number): void {
    this.#unshown = this.#unshown.filter((sent) => sent > version);
  }

  /** The next frame, undefined when the window lacks nothing or cannot take it. */
  next({ version, now, paces, sources, part }: Sending): Omit<Frame, 'kind' | 'hub' | 'effectiveAt'> | undefined {
    if (this.#unshown.length >= UNSHOWN_MAX) {
      this.#owed = true;
      return undefined;
    }
    this.#owed = false;
    const resting = now < this.#restUntil;
    this.#resting = false;
    const topics: FramePart[] = [];
    for (const source of sources) {
      const filter = this.#topics[source.wanted];
      if (filter === undefined || !paces.has(source.pace)) continue;
      if (resting && source.pace === 'fast') {
        this.#resting = true;
        continue;
      }
      const next = part(source, filter, this.#has.get(source.name));
      if (next === undefined && !this.#has.has(source.name)) continue;
      this.#has.set(source.name, version);
      if (next === undefined) continue;
      topics.push(next);
      if (next.form === 'columns' && source.pace === 'fast') {
        this.#restUntil = now + next.columns.byteLength / COLUMN_BYTES_PER_MS;
      }
    }
    if (topics.length === 0) return undefined;
    const from = this.#last;
    this.#last = version;
    this.#unshown = [...this.#unshown, version];
    return { version, from, topics };
  }
}

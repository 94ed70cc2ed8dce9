import type { FramePart, RowOf, RowTopic } from '../../../preload/contract/index.js';
import type { Versions } from './versions.js';

/** How many removed keys are remembered; a window that lags behind more of them gets everything anew. */
const REMOVED_KEPT = 5000;

type Entry = { readonly text: string; readonly version: number };

/** Rows by key, each with the version of its last change, so that any window's lack is known without a queue for it. */
export class KeyedTopic<T extends RowTopic> {
  readonly name: T;
  /** The version in which anything changed last; 0 before the first change. */
  #changedAt = 0;
  /** Windows that have less than this get everything: what was removed before it is forgotten. */
  #floor = 0;
  readonly #entries = new Map<string, Entry>();
  readonly #removed = new Map<string, number>();
  readonly #versions: Pick<Versions, 'open'>;
  readonly #removedKept: number;

  constructor(name: T, versions: Pick<Versions, 'open'>, removedKept = REMOVED_KEPT) {
    this.name = name;
    this.#versions = versions;
    this.#removedKept = removedKept;
  }

  /** Keeps rows and drops keys; a row that is the same as before is no change. True when anything changed. */
  change(upserts: Iterable<RowOf[T]>, removed: Iterable<string> = []): boolean {
    const version = this.#versions.open;
    let changed = false;
    for (const row of upserts) {
      const key = row.id;
      const text = JSON.stringify(row);
      if (this.#entries.get(key)?.text === text) continue;
      this.#entries.set(key, { text, version });
      this.#removed.delete(key);
      changed = true;
    }
    for (const key of removed) {
      if (!this.#entries.delete(key)) continue;
      // Forgotten and set anew, so that the map stays in the order of its versions.
      this.#removed.delete(key);
      this.#removed.set(key, version);
      changed = true;
    }
    if (changed) this.#changedAt = version;
    this.#forgetOldest();
    return changed;
  }

  /**
   * What a window lacks, undefined when nothing.
   * @param from the version it has; undefined where it has nothing of this topic
   */
  since(from: number | undefined): FramePart | undefined {
    if (from === undefined || from < this.#floor) return this.#part(true, [...this.#entries.values()], []);
    if (this.#changedAt <= from) return undefined;
    const upserts = [...this.#entries.values()].filter(({ version }) => version > from);
    const removed = [...this.#removed].filter(([, version]) => version > from).map(([key]) => key);
    return this.#part(false, upserts, removed);
  }

  #part(full: boolean, entries: readonly Entry[], removed: readonly string[]): FramePart {
    const upserts = entries.map(({ text }) => text).join(',');
    return { form: 'rows', topic: this.name, full, text: `{"upserts":[${upserts}],"removed":${JSON.stringify(removed)}}` };
  }

  #forgetOldest(): void {
    for (const [key, version] of this.#removed) {
      if (this.#removed.size <= this.#removedKept) break;
      this.#removed.delete(key);
      this.#floor = version;
    }
  }
}
